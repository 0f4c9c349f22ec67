// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/formats/pickle_values.h"
#include "core/formats/zip_archive.h"

namespace syper::core {

/// True where `bytes` begin as torch.save wrote before PyTorch 1.6 (and writes storages inside pickles still).
[[nodiscard]] bool isLegacyTorch(std::span<const std::byte> bytes);

/// Reads a legacy torch.save: magic number, protocol, system, value, storage keys, each storage's count and elements.
/// The storages of the value are found in `bytes`. Throws Error{BadFormat, Unsupported}.
[[nodiscard]] PickleRef readLegacyTorch(PickleDocument& document, std::span<const std::byte> bytes,
                                        bool nested = false);

/// The entry with the value of a torch.save since PyTorch 1.6; null where the archive is another.
[[nodiscard]] const ZipArchive::Entry* torchValueEntry(const ZipArchive& archive);

/// Reads the value of a zip torch.save into a document over its pickle's bytes, and finds its storages.
[[nodiscard]] PickleRef readZipTorch(PickleDocument& document, ZipArchive& archive);

}  // namespace syper::core
