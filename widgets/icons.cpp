// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include <QBuffer>
#include <QFile>
#include <QIconEngine>
#include <QImageReader>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

/// Draws an icon when it is seen, at the size that is wanted: sharp at any scale, and a change of theme costs nothing
/// for what is hidden.
class LineIcon : public QIconEngine {
public:
    LineIcon(QString name, QByteArray svg, const QColor& normal, const QColor& disabled)
        : name_(std::move(name)), svg_(std::move(svg)), normal_(normal), disabled_(disabled) {}

    QIconEngine* clone() const override { return new LineIcon(*this); }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
        const QColor& color = mode == QIcon::Disabled ? disabled_ : normal_;
        const QString key = QStringLiteral("%1 %2 %3").arg(name_, color.name()).arg(size.width());
        QPixmap made;
        if (QPixmapCache::find(key, &made)) return made;
        QByteArray svg = svg_;
        svg.replace("currentColor", color.name().toLatin1());
        QBuffer buffer(&svg);
        QImageReader reader(&buffer, "svg");
        reader.setScaledSize(size);
        made = QPixmap::fromImage(reader.read());
        QPixmapCache::insert(key, made);
        return made;
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        painter->drawPixmap(rect, pixmap(rect.size() * painter->device()->devicePixelRatioF(), mode, state));
    }

private:
    QString name_;
    QByteArray svg_;
    QColor normal_, disabled_;
};

}  // namespace

QIcon lineIcon(const QString& name, const QColor& color) {
    const Palette& palette = Theme::palette();  // also brings the resources in
    QFile file(QStringLiteral(":/icons/") + name + QStringLiteral(".svg"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QIcon(new LineIcon(name, file.readAll(), color.isValid() ? color : palette.text, palette.border));
}

}  // namespace syper::ui
