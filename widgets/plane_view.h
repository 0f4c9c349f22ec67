// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QPointF>
#include <QTimer>
#include <QWidget>
#include <deque>
#include <map>
#include <vector>

namespace syper::ui {

/// A map of seeds on a grid, with pictures where they are known, the point between them and the way it came. The mouse
/// drags the point, the wheel brings the map nearer, the arrows step a tenth of a seed (with Shift a whole one).
class PlaneView : public QWidget {
    Q_OBJECT
public:
    explicit PlaneView(QWidget* parent = nullptr);

    /// Moves the point there; `walked` draws the way.
    void setPoint(const QPointF& point, bool walked);
    [[nodiscard]] QPointF point() const noexcept { return point_; }
    void clearPath();
    [[nodiscard]] const std::deque<QPointF>& path() const noexcept { return path_; }
    /// Seeds a row up.
    void setRowStep(quint32 step);
    void setPicture(quint32 seed, const QImage& picture);
    void clearPictures();
    /// The seeds in sight that have no picture, nearest to the point first.
    [[nodiscard]] std::vector<quint32> missing() const;
    [[nodiscard]] QPointF toWidget(const QPointF& place) const;
    [[nodiscard]] QPointF toPlane(const QPointF& at) const;

    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 120}; }

Q_SIGNALS:
    /// By the user's hand.
    void moved(const QPointF& point);
    void gestureBegan();
    void gestureEnded();
    void resetWanted();
    /// Other seeds came in sight.
    void scrolled();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] double unit() const;
    [[nodiscard]] QRect cellsInSight() const;
    [[nodiscard]] quint32 seedAt(int column, int row) const;
    void drawCells(QPainter& painter) const;
    void drawPath(QPainter& painter) const;
    void dragTo(const QPointF& at);
    void keepInSight();
    void begin();
    void end();

    QPointF point_, centre_;
    double across_ = 4.0;  ///< seeds across the shorter side
    quint32 rowStep_ = 100;
    std::deque<QPointF> path_;
    std::map<quint32, QPixmap> pictures_;
    bool dragging_ = false, inGesture_ = false;
};

}  // namespace syper::ui
