// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/thread_priority.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace syper::service {

void lowerThreadPriority() noexcept {
#ifdef __linux__
    // On Linux a thread has a nice value of its own, and std::thread knows no priorities. Where it is refused the
    // thread merely competes as an equal.
    constexpr int kNice = 10;
    (void)setpriority(PRIO_PROCESS, id_t(gettid()), kNice);
#endif
}

}  // namespace syper::service
