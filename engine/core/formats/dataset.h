// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/api/inspect.h"

namespace syper::core {

/// Tells a set of pictures by its content: a folder, a zip of pictures, a dataset.json {"labels": [[file, label]..]},
/// or a table with a column `file`. Nothing for anything else. Fills kind, container, bytes and the counts. Throws
/// Error{NotFound, Io, BadFormat}.
[[nodiscard]] std::optional<FileInfo> inspectDataset(const std::filesystem::path& path);

}  // namespace syper::core
