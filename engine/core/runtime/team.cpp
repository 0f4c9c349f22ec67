// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/team.h"

#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <numeric>

#include "core/util/task_shares.h"

namespace syper::core::runtime {
namespace {

constexpr int kSpins = 4096;  // some ten microseconds; then the thread sleeps, and others get its core

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/// Where a team meets between steps.
class Meeting {
public:
    /// The runtime may give fewer threads than asked for, so the first of the team says how many must meet.
    int open(int rank, int size) {
        if (rank == 0) size_.store(size, std::memory_order_release);
        while (size_.load(std::memory_order_acquire) == 0) sched_yield();
        return size_.load(std::memory_order_relaxed);
    }
    void wait() {
        const int round = round_.load(std::memory_order_acquire);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_.load(std::memory_order_relaxed)) {
            arrived_.store(0, std::memory_order_relaxed);
            round_.store(round + 1, std::memory_order_release);
            round_.notify_all();
            return;
        }
        for (int spins = 0; spins < kSpins; ++spins) {
            if (round_.load(std::memory_order_acquire) != round) return;
            pause();
        }
        round_.wait(round, std::memory_order_acquire);
    }

private:
    std::atomic<int> size_{0};
    alignas(64) std::atomic<int> arrived_{0};
    alignas(64) std::atomic<int> round_{0};
};

}  // namespace

void runSteps(const std::vector<std::unique_ptr<Step>>& steps, std::byte* memory, int threads) {
    if (threads <= 1) {
        for (const auto& step : steps)
            for (int task = 0; task < step->tasks(); ++task) step->run(task, memory);
        return;
    }
    Meeting meeting;
    TaskShares::Counter counters[TaskShares::kMostThreads];
#pragma omp parallel num_threads(std::min(threads, TaskShares::kMostThreads))
    {
        const int rank = omp_get_thread_num();
        TaskShares shares(counters, rank, meeting.open(rank, omp_get_num_threads()));
        for (const auto& step : steps) {
            shares.run(step->tasks(), [&](int task) { step->run(task, memory); });
            meeting.wait();
        }
    }
}

std::unique_ptr<std::byte, MemoryPool::Loan::Free> MemoryPool::take() {
    {
        const std::scoped_lock lock(mutex_);
        if (!idle_.empty()) {
            auto memory = std::move(idle_.back());
            idle_.pop_back();
            return memory;
        }
    }
    auto* memory = static_cast<std::byte*>(std::aligned_alloc(64, std::max<std::size_t>(bytes_, 64)));
    if (memory == nullptr) throw std::bad_alloc();
    std::memset(memory, 0, bytes_);
    return std::unique_ptr<std::byte, Loan::Free>(memory);
}

void MemoryPool::give(std::unique_ptr<std::byte, Loan::Free> memory) {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(memory));
}

int MemoryPlan::add(std::size_t bytes, int first, int last) {
    buffers_.push_back({.bytes = (bytes + 63) / 64 * 64, .first = first, .last = last});
    return int(buffers_.size()) - 1;
}

void MemoryPlan::extend(int buffer, int last) {
    Buffer& b = buffers_[std::size_t(buffer)];
    b.last = std::max(b.last, last);
}

std::size_t MemoryPlan::place() {
    std::vector<std::size_t> order(buffers_.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return buffers_[a].bytes > buffers_[b].bytes; });
    std::vector<const Buffer*> placed;
    std::size_t total = 0;
    for (const std::size_t index : order) {
        Buffer& b = buffers_[index];
        std::size_t at = 0;
        for (bool moved = true; moved;) {
            moved = false;
            for (const Buffer* other : placed)
                if (b.first <= other->last && other->first <= b.last && at < other->offset + other->bytes &&
                    other->offset < at + b.bytes) {
                    at = other->offset + other->bytes;
                    moved = true;
                }
        }
        b.offset = at;
        placed.push_back(&b);
        total = std::max(total, at + b.bytes);
    }
    return total;
}

}  // namespace syper::core::runtime
