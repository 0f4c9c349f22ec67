// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/ScalarType.h>

#include <string_view>

#include "core/formats/pickle_values.h"

namespace syper::core {

/// What a known name in a pickle means.
enum class PickleRole : std::uint8_t {
    StorageClass,
    TorchDtype,
    RebuildTensor,
    RebuildParameter,
    RebuildFromType,
    LoadFromBytes,
    DictClass,
    DefaultDict,
    SetClass,
    TupleClass,
    ByteArray,
    TextClass,
    Encode,
    NumpyDtype,
    NumpyReconstruct,
    NumpyFromBuffer,
    NumpyScalar,
    Persistent,
    Record,
    Reconstructor,
    TypeName,
    Attribute,
};

struct KnownGlobal {
    std::string_view name;  ///< module.name
    PickleRole role;
    at::ScalarType type = at::kFloat;
};

/// `integer` of the Globals for layers: classes whose state is the tensors that they hold.
inline constexpr std::int64_t kLayerGlobal = -1;

/// A Global for a class or function that describes values here. Throws Error{BadFormat} naming any other.
[[nodiscard]] PickleRef knownGlobal(PickleDocument& document, std::string_view module, std::string_view name);

/// What a Global that is no layer means.
[[nodiscard]] const KnownGlobal& known(const PickleNode& global);

/// Throws Error{BadFormat}: `name` (module.name) is nothing that describes values here.
[[noreturn]] void refuseGlobal(const PickleDocument& document, std::string_view name);

}  // namespace syper::core
