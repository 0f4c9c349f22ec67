// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/formats/tensor_map.h"

namespace syper::core {

/// A state dict as torch.save writes it (the ZIP format of PyTorch 1.6 and newer): an OrderedDict of tensors, which
/// torch.load(weights_only=True) reads. Metadata has no place in it. Equal content is equal bytes. Throws
/// Error{Unsupported} for a type that PyTorch's storages do not name, or beyond 4 GiB.
[[nodiscard]] std::string torchFileBytes(const TensorMap& tensors);

}  // namespace syper::core
