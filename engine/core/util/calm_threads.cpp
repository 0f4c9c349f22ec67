// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/calm_threads.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace syper::core {

void calmComputeThreads() {
    // GNU OpenMP reads its wait policy from the environment before main() begins. It also waits without turning where
    // it manages more threads than there are cores; two more that never work again see to that.
    std::thread([] {
        std::atomic<int> started = 0;
#pragma omp parallel num_threads(2)
        ++started;
        for (;;) std::this_thread::sleep_for(std::chrono::hours(24));
    }).detach();
}

}  // namespace syper::core
