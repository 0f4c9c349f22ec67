// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_networks.h"

#include "widgets/image_convert.h"

namespace syper::ui {

using service::ModelRole;

namespace {

const QString kNetworks = QStringLiteral("explore/networks");

}  // namespace

ExploreNetworks::ExploreNetworks(service::Engine& engine, ExploreModel& model,
                                 const std::optional<service::Sampled>& shown, NetworkStrip& strip, QObject* parent)
    : QObject(parent), engine_(engine), model_(model), shown_(shown), strip_(strip) {
    QStringList first = engine_.settings().value(kNetworks).toStringList();
    if (first.isEmpty())
        first = service::ModelChoices::bundled(ModelRole::Generator) + engine_.models().recent(ModelRole::Generator);
    strip_.setNetworks(first.mid(0, NetworkStrip::kMost), {});
    const service::NetworksService& networks = engine_.networks();
    connect(&networks, &service::NetworksService::sampled, this,
            [this](const QString& network, const service::Sampled& picture) {
                drawn_[network] = picture.request;
                strip_.setPicture(network, toQImage(picture.image), noteOf(picture.request));
            });
    connect(&networks, &service::NetworksService::failed, this,
            [this](const QString& network, const service::Failure& failure) {
                drawn_.erase(network);
                strip_.setTrouble(network, failure.text);
            });
    connect(&strip_, &NetworkStrip::shown, this, &ExploreNetworks::refresh);
    connect(&strip_, &NetworkStrip::chosen, this, &ExploreNetworks::open);
    connect(&strip_, &NetworkStrip::openWanted, this, &ExploreNetworks::openWanted);
    connect(&strip_, &NetworkStrip::removeWanted, this, [this](const QString& choice) {
        QStringList left = strip_.networks();
        left.removeAll(choice);
        setNetworks(left);
        refresh();
    });
}

void ExploreNetworks::setNetworks(QStringList choices) {
    const QString open = engine_.models().card(ModelRole::Generator).choice;
    // The oldest of the others makes room.
    while (choices.size() > NetworkStrip::kMost) choices.removeAt(choices.first() == open ? 1 : 0);
    strip_.setNetworks(choices, open);
    engine_.settings().setValue(kNetworks, choices);
}

void ExploreNetworks::networkReady() {
    QStringList choices = strip_.networks();
    const QString open = engine_.models().card(ModelRole::Generator).choice;
    if (!choices.contains(open)) choices << open;
    setNetworks(choices);
    fitLatent();
}

void ExploreNetworks::fitLatent() {
    const core::NetworkInfo& network = *engine_.sampler().network();
    ExploreState next = model_.state();
    if (service::fits(network, next.request)) return;
    // A latent of another width has no meaning here; the seed always has.
    next.request.w.clear();
    next.request.edits.z = {};
    next.request = service::requestOn(network, std::move(next.request));
    model_.edit(next, ExploreModel::Network, tr("Fit the latent to the network"));
    Q_EMIT notice({.kind = Notice::Kind::Info,
                   .text = tr("What this network's latent has no room for was left out: its w has another width"),
                   .actions = {}});
}

void ExploreNetworks::refresh() {
    const QString open = engine_.models().card(ModelRole::Generator).choice;
    if (!strip_.isVisible()) {
        engine_.networks().show({}, {});  // what nobody looks at takes no memory
        return;
    }
    if (!shown_ || !(shown_->request == model_.state().request)) return;
    strip_.setPicture(open, toQImage(shown_->image), {});
    drawn_[open] = shown_->request;
    QStringList others = strip_.networks();
    others.removeAll(open);
    engine_.networks().show(others, shown_->request);
}

void ExploreNetworks::open(const QString& choice) {
    ExploreState next = model_.state();
    if (choice == next.network) return;
    next.network = choice;
    // What the strip shows is what one gets.
    if (const auto drawn = drawn_.find(choice); drawn != drawn_.end()) next.request = drawn->second;
    model_.edit(next, ExploreModel::Network, tr("Another generator"));
}

QString ExploreNetworks::noteOf(const core::SampleRequest& drawn) const {
    if (!shown_ || drawn == shown_->request) return {};
    return tr("Without what belongs to the open network alone: its directions, its classes, donors of its width");
}

}  // namespace syper::ui
