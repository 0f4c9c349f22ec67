// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ProjectionPanel that asks for photographs and writes latents.
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include "widgets/file_picker.h"
#include "widgets/projection_panel.h"

namespace syper::ui {
namespace {

const QString kPhotographs = QStringLiteral("explore/photographFolder");
const QString kLatents = QStringLiteral("explore/latentFolder");

}  // namespace

void ProjectionPanel::browse() {
    QString folder = engine_.settings().value(kPhotographs).toString();
    if (!QFileInfo(folder).isDir()) folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    FilePicker::current().openFile(window(),
                                   {.title = tr("Project a photograph"), .folder = folder, .filter = pictureFilter()},
                                   [this](const QString& path) {
                                       engine_.settings().setValue(kPhotographs, QFileInfo(path).absolutePath());
                                       project(path);
                                   });
}

void ProjectionPanel::savePresent() {
    if (!engine_.sampler().network()) return;
    save([latent = engine_.sampler().latents().latent, request = model_.state().request] { return latent(request); },
         *engine_.sampler().network());
}

void ProjectionPanel::save(const std::function<std::vector<float>()>& latent, const core::NetworkInfo& network) {
    QString folder = engine_.settings().value(kLatents).toString();
    if (!QFileInfo(folder).isDir()) folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const auto write = [this, latent, network](const QString& chosen) {
        const QString path = QFileInfo(chosen).suffix().isEmpty() ? chosen + QStringLiteral(".npz") : chosen;
        engine_.settings().setValue(kLatents, QFileInfo(path).absolutePath());
        engine_.tasks().run(
            this,
            [path, latent, network] {
                core::writeLatents(path.toStdString(), {latent()}, network);
                return path;
            },
            [this](const service::Outcome<QString>& outcome) {
                if (const auto* failure = std::get_if<service::Failure>(&outcome))
                    Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure->text});
                else
                    Q_EMIT notice({.kind = Notice::Kind::Good, .text = tr("Wrote %1").arg(std::get<QString>(outcome))});
            });
    };
    FilePicker::current().saveFile(window(),
                                   {.title = tr("Save w for other tools"),
                                    .folder = QDir(folder).filePath(QStringLiteral("projected_w.npz")),
                                    .filter = tr("Latents (*.npz *.safetensors)")},
                                   write);
}

}  // namespace syper::ui
