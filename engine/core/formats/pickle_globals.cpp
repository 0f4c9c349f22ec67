// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_globals.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/formats/refuse.h"

namespace syper::core {
namespace {

// Whatever a file may refer to. None of these is run; each only says what the values beside it mean.
constexpr KnownGlobal kKnown[] = {
    {"torch.FloatStorage", PickleRole::StorageClass, at::kFloat},
    {"torch.HalfStorage", PickleRole::StorageClass, at::kHalf},
    {"torch.BFloat16Storage", PickleRole::StorageClass, at::kBFloat16},
    {"torch.DoubleStorage", PickleRole::StorageClass, at::kDouble},
    {"torch.LongStorage", PickleRole::StorageClass, at::kLong},
    {"torch.IntStorage", PickleRole::StorageClass, at::kInt},
    {"torch.ShortStorage", PickleRole::StorageClass, at::kShort},
    {"torch.CharStorage", PickleRole::StorageClass, at::kChar},
    {"torch.ByteStorage", PickleRole::StorageClass, at::kByte},
    {"torch.BoolStorage", PickleRole::StorageClass, at::kBool},
    {"torch.UntypedStorage", PickleRole::StorageClass, at::kByte},
    {"torch.storage.UntypedStorage", PickleRole::StorageClass, at::kByte},
    {"torch.float32", PickleRole::TorchDtype, at::kFloat},
    {"torch.float16", PickleRole::TorchDtype, at::kHalf},
    {"torch.bfloat16", PickleRole::TorchDtype, at::kBFloat16},
    {"torch.float64", PickleRole::TorchDtype, at::kDouble},
    {"torch.int64", PickleRole::TorchDtype, at::kLong},
    {"torch.int32", PickleRole::TorchDtype, at::kInt},
    {"torch.int16", PickleRole::TorchDtype, at::kShort},
    {"torch.int8", PickleRole::TorchDtype, at::kChar},
    {"torch.uint8", PickleRole::TorchDtype, at::kByte},
    {"torch.bool", PickleRole::TorchDtype, at::kBool},
    {"torch._utils._rebuild_tensor", PickleRole::RebuildTensor},
    {"torch._utils._rebuild_tensor_v2", PickleRole::RebuildTensor},
    {"torch._utils._rebuild_tensor_v3", PickleRole::RebuildTensor},
    {"torch._utils._rebuild_parameter", PickleRole::RebuildParameter},
    {"torch._utils._rebuild_parameter_with_state", PickleRole::RebuildParameter},
    {"torch._tensor._rebuild_from_type_v2", PickleRole::RebuildFromType},
    {"torch.storage._load_from_bytes", PickleRole::LoadFromBytes},
    {"torch.Size", PickleRole::TupleClass},
    {"torch.device", PickleRole::TextClass},
    {"torch.Tensor", PickleRole::TypeName},
    {"torch.nn.parameter.Parameter", PickleRole::TypeName},
    {"torch.nn.parameter.Buffer", PickleRole::TypeName},
    {"collections.OrderedDict", PickleRole::DictClass},
    {"collections.Counter", PickleRole::DictClass},
    {"collections.defaultdict", PickleRole::DefaultDict},
    {"dnnlib.util.EasyDict", PickleRole::DictClass},
    {"dnnlib.EasyDict", PickleRole::DictClass},
    {"argparse.Namespace", PickleRole::Record},
    {"types.SimpleNamespace", PickleRole::Record},
    {"torch_utils.persistence._reconstruct_persistent_obj", PickleRole::Persistent},
    {"builtins.set", PickleRole::SetClass},
    {"builtins.frozenset", PickleRole::SetClass},
    {"builtins.bytearray", PickleRole::ByteArray},
    {"builtins.bytes", PickleRole::ByteArray},
    {"builtins.object", PickleRole::TypeName},
    {"builtins.dict", PickleRole::TypeName},
    {"builtins.list", PickleRole::TypeName},
    {"builtins.tuple", PickleRole::TypeName},
    {"builtins.int", PickleRole::TypeName},
    {"builtins.float", PickleRole::TypeName},
    {"builtins.bool", PickleRole::TypeName},
    {"builtins.str", PickleRole::TypeName},
    {"pathlib.PosixPath", PickleRole::TextClass},
    {"pathlib.WindowsPath", PickleRole::TextClass},
    {"copyreg._reconstructor", PickleRole::Reconstructor},
    {"_codecs.encode", PickleRole::Encode},
    {"builtins.getattr", PickleRole::Attribute},
    {"numpy.dtype", PickleRole::NumpyDtype},
    {"numpy.ndarray", PickleRole::TypeName},
    {"numpy.core.multiarray._reconstruct", PickleRole::NumpyReconstruct},
    {"numpy.core.multiarray.scalar", PickleRole::NumpyScalar},
    {"numpy.core.numeric._frombuffer", PickleRole::NumpyFromBuffer},
};

/// Names that Python 2 and NumPy 2 have for the same modules.
std::string plainModule(std::string_view module) {
    if (module == "__builtin__") return "builtins";
    if (module == "copy_reg") return "copyreg";
    if (module == "torch.cuda") return "torch";
    constexpr std::string_view kNewNumpy = "numpy._core.";
    if (module.starts_with(kNewNumpy)) return "numpy.core." + std::string(module.substr(kNewNumpy.size()));
    return std::string(module);
}

std::optional<std::size_t> placeOf(std::string_view name) {
    for (std::size_t i = 0; i < std::size(kKnown); ++i)
        if (kKnown[i].name == name) return i;
    return std::nullopt;
}

/// PyTorch's own layers, and those of the published periocular networks. Their state is the tensors that they hold.
bool isLayer(const std::string& module, std::string_view name) {
    constexpr std::array<std::string_view, 3> kPackages{"torch.nn.modules.", "torch.nn.parallel.", "periocular."};
    if (std::ranges::none_of(kPackages, [&](std::string_view package) { return module.starts_with(package); }))
        return false;
    const auto isWord = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && name[0] >= 'A' && name[0] <= 'Z' && std::ranges::all_of(name, isWord);
}

}  // namespace

const KnownGlobal& known(const PickleNode& global) {
    return kKnown[std::size_t(global.integer)];
}

void refuseGlobal(const PickleDocument& document, std::string_view name) {
    refuseFile(document.file(),
               "it refers to " + printable(name) + ", which is not known here, and nothing in a file is ever run",
               "save the model's state_dict() alone, or choose another file");
}

PickleRef knownGlobal(PickleDocument& document, std::string_view module, std::string_view name) {
    const std::string plain = plainModule(module);
    std::string full = plain + "." + std::string(name);
    if (const auto place = placeOf(full)) {
        const KnownGlobal& entry = kKnown[*place];
        const bool dtype = entry.role == PickleRole::TorchDtype;
        return document.add({.kind = dtype ? PickleKind::Dtype : PickleKind::Global,
                             .integer = dtype ? std::int64_t(entry.type) : std::int64_t(*place),
                             .text = entry.name});
    }
    if (!isLayer(plain, name)) refuseGlobal(document, std::string(module) + "." + std::string(name));
    return document.add({.kind = PickleKind::Global, .integer = kLayerGlobal, .text = document.keep(std::move(full))});
}

}  // namespace syper::core
