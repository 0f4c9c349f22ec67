// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_latents.h"

#include <QFileInfo>

namespace syper::ui {

ExploreLatents::ExploreLatents(service::Engine& engine, ExploreModel& model, SweepStrip& strip, QObject* parent)
    : QObject(parent), engine_(engine), model_(model), strip_(strip) {}

void ExploreLatents::open(const QString& path) {
    const std::optional<core::NetworkInfo>& network = engine_.sampler().network();
    const QString name = QFileInfo(path).fileName();
    if (!network) {
        Q_EMIT notice({.kind = Notice::Kind::Bad,
                       .text = tr("%1 needs the generator that it belongs to; open that one first").arg(name)});
        return;
    }
    engine_.tasks().run(
        this, [path, network = *network] { return core::readLatents(path.toStdString(), network); },
        [this, name, sha256 = network->sha256](service::Outcome<std::vector<std::vector<float>>> outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome)) {
                Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure->text});
                return;
            }
            // Read for a network that another one has taken the place of.
            if (!engine_.sampler().network() || engine_.sampler().network()->sha256 != sha256) return;
            show(name, std::get<0>(std::move(outcome)));
        });
}

void ExploreLatents::show(const QString& name, std::vector<std::vector<float>> latents) {
    ExploreState next{.network = model_.state().network, .request = {}};
    next.request.psi = model_.state().request.psi;
    next.request.classIndex = model_.state().request.classIndex;
    next.request.w = latents.front();
    const int count = int(latents.size());
    if (count > 1) strip_.showLatents(name, std::move(latents));
    model_.edit(next, ExploreModel::Recipe, tr("Latent of %1").arg(name));
    Q_EMIT notice({.kind = Notice::Kind::Good,
                   .text = count == 1 ? tr("The latent of %1 is the picture now").arg(name)
                                      : tr("The first of %1 latents of %2 is the picture now; the others are in the "
                                           "strip below it")
                                            .arg(count)
                                            .arg(name),
                   .actions = {{tr("Undo"), [this] { model_.undoStack().undo(); }}}});
}

void ExploreLatents::networkReady() {
    const core::NetworkInfo& info = *engine_.sampler().network();
    strip_.keepLatents(std::size_t(info.wDim), std::size_t(info.numWs) * std::size_t(info.wDim));
}

}  // namespace syper::ui
