// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/value_slider.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <cmath>

#include "widgets/elided_label.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kHandle = 16;        // pixels across
constexpr int kWheelRestMs = 400;  // turns of the wheel with shorter rests are one gesture
constexpr int kBigStep = 10;

bool steps(int key) {
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down ||
           key == Qt::Key_PageUp || key == Qt::Key_PageDown || key == Qt::Key_Home || key == Qt::Key_End;
}

}  // namespace

Slider::Slider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setFocusPolicy(Qt::StrongFocus);
    wheelRest_.setSingleShot(true);
    wheelRest_.setInterval(kWheelRestMs);
    connect(&wheelRest_, &QTimer::timeout, this, &Slider::end);
}

void Slider::setOrigin(int value) {
    origin_ = value;
    update();
}

QSize Slider::sizeHint() const {
    return {120, size::kControl};
}

double Slider::positionOf(int value) const {
    const double share = maximum() > minimum() ? double(value - minimum()) / double(maximum() - minimum()) : 0.0;
    return kHandle / 2.0 + share * (width() - kHandle);
}

int Slider::valueAt(double x) const {
    const double share = (x - kHandle / 2.0) / std::max(1, width() - kHandle);
    return minimum() + int(std::lround(std::clamp(share, 0.0, 1.0) * (maximum() - minimum())));
}

void Slider::paintEvent(QPaintEvent*) {
    const Palette& colors = Theme::palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const double at = positionOf(sliderPosition());
    const double from = positionOf(origin_);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.border);
    painter.drawRoundedRect(QRectF(kHandle / 2.0, middle - 2, width() - kHandle, 4), 2, 2);
    painter.drawRoundedRect(QRectF(from - 1, middle - 6, 2, 12), 1, 1);
    const QColor ink = isEnabled() ? colors.accent : colors.border;
    painter.setBrush(ink);
    painter.drawRoundedRect(QRectF(QPointF(std::min(at, from), middle - 2), QPointF(std::max(at, from), middle + 2)), 2,
                            2);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.text, 2));
        painter.drawEllipse(QPointF(at, middle), kHandle / 2.0 + 1, kHandle / 2.0 + 1);
    }
    painter.setPen(QPen(ink, 2));
    painter.setBrush(hasFocus() ? ink : colors.surface);
    painter.drawEllipse(QPointF(at, middle), kHandle / 2.0 - 2, kHandle / 2.0 - 2);
}

void Slider::begin() {
    if (std::exchange(inGesture_, true)) return;
    Q_EMIT gestureBegan();
}

void Slider::end() {
    wheelRest_.stop();
    if (std::exchange(inGesture_, false)) Q_EMIT gestureEnded();
}

void Slider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    begin();
    setSliderDown(true);
    setSliderPosition(valueAt(event->position().x()));
    update();
}

void Slider::mouseMoveEvent(QMouseEvent* event) {
    if (!isSliderDown()) return event->ignore();
    setSliderPosition(valueAt(event->position().x()));
    update();
}

void Slider::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !isSliderDown()) return event->ignore();
    setSliderDown(false);
    end();
}

void Slider::mouseDoubleClickEvent(QMouseEvent*) {
    begin();
    Q_EMIT resetWanted();
    end();
}

void Slider::keyPressEvent(QKeyEvent* event) {
    if (!steps(event->key())) return event->ignore();
    begin();
    const bool back = event->key() == Qt::Key_Left || event->key() == Qt::Key_Down;
    const bool forth = event->key() == Qt::Key_Right || event->key() == Qt::Key_Up;
    const int far = event->modifiers().testFlag(Qt::ShiftModifier) ? kBigStep : 1;
    if (back || forth)
        setValue(value() + (forth ? far : -far) * singleStep());
    else
        QSlider::keyPressEvent(event);
    event->accept();
}

void Slider::keyReleaseEvent(QKeyEvent* event) {
    if (!steps(event->key())) return event->ignore();
    if (!event->isAutoRepeat()) end();
}

// Without focus the wheel belongs to the scroll area around: passing over a slider must not change it.
void Slider::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore();
    begin();
    const int turn = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    setValue(value() + (turn > 0 ? singleStep() : -singleStep()));
    wheelRest_.start();
    event->accept();
}

void Slider::focusOutEvent(QFocusEvent* event) {
    setSliderDown(false);
    end();
    QSlider::focusOutEvent(event);
}

ValueSlider::ValueSlider(const Range& range, QWidget* parent)
    : QWidget(parent),
      head_(new QHBoxLayout),
      label_(new ElidedLabel(this)),
      slider_(new Slider(this)),
      spin_(new QDoubleSpinBox(this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(size::kGap);
    grid->setVerticalSpacing(0);
    head_->setSpacing(0);
    head_->addWidget(label_, 1);
    grid->addLayout(head_, 0, 0);
    grid->addWidget(slider_, 1, 0);
    grid->addWidget(spin_, 0, 1, 2, 1, Qt::AlignVCenter);
    grid->setColumnStretch(0, 1);
    spin_->setKeyboardTracking(false);
    spin_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    spin_->setAlignment(Qt::AlignRight);
    spin_->setFixedWidth(76);
    label_->setBuddy(slider_);
    label_->installEventFilter(this);
    spin_->installEventFilter(this);
    setRange(range);

    connect(slider_, &QSlider::valueChanged, this, [this](int steps) { take(range_.low + steps * range_.step); });
    connect(slider_, &Slider::gestureBegan, this, &ValueSlider::gestureBegan);
    connect(slider_, &Slider::gestureEnded, this, &ValueSlider::gestureEnded);
    connect(slider_, &Slider::resetWanted, this, [this] { take(range_.reset); });
    connect(spin_, &QDoubleSpinBox::valueChanged, this, &ValueSlider::take);
}

void ValueSlider::setRange(const Range& range) {
    range_ = range;
    const QSignalBlocker quietSlider(slider_), quietSpin(spin_);
    spin_->setDecimals(range.decimals);
    spin_->setRange(range.low, range.high);
    spin_->setSingleStep(range.step);
    slider_->setRange(0, toSteps(range.high));
    slider_->setOrigin(toSteps(range.reset));
    setValue(value());
}

int ValueSlider::toSteps(double value) const {
    return int(std::lround((value - range_.low) / range_.step));
}

void ValueSlider::setName(const QString& name, const QString& explanation) {
    label_->setText(name);
    for (QWidget* widget : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(spin_)}) {
        widget->setAccessibleName(name);
        widget->setAccessibleDescription(explanation);
    }
    setToolTip(explanation);
}

void ValueSlider::addTool(QWidget* tool) {
    head_->addWidget(tool);
}

void ValueSlider::setSuffix(const QString& suffix) {
    spin_->setSuffix(suffix);
}

void ValueSlider::setValue(double value) {
    const QSignalBlocker quietSlider(slider_), quietSpin(spin_);
    spin_->setValue(value);
    slider_->setValue(toSteps(value));
    slider_->update();
}

void ValueSlider::take(double value) {
    setValue(value);
    Q_EMIT edited(this->value());
}

bool ValueSlider::eventFilter(QObject* watched, QEvent* event) {
    if (watched == label_ && event->type() == QEvent::MouseButtonDblClick) {
        take(range_.reset);
        return true;
    }
    if (watched == spin_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            spin_->interpretText();
            Q_EMIT confirmed();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace syper::ui
