// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/pickle_globals.h"

namespace syper::core {

/// The value that `callee(*arguments)` or `callee.__new__(callee, *arguments)` stands for. Nothing is called: tensors,
/// arrays and tables become such values, modules and records become Objects. nested: inside bytes of another pickle.
[[nodiscard]] PickleRef describeCall(PickleDocument& document, PickleRef callee, PickleRef arguments, bool nested);

/// Gives `object` its state, as BUILD would.
void describeState(PickleDocument& document, PickleRef object, PickleRef state);

/// The Storage that a persistent id of torch.save means: ('storage', class, key, device, elements[, view]).
[[nodiscard]] PickleRef describePersistent(PickleDocument& document, PickleRef id);

}  // namespace syper::core
