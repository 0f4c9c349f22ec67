// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>
#include <QTimer>
#include <QWidget>

class QHBoxLayout;

namespace syper::ui {

/// A slider that follows the mouse from wherever it is pressed, steps by the arrows (ten times as far with Shift), and
/// fills from its origin. Movements that belong together (a drag, a held key, turns of the wheel) are one gesture.
class Slider : public QSlider {
    Q_OBJECT
public:
    explicit Slider(QWidget* parent = nullptr);

    /// Where the fill begins and what a double click goes back to.
    void setOrigin(int value);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void gestureBegan();
    void gestureEnded();
    void resetWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] double positionOf(int value) const;
    [[nodiscard]] int valueAt(double x) const;
    void begin();
    void end();

    int origin_ = 0;
    bool inGesture_ = false;
    QTimer wheelRest_;
};

/// A number with a name: dragged, stepped, typed, and reset by double click on name or slider.
class ValueSlider : public QWidget {
    Q_OBJECT
public:
    struct Range {
        double low = 0.0, high = 1.0;
        double step = 0.01;
        double reset = 0.0;
        int decimals = 2;
        bool operator==(const Range&) const = default;
    };

    explicit ValueSlider(const Range& range, QWidget* parent = nullptr);

    void setRange(const Range& range);
    void setName(const QString& name, const QString& explanation);
    void setSuffix(const QString& suffix);
    /// Puts a small button beside the name.
    void addTool(QWidget* tool);
    [[nodiscard]] double value() const { return spin_->value(); }
    /// Shows `value` without telling anybody.
    void setValue(double value);
    [[nodiscard]] Slider* slider() const noexcept { return slider_; }
    [[nodiscard]] QDoubleSpinBox* spin() const noexcept { return spin_; }

Q_SIGNALS:
    /// By the user's hand only.
    void edited(double value);
    void gestureBegan();
    void gestureEnded();
    /// A typed value was confirmed with Return.
    void confirmed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] int toSteps(double value) const;
    void take(double value);

    Range range_;
    QHBoxLayout* head_;
    QLabel* label_;
    Slider* slider_;
    QDoubleSpinBox* spin_;
};

}  // namespace syper::ui
