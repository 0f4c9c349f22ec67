// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/parallel_tasks.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/util/task_shares.h"

namespace syper::core {

std::int64_t taskWorkers() {
    return at::get_num_threads();
}

void runTaskCalls(std::int64_t count, void (*call)(const void*, std::int64_t, std::int64_t), const void* context) {
    const auto team = int(std::min<std::int64_t>({taskWorkers(), count, TaskShares::kMostThreads}));
    TaskShares::Counter counters[TaskShares::kMostThreads];
    at::parallel_for(0, team, 1, [&](std::int64_t first, std::int64_t last) {
        // Where there are fewer threads than hoped for, one takes the parts of several.
        for (std::int64_t worker = first; worker < last; ++worker)
            TaskShares(counters, int(worker), team).run(count, [&](int task) { call(context, task, worker); });
    });
}

}  // namespace syper::core
