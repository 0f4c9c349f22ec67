// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/picture_slot.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/theme.h"

namespace syper::ui {

PictureSlot::PictureSlot(QString what, QWidget* parent)
    : QFrame(parent),
      what_(std::move(what)),
      heading_(new QLabel(this)),
      caption_(new QLabel(this)),
      open_(new QToolButton(this)),
      paste_(new QToolButton(this)),
      generate_(new QToolButton(this)) {
    setProperty("panel", true);
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(size::kThumbnail * 4);
    heading_->setProperty("role", QStringLiteral("heading"));
    caption_->setProperty("role", QStringLiteral("secondary"));
    caption_->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(size::kGapWide, size::kGap, size::kGap, size::kGapWide);
    auto* head = new QHBoxLayout;
    head->addWidget(heading_, 1);
    for (QToolButton* button : {open_, paste_, generate_}) {
        button->setProperty("flat", true);
        head->addWidget(button);
    }
    auto* foot = new QHBoxLayout;
    for (std::size_t i = 0; i < eyes_.size(); ++i) {
        eyes_[i] = new QToolButton(this);
        eyes_[i]->setCheckable(true);
        eyes_[i]->setIconSize({size::kThumbnail, size::kThumbnail});
        foot->addWidget(eyes_[i]);
        connect(eyes_[i], &QToolButton::clicked, this, [this, i] { chooseEye(int(i)); });
    }
    foot->addWidget(caption_, 1);
    column->addLayout(head);
    column->addStretch(1);
    column->addLayout(foot);
    connect(open_, &QToolButton::clicked, this, &PictureSlot::browse);
    connect(paste_, &QToolButton::clicked, this, &PictureSlot::paste);
    connect(generate_, &QToolButton::clicked, this, &PictureSlot::generateRequested);
    connect(&Theme::instance(), &Theme::changed, this, &PictureSlot::retranslate);
    retranslate();
}

void PictureSlot::setReading() {
    state_ = State::Reading;
    picture_.reset();
    refresh();
}

void PictureSlot::setPicture(const service::EyePicture& picture) {
    state_ = State::Shown;
    picture_ = picture;
    image_ = toQImage(picture.picture);
    eye_ = 0;
    refresh();
}

void PictureSlot::setTrouble(const QString& text) {
    state_ = State::Trouble;
    picture_.reset();
    trouble_ = text;
    refresh();
}

void PictureSlot::chooseEye(int eye) {
    if (!picture_ || eye < 0 || eye >= int(picture_->eyes.size())) return;
    const bool other = eye != eye_;
    eye_ = eye;
    refresh();
    if (other) Q_EMIT eyeChosen(eye);
}

void PictureSlot::browse() {
    FilePicker::current().openFile(window(),
                                   {.title = tr("Open picture %1").arg(what_),
                                    .folder = {},
                                    .filter = pictureFilter() + QStringLiteral(";;") + tr("All files (*)")},
                                   [this](const QString& path) { Q_EMIT fileChosen(path); });
}

bool PictureSlot::paste() {
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    if (data->hasUrls() && data->urls().first().isLocalFile()) {
        Q_EMIT fileChosen(data->urls().first().toLocalFile());
        return true;
    }
    const QImage pixels = qvariant_cast<QImage>(data->imageData());
    if (pixels.isNull()) {
        const QString text = tr("The clipboard holds no picture: copy one first, or open a file.");
        if (picture_)
            Q_EMIT refused(text);
        else
            setTrouble(text);
        return false;
    }
    Q_EMIT pixelsChosen(pixels);
    return true;
}

QRect PictureSlot::view() const {
    const int top = open_->geometry().bottom() + size::kGap;
    const int bottom = caption_->parentWidget() == this ? height() - size::kThumbnail - 3 * size::kGapWide : height();
    return {size::kGapWide, top, width() - 2 * size::kGapWide, std::max(1, bottom - top)};
}

void PictureSlot::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const Palette& palette = Theme::palette();
    const QRect area = view();
    if (state_ != State::Shown) {
        painter.setPen(QPen(state_ == State::Trouble ? palette.bad : palette.border, 1, Qt::DashLine));
        painter.drawRoundedRect(area, size::kRadius, size::kRadius);
        painter.setPen(state_ == State::Trouble ? palette.bad : palette.secondary);
        const QString text = state_ == State::Trouble ? trouble_
                             : state_ == State::Reading
                                 ? tr("Looking for eyes ...")
                                 : tr("Drop a face or an eye here,\nor open, paste or generate one");
        painter.drawText(area.adjusted(size::kMargin, 0, -size::kMargin, 0), Qt::AlignCenter | Qt::TextWordWrap, text);
        return;
    }
    const QSizeF fitted = QSizeF(image_.size()).scaled(area.size(), Qt::KeepAspectRatio);
    const QRectF target(area.x() + (area.width() - fitted.width()) / 2.0,
                        area.y() + (area.height() - fitted.height()) / 2.0, fitted.width(), fitted.height());
    painter.drawImage(target, image_);
    if (!picture_->whole) drawEyes(painter, target);
}

