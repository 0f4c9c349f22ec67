// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <omp.h>

#include <algorithm>

namespace syper::core::runtime {

/// Sets how many threads OpenMP gives to oneDNN and to our loops, for its life.
class OpenMpThreads {
public:
    explicit OpenMpThreads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(std::max(1, count)); }
    OpenMpThreads(const OpenMpThreads&) = delete;
    OpenMpThreads& operator=(const OpenMpThreads&) = delete;
    ~OpenMpThreads() { omp_set_num_threads(before_); }

private:
    int before_;
};

}  // namespace syper::core::runtime
