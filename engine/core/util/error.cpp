// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/error.h"

namespace syper::core {

Error::Error(Errc code, const std::string& message, std::source_location where)
    : std::runtime_error(message), code_(code), where_(where) {}

}  // namespace syper::core
