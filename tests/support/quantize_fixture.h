// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSignalSpy>
#include <QTest>

#include "support/studio.h"
#include "support/studio_session.h"
#include "widgets/quantize_page.h"
#include "widgets/run_form.h"
#include "widgets/run_list.h"
#include "widgets/run_plot.h"

namespace syper::test {

/// The page in a window of the smallest studio size, shown.
struct QuantizeFixture {
    QTemporaryDir home;
    FakeQuantize fake;
    StudioSession session{home, {.loadNetwork = {}, .inspect = {}, .quantize = fake.functions()}};
    ui::QuantizePage page{session.engine()};
    QSignalSpy notices{&page, &ui::Page::notice};

    QuantizeFixture() {
        page.resize(1204, 708);
        page.show();
    }

    template <typename Widget>
    Widget* named(const QString& name) {
        return test::named<Widget>(page, name);
    }
    void click(QWidget* widget) { QTest::mouseClick(widget, Qt::LeftButton); }
    void shortRun(int steps = 20) {
        named<QComboBox>(QStringLiteral("Unit of the length"))->setCurrentIndex(1);
        auto* length = named<QSpinBox>(QStringLiteral("Length of the run"));
        length->setFocus();
        length->selectAll();
        QTest::keyClicks(length, QString::number(steps));
    }
    service::Run* newest() { return session.engine().runs().runs().first(); }
    QString lastNotice() { return test::lastNotice(notices); }
};

}  // namespace syper::test
