// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/number_field.h"

#include <QMouseEvent>
#include <cmath>

namespace syper::ui {
namespace {

constexpr int kPixelsAStep = 4;
constexpr int kShiftSteps = 10;

/// Watches a label; belongs to it.
class LabelDrag : public QObject {
public:
    LabelDrag(QLabel* label, QAbstractSpinBox* field) : QObject(label), field_(field) {
        label->setBuddy(field);
        label->setCursor(Qt::SizeHorCursor);
        label->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        const auto type = event->type();
        if (type != QEvent::MouseButtonPress && type != QEvent::MouseMove) return QObject::eventFilter(watched, event);
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (!(mouse->buttons() & Qt::LeftButton) || !field_->isEnabled()) return QObject::eventFilter(watched, event);
        const double x = mouse->globalPosition().x();
        if (type == QEvent::MouseButtonPress) {
            field_->setFocus(Qt::MouseFocusReason);
            last_ = x;
            return true;
        }
        const int steps = int(std::trunc((x - last_) / kPixelsAStep));
        if (steps == 0) return true;
        last_ += steps * kPixelsAStep;
        field_->stepBy(mouse->modifiers() & Qt::ShiftModifier ? steps * kShiftSteps : steps);
        return true;
    }

private:
    QAbstractSpinBox* field_;
    double last_ = 0.0;
};

}  // namespace

QSpinBox* wholeField(QWidget* parent, int low, int high, int value) {
    auto* field = new QSpinBox(parent);
    field->setRange(low, high);
    field->setValue(value);
    field->setGroupSeparatorShown(true);
    field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return field;
}

QDoubleSpinBox* realField(QWidget* parent, double high, int decimals, double stride, double value) {
    auto* field = new QDoubleSpinBox(parent);
    field->setRange(0.0, high);
    field->setDecimals(decimals);
    field->setSingleStep(stride);
    field->setValue(value);
    return field;
}

void dragByLabel(QLabel* label, QAbstractSpinBox* field) {
    new LabelDrag(label, field);
}

}  // namespace syper::ui
