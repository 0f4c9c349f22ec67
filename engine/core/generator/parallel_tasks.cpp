// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/parallel_tasks.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>

namespace syper::core {

std::int64_t taskWorkers() {
    return at::get_num_threads();
}

void runTaskCalls(std::int64_t count, void (*call)(const void*, std::int64_t, std::int64_t), const void* context) {
    std::atomic<std::int64_t> next{0};
    at::parallel_for(0, std::min(taskWorkers(), count), 1, [&](std::int64_t worker, std::int64_t) {
        for (std::int64_t i = next++; i < count; i = next++) call(context, i, worker);
    });
}

}  // namespace syper::core
