// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_directions.h"

#include <QFileInfo>
#include <algorithm>
#include <utility>
#include <vector>

#include "core/api/directions.h"
#include "widgets/file_picker.h"

namespace syper::ui {

using service::DirectionSource;

namespace {

constexpr int kPcaAtOnce = 3;
const QString kFolder = QStringLiteral("explore/directionFolder");

/// The same direction in its other sense.
void turn(core::Direction& direction) {
    std::vector<float> unit(direction.unit.span().begin(), direction.unit.span().end());
    for (float& value : unit) value = -value;
    direction.unit = std::move(unit);
    direction.low = -std::exchange(direction.high, -direction.low);
}

}  // namespace

ExploreDirections::ExploreDirections(service::Engine& engine, DirectionList& list, DirectionPanel& panel,
                                     SweepStrip& strip, QWidget& page)
    : QObject(&page), engine_(engine), list_(list), panel_(panel), strip_(strip), page_(page) {
    const service::DirectionService& service = engine_.directions();
    connect(&service, &service::DirectionService::found, this, &ExploreDirections::found);
    connect(&service, &service::DirectionService::failed, this, [this](quint64 id, const service::Failure& failure) {
        if (asked_.erase(id) > 0) Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure.text});
    });
    connect(&service, &service::DirectionService::busyChanged, this, [this] {
        const bool wanted =
            std::ranges::any_of(asked_, [](const auto& asked) { return asked.second.source != DirectionSource::Sefa; });
        panel_.setBusy(engine_.directions().busy() && wanted);
    });
    connect(&list_, &DirectionList::changed, &strip_, &SweepStrip::fillAxes);
    connect(&panel_, &DirectionPanel::stripWanted, &strip_, &SweepStrip::showDirection);
    connect(&panel_, &DirectionPanel::pcaWanted, this, &ExploreDirections::addPca);
    connect(&panel_, &DirectionPanel::fileWanted, this, &ExploreDirections::browse);
    connect(&panel_, &DirectionPanel::saveWanted, this, &ExploreDirections::save);
    // They are found before the first slider moves, but not before somebody comes near: it takes a moment's computing.
    connect(&panel_, &DirectionPanel::approached, this, [this] {
        if (!engine_.sampler().network() || std::exchange(describing_, true)) return;
        ask(DirectionSource::Sefa);
    });
}

void ExploreDirections::networkReady() {
    engine_.directions().drop();
    asked_.clear();
    pca_ = {};
    describing_ = false;
    panel_.setBusy(false);
    const core::NetworkInfo& info = *engine_.sampler().network();
    list_.setNetwork(engine_.sampler().along().named, engine_.sampler().directionCount(), info.numWs, info.wDim);
}

void ExploreDirections::ask(DirectionSource source, const QString& path) {
    if (!engine_.sampler().network()) return;
    const quint64 id = engine_.directions().find(engine_.sampler().along(), source, path.toStdString());
    asked_[id] = {source, QFileInfo(path).fileName()};
    panel_.setBusy(source != DirectionSource::Sefa);
}

void ExploreDirections::found(quint64 id, const core::DirectionSet& set) {
    const auto asked = asked_.find(id);
    if (asked == asked_.end()) return;
    const auto [source, file] = asked->second;
    asked_.erase(asked);
    if (source == DirectionSource::Sefa) return list_.describeOwn(set);
    if (source == DirectionSource::Pca) {
        pca_ = set;
        return addPca();
    }
    const int added = list_.add(set, int(set.directions.size()));
    const std::optional<core::NetworkInfo>& network = engine_.sampler().network();
    const bool other = network && !set.networkSha256.empty() && set.networkSha256 != network->sha256;
    if (added == 0)
        Q_EMIT notice({.kind = Notice::Kind::Info, .text = tr("The directions of %1 are here already").arg(file)});
    else if (other)
        Q_EMIT notice({.kind = Notice::Kind::Caution,
                       .text = tr("%n direction(s) of %1, found in another network: here they may mean something else",
                                  nullptr, added)
                                   .arg(file)});
    else
        Q_EMIT notice({.kind = Notice::Kind::Good, .text = tr("%n direction(s) of %1", nullptr, added).arg(file)});
}

void ExploreDirections::addPca() {
    if (pca_.directions.empty()) return ask(DirectionSource::Pca);
    if (list_.add(pca_, kPcaAtOnce) == 0)
        Q_EMIT notice({.kind = Notice::Kind::Info, .text = tr("All principal components that were found are here")});
}

void ExploreDirections::addFile(const QString& path) {
    if (!engine_.sampler().network()) {
        Q_EMIT notice({.kind = Notice::Kind::Caution, .text = tr("Open a generator first: directions belong to one")});
        return;
    }
    ask(DirectionSource::File, path);
}

void ExploreDirections::browse() {
    FilePicker::current().openFile(page_.window(),
                                   {.title = tr("Open directions"),
                                    .folder = engine_.settings().value(kFolder).toString(),
                                    .filter = tr("Directions (*.json *.safetensors *.npz *.npy *.pkl)")},
                                   [this](const QString& path) {
                                       engine_.settings().setValue(kFolder, QFileInfo(path).absolutePath());
                                       addFile(path);
                                   });
}

void ExploreDirections::save() {
    FilePicker::current().saveFile(
        page_.window(),
        {.title = tr("Save the directions"),
         .folder = engine_.settings().value(kFolder).toString() + QStringLiteral("/directions.json"),
         .filter = tr("Directions (*.json *.safetensors *.npz)")},
        [this](const QString& path) { saveTo(path); });
}

void ExploreDirections::saveTo(const QString& path) {
    if (!engine_.sampler().network()) return;
    engine_.settings().setValue(kFolder, QFileInfo(path).absolutePath());
    struct Own {
        std::size_t place;
        std::size_t index;
    };
    core::DirectionSet set{.source = "named", .networkSha256 = engine_.sampler().network()->sha256};
    std::vector<Own> own;
    std::vector<bool> flipped;
    for (const DirectionRow& row : list_.rows()) {
        if (row.index >= 0 && row.direction.unit.empty())
            own.push_back({set.directions.size(), std::size_t(row.index)});
        set.directions.push_back(row.direction);
        flipped.push_back(row.flipped);
    }
    engine_.tasks().run(
        this,
        [path, set, own, flipped, sefa = engine_.sampler().along().sefa]() mutable {
            core::checkDirectionsPath(path.toStdString());
            if (!own.empty()) {
                const core::DirectionSet found = sefa();
                for (const auto& [place, index] : own) {
                    core::Direction& direction = set.directions[place];
                    direction.unit = found.directions.at(index).unit;
                    direction.deviation = found.directions.at(index).deviation;
                }
            }
            for (std::size_t i = 0; i < flipped.size(); ++i)
                if (flipped[i]) turn(set.directions[i]);
            core::writeDirections(path.toStdString(), set);
            return int(set.directions.size());
        },
        [this, path](service::Outcome<int> outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome))
                Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure->text});
            else
                Q_EMIT notice({.kind = Notice::Kind::Good,
                               .text = tr("Saved %n direction(s) in %1", nullptr, std::get<int>(outcome)).arg(path)});
        });
}

}  // namespace syper::ui
