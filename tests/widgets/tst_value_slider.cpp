// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "widgets/theme.h"
#include "widgets/value_slider.h"

using namespace syper::ui;

/// Real keys and real mouse on one slider from -1 to 1 in steps of 0.01.
class TestValueSlider : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        widget_ = std::make_unique<ValueSlider>(
            ValueSlider::Range{.low = -1.0, .high = 1.0, .step = 0.01, .reset = 0.25, .decimals = 2});
        widget_->resize(320, 60);
        widget_->show();
        QVERIFY(QTest::qWaitForWindowExposed(widget_.get()));
        widget_->activateWindow();
        widget_->slider()->setFocus();
        QTRY_VERIFY(widget_->slider()->hasFocus());
        edited_ = std::make_unique<QSignalSpy>(widget_.get(), &ValueSlider::edited);
        began_ = std::make_unique<QSignalSpy>(widget_.get(), &ValueSlider::gestureBegan);
        ended_ = std::make_unique<QSignalSpy>(widget_.get(), &ValueSlider::gestureEnded);
    }
    void cleanup() { widget_.reset(); }

    void aDragIsOneGestureAndFollowsTheMouse() {
        Slider* slider = widget_->slider();
        const int middle = slider->height() / 2;
        QTest::mousePress(slider, Qt::LeftButton, {}, {8, middle});
        QCOMPARE(widget_->value(), -1.0);
        for (int x = 8; x <= slider->width() - 8; x += 7) QTest::mouseMove(slider, {x, middle});
        QTest::mouseMove(slider, {slider->width() - 1, middle});
        QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->width() - 1, middle});
        QCOMPARE(widget_->value(), 1.0);
        QCOMPARE(began_->size(), 1);
        QCOMPARE(ended_->size(), 1);
        QVERIFY(edited_->size() > 5);
    }

    void arrowsStepAndShiftStepsTenTimesAsFar() {
        QTest::keyClick(widget_->slider(), Qt::Key_Right);
        QCOMPARE(widget_->value(), 0.01);
        QTest::keyClick(widget_->slider(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(widget_->value(), 0.11);
        QTest::keyClick(widget_->slider(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(widget_->slider(), Qt::Key_Left);
        QCOMPARE(widget_->value(), 0.0);
        QCOMPARE(began_->size(), 4);
        QCOMPARE(ended_->size(), 4);
    }

    void theEndsAreReachedAndNotPassed() {
        QTest::keyClick(widget_->slider(), Qt::Key_End);
        QTest::keyClick(widget_->slider(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(widget_->value(), 1.0);
        QTest::keyClick(widget_->slider(), Qt::Key_Home);
        QCOMPARE(widget_->value(), -1.0);
    }

    void aTypedValueMovesTheSlider() {
        QDoubleSpinBox* spin = widget_->spin();
        QSignalSpy confirmed(widget_.get(), &ValueSlider::confirmed);
        spin->setFocus();
        spin->selectAll();
        QTest::keyClicks(spin, QStringLiteral("0.5"));
        QCOMPARE(edited_->size(), 0);  // not while typing
        QTest::keyClick(spin, Qt::Key_Return);
        QCOMPARE(edited_->size(), 1);
        QCOMPARE(confirmed.size(), 1);
        QCOMPARE(widget_->slider()->value(), 150);
    }

    void lettersAndTooMuchAreNotTaken() {
        QDoubleSpinBox* spin = widget_->spin();
        spin->setFocus();
        spin->selectAll();
        QTest::keyClicks(spin, QStringLiteral("abc9"));
        QTest::keyClick(spin, Qt::Key_Return);
        QVERIFY(widget_->value() <= 1.0);
    }

    void aDoubleClickResets() {
        Slider* slider = widget_->slider();
        QTest::mouseDClick(slider, Qt::LeftButton, {}, {20, slider->height() / 2});
        QCOMPARE(widget_->value(), 0.25);
        QCOMPARE(began_->size(), ended_->size());
    }

    void theWheelTurnsOnlyWhatHasTheFocus() {
        Slider* slider = widget_->slider();
        const QPointF at(40, 10);
        QWheelEvent turn(at, slider->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                         false);
        QApplication::sendEvent(slider, &turn);
        QCOMPARE(widget_->value(), 0.01);
        QTRY_COMPARE(ended_->size(), 1);  // after a rest
        widget_->spin()->setFocus();
        QApplication::sendEvent(slider, &turn);
        QCOMPARE(widget_->value(), 0.01);
    }

    void showingAValueTellsNobody() {
        widget_->setValue(0.7);
        QCOMPARE(widget_->value(), 0.7);
        QCOMPARE(edited_->size(), 0);
    }

private:
    std::unique_ptr<ValueSlider> widget_;
    std::unique_ptr<QSignalSpy> edited_, began_, ended_;
};

QTEST_MAIN(TestValueSlider)
#include "tst_value_slider.moc"
