// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_recipes.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUrl>

#include "widgets/file_picker.h"
#include "widgets/history_strip.h"

namespace syper::ui {
namespace {

const QString kSaveFolder = QStringLiteral("explore/saveFolder");

/// Where a network with this hash was last seen: a recipe names its network by hash alone.
QString networkKey(const std::string& sha256) {
    return QStringLiteral("networks/") + QString::fromStdString(sha256);
}

/// The first of FILE.png, FILE_2.png .. in `folder` that is free.
QString freePath(const QString& folder, const QString& stem) {
    QString path = QStringLiteral("%1/%2.png").arg(folder, stem);
    for (int i = 2; QFileInfo::exists(path); ++i) path = QStringLiteral("%1/%2_%3.png").arg(folder, stem).arg(i);
    return path;
}

}  // namespace

ExploreRecipes::ExploreRecipes(service::Engine& engine, ExploreModel& model,
                               const std::optional<service::Sampled>& shown, QWidget& page)
    : QObject(&page), engine_(engine), model_(model), shown_(shown), page_(page) {}

void ExploreRecipes::rememberNetwork() {
    engine_.settings().setValue(networkKey(engine_.sampler().network()->sha256), model_.state().network);
}

QString ExploreRecipes::suggestedName() const {
    const core::SampleRequest& request = shown_->request;
    QString name = request.w.empty() ? QStringLiteral("seed%1").arg(request.seed, 4, 10, QLatin1Char('0'))
                                     : QStringLiteral("latent");
    return name + QStringLiteral("_psi%1").arg(ExploreModel::psi(request), 0, 'f', 2) +
           (request.directions.empty() && request.edits.walks.empty() ? QString() : QStringLiteral("_walk"));
}

void ExploreRecipes::save() {
    const QString folder = engine_.settings().value(kSaveFolder).toString();
    if (folder.isEmpty() || !QFileInfo(folder).isDir()) return saveAs();
    if (shown_) writeTo(folder, {});
}

void ExploreRecipes::saveAs() {
    if (!shown_) return;
    QString folder = engine_.settings().value(kSaveFolder).toString();
    if (folder.isEmpty()) folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    if (!QFileInfo(folder).isDir()) folder = QDir::homePath();
    FilePicker::current().saveFile(page_.window(),
                                   {.title = tr("Save the picture with its recipe"),
                                    .folder = QDir(folder).filePath(suggestedName() + QStringLiteral(".png")),
                                    .filter = tr("PNG pictures (*.png)")},
                                   [this](const QString& path) {
                                       engine_.settings().setValue(kSaveFolder, QFileInfo(path).absolutePath());
                                       writeTo({}, path);
                                   });
}

void ExploreRecipes::writeTo(const QString& folder, const QString& file) {
    if (!shown_ || !engine_.sampler().network()) return;  // another network came while a file was chosen
    engine_.tasks().run(
        this,
        [folder, file, stem = suggestedName(), picture = *shown_, sha256 = engine_.sampler().network()->sha256] {
            const QString path = file.isEmpty() ? freePath(folder, stem) : file;
            core::writePng(path.toStdString(), picture.image, core::recipeText(picture.request, sha256));
            return path;
        },
        [this](service::Outcome<QString> outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome)) {
                Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure->text, .actions = {{tr("Save as..."), [this] {
                                                                                                  saveAs();
                                                                                              }}}});
                return;
            }
            const QFileInfo saved(std::get<QString>(outcome));
            Q_EMIT notice(
                {.kind = Notice::Kind::Good,
                 .text = tr("Saved %1 with its recipe in %2").arg(saved.fileName(), saved.absolutePath()),
                 .actions = {{tr("Show folder"),
                              [saved] { QDesktopServices::openUrl(QUrl::fromLocalFile(saved.absolutePath())); }},
                             {tr("Save as..."), [this] { saveAs(); }}}});
        });
}

void ExploreRecipes::copy() {
    if (!engine_.sampler().network()) return;
    const std::string text = core::recipeText(model_.state().request, engine_.sampler().network()->sha256);
    QApplication::clipboard()->setText(QString::fromStdString(text));
    Q_EMIT notice({.kind = Notice::Kind::Good, .text = tr("The recipe is on the clipboard as text")});
}

void ExploreRecipes::paste() {
    apply(QApplication::clipboard()->text());
}

void ExploreRecipes::apply(const QString& text) {
    core::Recipe recipe;
    try {
        recipe = core::parseRecipe(text.trimmed().toStdString());
    } catch (...) {
        Q_EMIT notice({.kind = Notice::Kind::Bad, .text = service::currentFailure().text});
        return;
    }
    ExploreState next{.network = model_.state().network, .request = recipe.request};
    const bool same = engine_.sampler().network() && engine_.sampler().network()->sha256 == recipe.networkSha256;
    const QString known = engine_.settings().value(networkKey(recipe.networkSha256)).toString();
    if (!same && !known.isEmpty()) next.network = known;
    model_.edit(next, ExploreModel::Recipe, tr("Recipe"));
    if (same || !known.isEmpty()) {
        Q_EMIT notice({.kind = Notice::Kind::Good,
                       .text = tr("Recipe restored: %1").arg(HistoryModel::describe(recipe.request)),
                       .actions = {{tr("Undo"), [this] { model_.undoStack().undo(); }}}});
        return;
    }
    Q_EMIT notice(
        {.kind = Notice::Kind::Caution,
         .text = tr("This recipe belongs to another generator (SHA-256 %1...); open it to see the same picture")
                     .arg(QString::fromStdString(recipe.networkSha256).left(12)),
         .actions = {{tr("Open..."), [this] { Q_EMIT networkWanted(); }},
                     {tr("Undo"), [this] { model_.undoStack().undo(); }}}});
}

}  // namespace syper::ui
