// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/refuse.h"

#include "core/api/error.h"

namespace syper::core {

std::string printable(std::string_view text, std::size_t most) {
    std::string out;
    for (const char c : text.substr(0, most)) out += (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) ? '?' : c;
    if (text.size() <= most) return out;
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();  // no cut UTF-8
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
    return out + "...";
}

void refuseFile(std::string_view file, const std::string& why, std::string_view wayOut) {
    throw Error(Errc::BadFormat, "cannot read " + std::string(file) + ": " + why + "; " + std::string(wayOut));
}

}  // namespace syper::core
