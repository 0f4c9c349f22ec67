// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/load.h"
#include "core/formats/pickle_values.h"

namespace syper::core {

/// Turns a pickle's value into tensors by name: chooses the state dict, lifts modules' parameters and buffers under
/// their state-dict names, names the rest by its path, and keeps plain values as JSON. Fills all but `container`.
/// Throws Error{BadFormat} where the value is nested beyond any model.
[[nodiscard]] LoadedFile loadedFrom(const PickleDocument& document, PickleRef root);

/// The same for a file of names alone: networks are told apart by the first part of the names (G_ema, G, D ..).
[[nodiscard]] LoadedFile loadedFrom(TensorMap tensors);

/// Removes `module.` (DataParallel) and `_orig_mod.` (compiled models) where all names begin with it.
[[nodiscard]] TensorMap withoutWrapper(TensorMap tensors);

}  // namespace syper::core
