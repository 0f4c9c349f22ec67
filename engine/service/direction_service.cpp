// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/direction_service.h"

#include <optional>

#include "service/thread_priority.h"

namespace syper::service {
namespace {

constexpr int kComponents = 32;
constexpr std::int64_t kSamples = 10'000;  // of w; a second or two, and the first components stand still from there on

core::DirectionSet answer(const DirectionQuestions& questions, DirectionSource source,
                          const std::filesystem::path& path, core::RunControl& control) {
    switch (source) {
        case DirectionSource::Sefa:
            return questions.sefa();
        case DirectionSource::Pca:
            return questions.pca(control);
        case DirectionSource::File:
            return questions.fromFile(path);
    }
    return {};
}

}  // namespace

DirectionQuestions directionQuestions(const core::LatentSpace& space) {
    return {.named = core::bundledDirections(space.info()),
            .sefa = [space] { return space.sefa(); },
            .pca =
                [space](core::RunControl& control) {
                    return space.pca(std::min(kComponents, space.info().wDim), 0, kSamples, control);
                },
            .fromFile =
                [space](const std::filesystem::path& path) {
                    core::DirectionSet set = core::readDirections(path, space.info().wDim);
                    for (core::Direction& direction : set.directions)
                        if (direction.deviation <= 0.0) direction = space.measured(std::move(direction));
                    return set;
                }};
}

DirectionService::DirectionService(core::InteractionGate* gate, QObject* parent)
    : BackgroundService(parent), gate_(gate) {
    connect(&runner_, &BackgroundService::ended, this, &BackgroundService::ended);
    runner_.run(
        this,
        [] {
            lowerThreadPriority();
            return true;
        },
        [](const Outcome<bool>&) {});
}

DirectionService::~DirectionService() {
    drop();
}

quint64 DirectionService::find(const DirectionQuestions& questions, DirectionSource source,
                               const std::filesystem::path& path) {
    const quint64 id = ++lastId_;
    const auto control = std::make_shared<core::RunControl>(core::RunControl::Sink(), gate_);
    running_.push_back({id, control});
    if (running_.size() == 1) Q_EMIT busyChanged();
    runner_.run(
        this,
        [questions, source, path, control]() -> std::optional<core::DirectionSet> {
            try {
                control->gate();
                return answer(questions, source, path, *control);
            } catch (const core::Stopped&) {
                return {};
            }
        },
        [this, id](Outcome<std::optional<core::DirectionSet>> outcome) {
            if (!finish(id)) return;
            if (const auto* failure = std::get_if<Failure>(&outcome))
                Q_EMIT failed(id, *failure);
            else if (const auto& set = std::get<std::optional<core::DirectionSet>>(outcome))
                Q_EMIT found(id, *set);
        });
    return id;
}

/// False for what was dropped.
bool DirectionService::finish(quint64 id) {
    const bool wanted = std::erase_if(running_, [id](const Running& one) { return one.id == id; }) > 0;
    if (wanted && running_.empty()) Q_EMIT busyChanged();
    return wanted;
}

void DirectionService::drop() {
    if (running_.empty()) return;
    for (const Running& one : running_) one.control->requestStop();
    running_.clear();
    Q_EMIT busyChanged();
}

void DirectionService::shutDown() {
    drop();
    runner_.shutDown();
}

}  // namespace syper::service
