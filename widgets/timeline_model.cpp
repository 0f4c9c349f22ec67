// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace syper::ui {

/// One edit of the keyframes.
class TimelineEdit : public QUndoCommand {
public:
    TimelineEdit(TimelineModel& model, Keyframes after, const QString& text)
        : QUndoCommand(text), model_(model), before_(model.keyframes()), after_(std::move(after)) {}

    void undo() override { model_.set(before_); }
    void redo() override { model_.set(after_); }

private:
    TimelineModel& model_;
    Keyframes before_, after_;
};

std::vector<double> Keyframes::times() const {
    std::vector<double> met;
    double at = 0.0;
    for (const core::Keyframe& key : keys) {
        met.push_back(at);
        at += key.seconds;
    }
    return met;
}

double Keyframes::duration() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (loop || i + 1 < keys.size()) sum += keys[i].seconds;
    return sum;
}

core::Journey Keyframes::journey() const {
    core::Journey journey;
    journey.keys = keys;
    journey.loop = loop;
    // A loop's last frame is one step before its first one.
    const auto steps = std::max<std::int64_t>(1, std::llround(duration() * fps));
    journey.frames = std::max<std::int64_t>(2, loop ? steps : steps + 1);
    return journey;
}

int retime(std::vector<core::Keyframe>& keys, int index, double seconds) {
    const double last = keys.back().seconds;  // back to the first one, where it loops
    std::vector<double> met = Keyframes{.keys = keys}.times();
    met[std::size_t(index)] = std::max(0.0, seconds);
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, {}, [&met](std::size_t i) { return met[i]; });
    std::vector<core::Keyframe> sorted;
    int place = 0;
    double at = 0.0;
    const double first = met[order.front()];
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order[i] == std::size_t(index)) place = int(i);
        const double mine = i == 0 ? 0.0 : std::max(at + kLeastSeconds, met[order[i]] - first);
        if (i > 0) sorted.back().seconds = mine - at;
        at = mine;
        sorted.push_back(keys[order[i]]);
    }
    sorted.back().seconds = last;
    keys = std::move(sorted);
    return place;
}

TimelineModel::TimelineModel(ExploreModel& explore, QObject* parent) : QObject(parent), explore_(explore) {}

void TimelineModel::set(const Keyframes& keyframes) {
    keyframes_ = keyframes;
    Q_EMIT changed();
}

void TimelineModel::edit(const Keyframes& next, const QString& text) {
    if (next == keyframes_) return;
    explore_.undoStack().push(new TimelineEdit(*this, next, text));
}

void TimelineModel::add(const core::SampleRequest& request, int after) {
    Keyframes next = keyframes_;
    core::Keyframe key{.request = request, .seconds = 1.0, .easing = core::Easing::Smooth};
    if (after >= 0 && after + 1 < size()) {
        double& way = next.keys[std::size_t(after)].seconds;
        key.seconds = way = std::max(kLeastSeconds, way / 2.0);
        next.keys.insert(next.keys.begin() + after + 1, std::move(key));
    } else {
        next.keys.push_back(std::move(key));
    }
    edit(next, tr("Add a keyframe"));
}

}  // namespace syper::ui
