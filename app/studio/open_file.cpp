// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/open_file.h"

#include <QFile>
#include <QFileInfo>

#include "core/api/error.h"

namespace syper::studio {
namespace {

bool isPicture(const QByteArray& head) {
    return head.startsWith("\x89PNG") || head.startsWith("\xFF\xD8\xFF") || head.startsWith("BM") ||
           head.startsWith("II*") || head.startsWith("MM");
}

}  // namespace

ui::OpenedFile lookInto(const QString& path) {
    if (QFileInfo(path).isDir()) return {.path = path, .kind = QStringLiteral("folder"), .recipe = {}};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw core::Error(core::Errc::NotFound, "cannot open " + path.toStdString() + ": " +
                                                    file.errorString().toStdString() + "; choose another file");
    if (isPicture(file.read(8))) return {.path = path, .kind = QStringLiteral("picture"), .recipe = {}};
    return {.path = path, .kind = QStringLiteral("generator"), .recipe = {}};
}

}  // namespace syper::studio
