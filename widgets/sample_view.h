// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QTimer>
#include <QWidget>
#include <cstdint>

#include "widgets/picture_difference.h"

namespace syper::ui {

/// How a pinned picture is compared with the present one.
enum class Compare : std::uint8_t {
    Hold,        ///< shown only while a key is held
    Beside,      ///< both, next to each other
    Wipe,        ///< over each other, with a line to drag
    Blink,       ///< by turns, in one place
    Difference,  ///< what differs
};
inline constexpr Compare kCompareModes[] = {Compare::Hold, Compare::Beside, Compare::Wipe, Compare::Blink,
                                            Compare::Difference};

/// One picture, as large as fits or at a chosen zoom, every pixel of it sharp: magnified by whole device pixels (or
/// smoothly, where wanted). A second one may be pinned and compared with it; it takes the present one's extent whatever
/// its own size is.
class SampleView : public QWidget {
    Q_OBJECT
public:
    explicit SampleView(QWidget* parent = nullptr);

    /// extent: the size that the picture takes, if it is a coarse stand-in for one of that size; it is shown smoothly
    /// then.
    void setImage(const QImage& image, QSize extent = {});
    [[nodiscard]] const QImage& image() const noexcept { return image_; }
    /// The picture to compare with; null for none.
    void setPinned(const QImage& image);
    [[nodiscard]] bool hasPinned() const noexcept { return !pinned_.isNull(); }
    void showPinned(bool shown);
    [[nodiscard]] bool showsPinned() const noexcept { return showsPinned_ && hasPinned(); }
    void setCompare(Compare mode);
    /// Hold where nothing is pinned.
    [[nodiscard]] Compare compare() const noexcept { return hasPinned() ? compare_ : Compare::Hold; }
    /// Where the line of Compare::Wipe stands, 0..1 of the picture's width.
    [[nodiscard]] double wipeAt() const noexcept { return wipeAt_; }
    /// What Compare::Difference shows; null in other modes.
    [[nodiscard]] const PictureDifference& difference();
    /// Interpolates when magnifying; off shows the pixels themselves.
    void setSmooth(bool smooth);
    /// Device pixels a picture's pixel; 0 fits the view.
    void setZoom(double zoom);
    [[nodiscard]] double zoom() const noexcept { return zoom_; }
    /// Where the picture lies, in widget coordinates; with Compare::Beside the present one, on the right.
    [[nodiscard]] QRectF pictureRect() const;

    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 160}; }

Q_SIGNALS:
    void zoomChanged(double zoom);
    /// image() has been painted.
    void painted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void drawPicture(QPainter& painter, const QImage& picture, const QRectF& where) const;
    void drawCompared(QPainter& painter, const QRectF& where);
    void drawWipe(QPainter& painter, const QRectF& where) const;
    /// From the left edge of `where`, or up to its right one.
    void drawTag(QPainter& painter, const QRectF& where, const QString& text, bool right = false) const;
    void blinkIfWanted();
    void moveWipe(double to);
    void showCursor(const QPointF& at);
    [[nodiscard]] double scale() const;
    /// The part of the view that one picture has.
    [[nodiscard]] QSizeF place() const;

    QImage image_, pinned_;
    QSize extent_;  ///< of the picture in its own pixels; larger than image_ where that is coarse
    bool showsPinned_ = false, smooth_ = false, blinksPinned_ = false;
    Compare compare_ = Compare::Hold;
    double wipeAt_ = 0.5;  ///< share of the picture's width
    QTimer blink_;
    PictureDifference difference_;
    std::pair<qint64, qint64> differenceOf_;  ///< cache keys of the pictures that it is of
    double zoom_ = 0.0;
    QPointF pan_;  ///< of the picture's centre from the view's, logical pixels
    QPointF grabbed_;
};

}  // namespace syper::ui
