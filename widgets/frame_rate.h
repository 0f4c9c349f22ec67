// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <algorithm>
#include <deque>

namespace syper::ui {

/// How many pictures came in the last second.
class FrameRate {
public:
    FrameRate() { clock_.start(); }

    void add() {
        times_.push_back(clock_.elapsed());
        while (times_.front() <= times_.back() - kWindowMs) times_.pop_front();
    }
    /// 0 while it is a single picture and no movement.
    [[nodiscard]] int perSecond() const {
        const auto recent =
            std::ranges::count_if(times_, [now = clock_.elapsed()](qint64 at) { return at > now - kWindowMs; });
        return recent > 1 ? int(recent) : 0;
    }

private:
    static constexpr qint64 kWindowMs = 1000;
    QElapsedTimer clock_;
    std::deque<qint64> times_;
};

}  // namespace syper::ui
