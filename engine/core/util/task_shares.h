// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace syper::core {

/// The tasks of each step of a team, in equal runs, one for each thread: neighbours work on neighbouring data, which is
/// then in the thread's own cache a step later, and cores need not pass a counter about. Who is done with its run takes
/// from others. Counters go on from step to step, since a late thread may still look at those of the last one.
class TaskShares {
public:
    static constexpr int kMostThreads = 256;
    struct alignas(64) Counter {
        std::atomic<std::int64_t> next{0};
    };

    TaskShares(Counter* counters, int rank, int size) : counters_(counters), rank_(rank), size_(size) {}

    template <class Run>
    void run(std::int64_t tasks, const Run& work) {
        for (int i = 0; i < size_; ++i) {
            const int whose = (rank_ + i) % size_;
            const std::int64_t first = tasks * whose / size_, begin = begins_[whose];
            const std::int64_t end = begin + tasks * (whose + 1) / size_ - first;
            std::atomic<std::int64_t>& next = counters_[whose].next;
            for (std::int64_t at = next.load(std::memory_order_relaxed); at < end;)
                if (next.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) {
                    work(int(first + at - begin));
                    at = next.load(std::memory_order_relaxed);
                }
            begins_[whose] = end;
        }
    }

private:
    Counter* counters_;
    int rank_, size_;
    std::int64_t begins_[kMostThreads] = {};
};

}  // namespace syper::core
