// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/peak_memory.h"

#include <algorithm>
#include <fstream>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace syper::core {
namespace {

std::optional<double> statusBytes(const std::string& key) {
    std::ifstream status("/proc/self/status");
    std::string name;
    double kilobytes = 0.0;
    while (status >> name) {
        if (name == key + ":" && status >> kilobytes) return kilobytes * 1024.0;
        status.ignore(4096, '\n');
    }
    return std::nullopt;
}

/// Has the system forget the process's largest size so far.
bool forgetPeak() {
    std::ofstream file("/proc/self/clear_refs");
    file << "5" << std::flush;
    return bool(file);
}

}  // namespace

std::optional<double> peakBytesOf(const std::function<void()>& work) {
#ifdef __GLIBC__
    malloc_trim(0);  // memory that was used before and is kept for later would not count
#endif
    const bool forgot = forgetPeak();
    const std::optional<double> before = statusBytes("VmRSS");
    work();
    const std::optional<double> peak = statusBytes("VmHWM");
    if (!forgot || !before || !peak) return std::nullopt;
    return std::max(0.0, *peak - *before);
}

}  // namespace syper::core
