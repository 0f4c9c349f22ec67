// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/memory.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <optional>

#include "core/api/error.h"

namespace syper::core {
namespace {

/// The number after `key` in a file of "key: number kB" lines, in bytes.
std::optional<std::int64_t> kilobytes(const char* path, const std::string& key) {
    std::ifstream in(path);
    for (std::string word; in >> word;) {
        std::int64_t value = 0;
        if (word == key && in >> value) return value * 1024;
    }
    return std::nullopt;
}

std::optional<std::int64_t> number(const std::string& path) {
    std::ifstream in(path);
    std::int64_t value = 0;
    return in >> value ? std::optional(value) : std::nullopt;  // "max" is no number: no limit
}

std::string gigabytes(double bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", bytes / 1e9);
    return text;
}

}  // namespace

std::int64_t availableMemory() {
    std::int64_t least = kilobytes("/proc/meminfo", "MemAvailable:").value_or(std::numeric_limits<std::int64_t>::max());
    const std::optional<std::int64_t> most = number("/sys/fs/cgroup/memory.max");
    const std::optional<std::int64_t> used = number("/sys/fs/cgroup/memory.current");
    if (most && used) least = std::min(least, std::max<std::int64_t>(0, *most - *used));
    rlimit limit{};
    const std::optional<std::int64_t> mapped = kilobytes("/proc/self/status", "VmSize:");
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && mapped)
        least = std::min(least, std::max<std::int64_t>(0, std::int64_t(limit.rlim_cur) - *mapped));
    return least;
}

void requireMemory(const std::string& what, double bytes) {
    const auto free = double(availableMemory());
    if (bytes <= free) return;
    throw Error(Errc::OutOfMemory, what + " needs about " + gigabytes(bytes) + " of memory, " + gigabytes(free) +
                                       " are free; close other programs or choose a smaller network");
}

}  // namespace syper::core
