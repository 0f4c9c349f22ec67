// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/page.h"

namespace syper::studio {

/// What a file or folder is that somebody opened. Reads it, so never on the GUI thread. Throws core::Error.
[[nodiscard]] ui::OpenedFile lookInto(const QString& path);

}  // namespace syper::studio
