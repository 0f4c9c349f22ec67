// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <vector>

#include "core/api/journey.h"
#include "widgets/explore_model.h"

namespace syper::ui {

/// Keyframes and how they are played.
struct Keyframes {
    std::vector<core::Keyframe> keys;
    bool loop = false;
    double fps = 24.0;
    bool operator==(const Keyframes&) const = default;

    /// When each key is met, from 0, in seconds.
    [[nodiscard]] std::vector<double> times() const;
    /// From the first key to the last, or back to the first where it loops.
    [[nodiscard]] double duration() const;
    /// As the engine makes it; needs two keys.
    [[nodiscard]] core::Journey journey() const;
};

/// The shortest time between two keys, seconds.
inline constexpr double kLeastSeconds = 0.1;

/// `keys` with key `index` met at `seconds` instead: earlier or later than before, also past its neighbours. Those keep
/// their times unless they would be nearer than kLeastSeconds. The first key is met at 0. Returns where the key is now.
int retime(std::vector<core::Keyframe>& keys, int index, double seconds);

/// The keyframes of Explore. Every change is an edit on the same undo stack as those of the picture.
class TimelineModel : public QObject {
    Q_OBJECT
public:
    /// explore outlives this.
    explicit TimelineModel(ExploreModel& explore, QObject* parent = nullptr);

    [[nodiscard]] const Keyframes& keyframes() const noexcept { return keyframes_; }
    [[nodiscard]] int size() const noexcept { return int(keyframes_.keys.size()); }
    /// What an earlier session left; no edit of anybody's.
    void restore(const Keyframes& keyframes) { set(keyframes); }
    /// Nothing happens where nothing changes.
    void edit(const Keyframes& next, const QString& text);
    /// Appends a key, or inserts it after `after` where that is not the last: it takes half the way to the next.
    void add(const core::SampleRequest& request, int after = -1);

Q_SIGNALS:
    void changed();

private:
    friend class TimelineEdit;
    void set(const Keyframes& keyframes);

    ExploreModel& explore_;
    Keyframes keyframes_;
};

}  // namespace syper::ui
