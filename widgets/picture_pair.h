// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>
#include <array>

namespace syper::ui {

/// Two pictures beside each other, as large as there is room, with a word below each. A place without a picture is an
/// empty frame.
class PicturePair : public QWidget {
    Q_OBJECT
public:
    explicit PicturePair(QWidget* parent = nullptr);

    void setPicture(int place, const QImage& picture);
    void setCaptions(const QString& left, const QString& right);
    [[nodiscard]] const QImage& picture(int place) const { return pictures_[std::size_t(place)]; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int captionHeight() const;

    std::array<QImage, 2> pictures_;
    std::array<QString, 2> captions_;
};

}  // namespace syper::ui
