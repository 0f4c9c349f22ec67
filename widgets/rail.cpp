// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rail.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {

Rail::Rail(QWidget* parent) : QFrame(parent), pages_(new QVBoxLayout), jobs_(button(QStringLiteral("jobs"))) {
    setObjectName(QStringLiteral("rail"));
    setFixedWidth(size::kRail);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(size::kUnit, size::kGap, size::kUnit, size::kGap);
    column->addLayout(pages_);
    column->addStretch(1);
    column->addWidget(jobs_);
    pages_->setSpacing(size::kUnit);
    group_.setExclusive(true);
    connect(&group_, &QButtonGroup::idClicked, this, &Rail::selected);
    connect(&Theme::instance(), &Theme::changed, this, &Rail::tint);
}

QToolButton* Rail::button(const QString& iconName) {
    auto* made = new QToolButton(this);
    made->setProperty("iconName", iconName);
    made->setCheckable(true);
    made->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    made->setIconSize({size::kIcon, size::kIcon});
    made->setIcon(lineIcon(iconName));
    made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return made;
}

void Rail::add(const Page& page) {
    QToolButton* made = button(page.iconName());
    group_.addButton(made, int(group_.buttons().size()));
    pages_->addWidget(made);
}

void Rail::select(int index) {
    if (QAbstractButton* chosen = group_.button(index)) chosen->setChecked(true);
    tint();
}

void Rail::retranslate(const QList<Page*>& pages) {
    for (int i = 0; i < pages.size(); ++i) {
        QAbstractButton* made = group_.button(i);
        made->setText(pages[i]->title());
        made->setAccessibleName(pages[i]->title());
        made->setToolTip(tr("%1 (Ctrl+%2)").arg(pages[i]->title()).arg(i + 1));
    }
    jobs_->setText(tr("Jobs"));
    jobs_->setAccessibleName(tr("Jobs"));
    jobs_->setToolTip(tr("What runs and what ran (Ctrl+J)"));
}

void Rail::tint() {
    QList<QAbstractButton*> buttons = group_.buttons();
    buttons.append(jobs_);
    for (QAbstractButton* made : buttons)
        made->setIcon(
            lineIcon(made->property("iconName").toString(), made->isChecked() ? Theme::palette().accent : QColor()));
}

}  // namespace syper::ui
