// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/shard_workers.h"

#include "core/api/compute.h"

namespace syper::core {

ShardWorkers::ShardWorkers(int count) {
    const int before = computeThreads();
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
    {
        std::unique_lock lock(mutex_);
        done_.wait(lock, [&] { return ready_ == count; });
    }
    // New threads inherit the last count set anywhere, which was a worker's.
    setComputeThreads(before);
}

ShardWorkers::~ShardWorkers() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void ShardWorkers::run(int shards, const std::function<void(int)>& job) {
    std::unique_lock lock(mutex_);
    job_ = &job;
    errors_.assign(std::size_t(shards), nullptr);
    next_ = 0;
    shards_ = left_ = shards;
    wake_.notify_all();
    done_.wait(lock, [&] { return left_ == 0; });
    shards_ = 0;
    for (const std::exception_ptr& error : errors_)
        if (error) std::rethrow_exception(error);
}

void ShardWorkers::work() {
    setComputeThreads(1);
    std::unique_lock lock(mutex_);
    ++ready_;
    done_.notify_all();
    for (;;) {
        wake_.wait(lock, [&] { return ending_ || next_ < shards_; });
        if (ending_) return;
        const int shard = next_++;
        const std::function<void(int)>& job = *job_;
        std::exception_ptr error;
        lock.unlock();
        try {
            job(shard);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        finish(shard, error);
    }
}

void ShardWorkers::finish(int shard, std::exception_ptr error) {
    errors_[std::size_t(shard)] = std::move(error);
    if (--left_ == 0) done_.notify_all();
}

}  // namespace syper::core
