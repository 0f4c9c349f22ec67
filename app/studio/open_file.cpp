// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/open_file.h"

#include <QFile>
#include <QFileInfo>
#include <algorithm>

#include "core/api/directions.h"
#include "core/api/error.h"
#include "core/api/inspect.h"
#include "core/api/sampler.h"

namespace syper::studio {
namespace {

bool isPng(const QByteArray& head) {
    return head.startsWith("\x89PNG");
}

bool isPicture(const QByteArray& head) {
    return isPng(head) || head.startsWith("\xFF\xD8\xFF") || head.startsWith("BM") || head.startsWith("II*") ||
           head.startsWith("MM");
}

/// Directions of the latent space: our own JSON, or arrays with the names that directions have.
bool holdsDirections(const QString& path, const QByteArray& head) {
    try {
        if (!head.startsWith('{')) {
            const core::FileInfo info = core::inspectFile(path.toStdString());
            const bool latents = std::ranges::any_of(info.tensors, [](const auto& one) { return one.name == "w"; });
            if (info.kind != "tensors" || latents) return false;
            if (info.container == "npy" && !core::unnamedDirections(path.toStdString())) return false;
        }
        return !core::readDirections(path.toStdString()).directions.empty();
    } catch (const core::Error&) {
        return false;  // then it is something else, and whoever opens it says what is wrong
    }
}

}  // namespace

ui::OpenedFile lookInto(const QString& path) {
    if (QFileInfo(path).isDir()) return {.path = path, .kind = QStringLiteral("folder"), .recipe = {}};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw core::Error(core::Errc::NotFound, "cannot open " + path.toStdString() + " (" +
                                                    file.errorString().toStdString() + "); choose another file");
    const QByteArray head = file.read(8);
    if (isPng(head)) {
        if (const std::optional<std::string> recipe = core::readPngRecipe(path.toStdString()))
            return {.path = path, .kind = QStringLiteral("recipe"), .recipe = QString::fromStdString(*recipe)};
    }
    if (isPicture(head)) return {.path = path, .kind = QStringLiteral("picture"), .recipe = {}};
    if (holdsDirections(path, head)) return {.path = path, .kind = QStringLiteral("directions"), .recipe = {}};
    const core::FileInfo info = core::inspectFile(path.toStdString());
    return {.path = path, .kind = QString::fromStdString(info.kind), .recipe = {}};
}

}  // namespace syper::studio
