// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include <QBuffer>
#include <QFile>
#include <QImageReader>
#include <QPixmap>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

QPixmap render(QByteArray svg, const QColor& color, int pixels) {
    svg.replace("currentColor", color.name().toLatin1());
    QBuffer buffer(&svg);
    QImageReader reader(&buffer, "svg");
    reader.setScaledSize({pixels, pixels});
    return QPixmap::fromImage(reader.read());
}

}  // namespace

QIcon lineIcon(const QString& name, const QColor& color) {
    const Palette& palette = Theme::palette();  // also brings the resources in
    QFile file(QStringLiteral(":/icons/") + name + QStringLiteral(".svg"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray svg = file.readAll();
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        const auto add = [&](const QColor& tint, QIcon::Mode mode) {
            QPixmap pixmap = render(svg, tint, size::kIcon * scale);
            pixmap.setDevicePixelRatio(scale);
            icon.addPixmap(pixmap, mode);
        };
        add(color.isValid() ? color : palette.text, QIcon::Normal);
        add(palette.border, QIcon::Disabled);
    }
    return icon;
}

}  // namespace syper::ui
