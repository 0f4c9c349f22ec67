// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/figures.h"

#include <cstdio>

namespace syper::cli {

std::string grouped(std::int64_t value) {
    std::string digits = std::to_string(value);
    const std::size_t first = value < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string byteText(std::int64_t bytes) {
    if (bytes < 1000) return std::to_string(bytes) + " bytes";
    double value = double(bytes) / 1000.0;
    const char* unit = "kB";
    for (const char* next : {"MB", "GB", "TB"}) {
        if (value < 999.5) break;
        value /= 1000.0;
        unit = next;
    }
    char text[32];
    std::snprintf(text, sizeof text, value < 9.995 ? "%.2f %s" : value < 99.95 ? "%.1f %s" : "%.0f %s", value, unit);
    return text;
}

}  // namespace syper::cli
