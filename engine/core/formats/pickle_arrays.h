// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/pickle_arguments.h"

namespace syper::core {

/// The element type that a Dtype means. Throws Error{BadFormat} for those that have no tensor.
[[nodiscard]] at::ScalarType typeOf(const PickleDocument& document, const PickleNode& dtype);

/// numpy.dtype(code, ..).
[[nodiscard]] PickleRef dtypeCall(PickleDocument& document, const PickleArguments& given);
/// numpy.core.numeric._frombuffer(bytes, dtype, shape, order).
[[nodiscard]] PickleRef bufferCall(PickleDocument& document, const PickleArguments& given);
/// numpy.core.multiarray.scalar(dtype, bytes).
[[nodiscard]] PickleRef scalarCall(PickleDocument& document, const PickleArguments& given);
/// The state of an Array: version, shape, dtype, Fortran order, bytes; it becomes a Tensor.
void arrayState(PickleDocument& document, PickleNode& array, PickleRef state);

}  // namespace syper::core