void PictureSlot::drawEyes(QPainter& painter, const QRectF& target) const {
    const double scale = target.width() / image_.width();
    painter.setClipRect(target);
    for (std::size_t i = 0; i < picture_->eyes.size(); ++i) {
        const service::FoundEye& eye = picture_->eyes[i];
        painter.save();
        painter.translate(target.x() + (eye.x + 0.5) * scale, target.y() + (eye.y + 0.5) * scale);
        painter.rotate(eye.angle);
        const double half = eye.halfWidth * scale;
        const QRectF box(-half, -half, 2 * half, 2 * half);
        // Dark under light: seen on any picture.
        painter.setPen(QPen(QColor(0, 0, 0, 150), 4));
        painter.drawRect(box);
        const bool chosen = int(i) == eye_;
        painter.setPen(QPen(chosen ? Theme::paletteOf(true).accent : QColor(255, 255, 255, 200), 2,
                            chosen ? Qt::SolidLine : Qt::DashLine));
        painter.drawRect(box);
        painter.restore();
    }
}

void PictureSlot::refresh() {
    const std::size_t count = picture_ ? picture_->eyes.size() : 0;
    for (std::size_t i = 0; i < eyes_.size(); ++i) {
        const bool there = i < count;
        eyes_[i]->setVisible(there);
        if (!there) {
            eyes_[i]->setAccessibleName(tr("Compare %1").arg(tr("the eye of picture %1").arg(what_)));
            continue;
        }
        const service::FoundEye& eye = picture_->eyes[i];
        QPixmap crop = QPixmap::fromImage(
            toQImage(eye.crop).scaled(QSize(size::kThumbnail, size::kThumbnail) * devicePixelRatioF(),
                                      Qt::KeepAspectRatio, Qt::SmoothTransformation));
        crop.setDevicePixelRatio(devicePixelRatioF());
        eyes_[i]->setIcon(QIcon(crop));
        eyes_[i]->setChecked(int(i) == eye_);
        const QString side = picture_->whole     ? tr("the eye of picture %1").arg(what_)
                             : eye.leftInPicture ? tr("the eye that is left in picture %1").arg(what_)
                                                 : tr("the eye that is right in picture %1").arg(what_);
        eyes_[i]->setAccessibleName(tr("Compare %1").arg(side));
        eyes_[i]->setToolTip(eye.mirrored ? tr("%1; models see it mirrored, as here").arg(side) : side);
    }
    QString text;
    if (picture_ && count == 0)
        text =
            tr("No face and no eye found in %1. Try a larger or upright picture, or an eye crop.").arg(picture_->name);
    else if (picture_ && picture_->whole)
        text = tr("%1: taken as one eye").arg(picture_->name);
    else if (picture_)
        text = tr("%1: two eyes, found by %2").arg(picture_->name, picture_->detector);
    caption_->setText(text);
    setAccessibleName(tr("Picture %1").arg(what_));
    setAccessibleDescription(state_ == State::Trouble ? trouble_ : text);
    update();
}

void PictureSlot::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return browse();
    if (event->key() == Qt::Key_Left) return chooseEye(0);
    if (event->key() == Qt::Key_Right) return chooseEye(1);
    QFrame::keyPressEvent(event);
}

void PictureSlot::mouseDoubleClickEvent(QMouseEvent* event) {
    QFrame::mouseDoubleClickEvent(event);
    browse();
}

void PictureSlot::dragEnterEvent(QDragEnterEvent* event) {
    const QMimeData* data = event->mimeData();
    const bool file = data->hasUrls() && QFileInfo(data->urls().first().toLocalFile()).isFile();
    if (file || data->hasImage()) event->acceptProposedAction();
}

void PictureSlot::dropEvent(QDropEvent* event) {
    const QMimeData* data = event->mimeData();
    event->acceptProposedAction();
    if (data->hasUrls())
        Q_EMIT fileChosen(data->urls().first().toLocalFile());
    else
        Q_EMIT pixelsChosen(qvariant_cast<QImage>(data->imageData()));
}

void PictureSlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void PictureSlot::retranslate() {
    const auto set = [this](QToolButton* button, const char* icon, const QString& text) {
        button->setIcon(lineIcon(QLatin1String(icon)));
        button->setAccessibleName(tr("%1: picture %2").arg(text, what_));
        button->setToolTip(text);
    };
    heading_->setText(what_);
    set(open_, "open", tr("Open a file"));
    set(paste_, "paste", tr("Paste"));
    set(generate_, "dice", tr("Generate an eye"));
    refresh();
}

}  // namespace syper::ui
