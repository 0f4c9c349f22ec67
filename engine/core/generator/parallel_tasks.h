// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace syper::core {

/// How many workers runTasks() has at most: LibTorch's threads.
[[nodiscard]] std::int64_t taskWorkers();

/// call(context, i, worker) for i = 0 .. count-1; see runTasks().
void runTaskCalls(std::int64_t count, void (*call)(const void* context, std::int64_t task, std::int64_t worker),
                  const void* context);

/// Runs task(i, worker) for i = 0 .. count-1, each worker taking the next one when it is done, so that one slowed down
/// by others on the machine holds nobody up. Tasks must not throw.
template <class Task>
void runTasks(std::int64_t count, const Task& task) {
    runTaskCalls(
        count,
        [](const void* context, std::int64_t i, std::int64_t worker) {
            (*static_cast<const Task*>(context))(i, worker);
        },
        &task);
}

}  // namespace syper::core
