// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/pages.h"

#include "widgets/explore_page.h"
#include "widgets/quantize_page.h"
#include "widgets/run_form.h"
#include "widgets/train_page.h"
#include "widgets/verify_page.h"

namespace syper::studio {
namespace {

template <typename Kind>
Kind* pageOf(const QList<ui::Page*>& pages) {
    for (ui::Page* page : pages)
        if (auto* found = qobject_cast<Kind*>(page)) return found;
    return nullptr;
}

/// The Tab key goes from `before` to what is in `group`, in its own order, and then on.
void tabOnTo(QWidget& before, const QWidget& group) {
    QList<QWidget*> members;
    for (QWidget* next = before.nextInFocusChain(); next != &before; next = next->nextInFocusChain())
        if (group.isAncestorOf(next) && next->focusPolicy() & Qt::TabFocus && next->focusProxy() == nullptr)
            members << next;
    QWidget* last = &before;
    for (QWidget* member : std::as_const(members)) {
        QWidget::setTabOrder(last, member);
        last = member;
    }
}

}  // namespace

QList<ui::Page*> makePages(service::Engine& engine, QWidget* parent) {
    auto* explore = new ui::ExplorePage(engine, parent);
    // From the picture to what changes it; the tools below it come after that.
    tabOnTo(explore->view(), explore->controls());
    return {
        explore,
        new ui::QuantizePage(engine, parent),
        new ui::TrainPage(engine, parent),
        new ui::VerifyPage(engine, parent),
    };
}

void connectPages(const QList<ui::Page*>& pages, const std::function<void(const QString& name)>& show) {
    auto* explore = pageOf<ui::ExplorePage>(pages);
    auto* quantize = pageOf<ui::QuantizePage>(pages);
    auto* train = pageOf<ui::TrainPage>(pages);
    auto* verify = pageOf<ui::VerifyPage>(pages);
    if (explore == nullptr || quantize == nullptr || train == nullptr || verify == nullptr) return;
    QObject::connect(train, &ui::TrainPage::exploreRequested, explore, [explore, show] { show(explore->name()); });
    QObject::connect(explore, &ui::ExplorePage::quantizeRequested, quantize, [quantize, show](const QString& folder) {
        quantize->form().setFolder(folder);
        show(quantize->name());
    });
    QObject::connect(quantize, &ui::QuantizePage::verifyRequested, verify,
                     [verify, show](const QString& teacher, const QString& student) {
                         verify->compareModels(teacher, student);
                         show(verify->name());
                     });
}

}  // namespace syper::studio
