// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QImage>
#include <QLabel>
#include <QToolButton>
#include <array>
#include <optional>

#include "service/verify_types.h"

namespace syper::ui {

/// One of the two pictures that are compared: opened, dropped, pasted or generated; the eyes found are drawn on it, and
/// one of them is chosen.
class PictureSlot : public QFrame {
    Q_OBJECT
public:
    /// what: "A" or "B", for names.
    explicit PictureSlot(QString what, QWidget* parent = nullptr);

    void setReading();
    void setPicture(const service::EyePicture& picture);
    void setTrouble(const QString& text);
    [[nodiscard]] const std::optional<service::EyePicture>& picture() const noexcept { return picture_; }
    /// A picture was asked for and is not there yet.
    [[nodiscard]] bool reading() const noexcept { return state_ == State::Reading; }
    [[nodiscard]] int eye() const noexcept { return eye_; }
    void chooseEye(int eye);
    /// What stands below the picture.
    [[nodiscard]] QString caption() const { return caption_->text(); }

    void browse();
    /// Takes what the clipboard holds; false if that is no picture.
    bool paste();

Q_SIGNALS:
    void fileChosen(const QString& path);
    void pixelsChosen(const QImage& pixels);
    void generateRequested();
    void eyeChosen(int eye);
    /// What was pasted cannot be taken; the picture stays as it was.
    void refused(const QString& text);

protected:
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    enum class State : std::uint8_t { Empty, Reading, Shown, Trouble };

    [[nodiscard]] QRect view() const;
    void drawEyes(QPainter& painter, const QRectF& target) const;
    void refresh();
    void retranslate();

    QString what_;
    State state_ = State::Empty;
    std::optional<service::EyePicture> picture_;
    QImage image_;
    QString trouble_;
    int eye_ = 0;
    QLabel *heading_, *caption_;
    QToolButton *open_, *paste_, *generate_;
    std::array<QToolButton*, 2> eyes_{};
};

}  // namespace syper::ui
