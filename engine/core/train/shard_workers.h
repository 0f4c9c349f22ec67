// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace syper::core {

/// Threads that each compute whole shards of a batch, with one compute thread: two shards side by side need no barrier
/// inside every layer, which on a busy machine costs more than the layer.
class ShardWorkers {
public:
    /// count: threads, at least 1. LibTorch's thread count of the calling thread stays as it is.
    explicit ShardWorkers(int count);
    ShardWorkers(const ShardWorkers&) = delete;
    ShardWorkers& operator=(const ShardWorkers&) = delete;
    ~ShardWorkers();

    /// Runs job(0) .. job(shards - 1), each on one of the threads, and returns when all have ended. Rethrows the
    /// exception of the lowest shard that threw.
    void run(int shards, const std::function<void(int)>& job);

private:
    void work();
    void finish(int shard, std::exception_ptr error);

    std::mutex mutex_;
    std::condition_variable wake_, done_;
    const std::function<void(int)>* job_ = nullptr;
    std::vector<std::exception_ptr> errors_;
    int next_ = 0, shards_ = 0, left_ = 0, ready_ = 0;
    bool ending_ = false;
    std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace syper::core
