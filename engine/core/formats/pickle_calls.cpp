// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_calls.h"

#include <array>
#include <bit>
#include <cstring>
#include <optional>

#include "core/formats/pickle_tensors.h"
#include "core/formats/refuse.h"
#include "core/formats/torch_file.h"
#include "core/formats/utf8.h"

namespace syper::core {
namespace {

enum class Role : std::uint8_t {
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
};

struct Known {
    std::string_view name;  ///< module.name
    Role role;
    at::ScalarType type = at::kFloat;
};

// Whatever a file may refer to. None of these is run; each only says what the values beside it mean.
constexpr Known kKnown[] = {
    {"torch.FloatStorage", Role::StorageClass, at::kFloat},
    {"torch.HalfStorage", Role::StorageClass, at::kHalf},
    {"torch.BFloat16Storage", Role::StorageClass, at::kBFloat16},
    {"torch.DoubleStorage", Role::StorageClass, at::kDouble},
    {"torch.LongStorage", Role::StorageClass, at::kLong},
    {"torch.IntStorage", Role::StorageClass, at::kInt},
    {"torch.ShortStorage", Role::StorageClass, at::kShort},
    {"torch.CharStorage", Role::StorageClass, at::kChar},
    {"torch.ByteStorage", Role::StorageClass, at::kByte},
    {"torch.BoolStorage", Role::StorageClass, at::kBool},
    {"torch.UntypedStorage", Role::StorageClass, at::kByte},
    {"torch.storage.UntypedStorage", Role::StorageClass, at::kByte},
    {"torch.float32", Role::TorchDtype, at::kFloat},
    {"torch.float16", Role::TorchDtype, at::kHalf},
    {"torch.bfloat16", Role::TorchDtype, at::kBFloat16},
    {"torch.float64", Role::TorchDtype, at::kDouble},
    {"torch.int64", Role::TorchDtype, at::kLong},
    {"torch.int32", Role::TorchDtype, at::kInt},
    {"torch.int16", Role::TorchDtype, at::kShort},
    {"torch.int8", Role::TorchDtype, at::kChar},
    {"torch.uint8", Role::TorchDtype, at::kByte},
    {"torch.bool", Role::TorchDtype, at::kBool},
    {"torch._utils._rebuild_tensor", Role::RebuildTensor},
    {"torch._utils._rebuild_tensor_v2", Role::RebuildTensor},
    {"torch._utils._rebuild_tensor_v3", Role::RebuildTensor},
    {"torch._utils._rebuild_parameter", Role::RebuildParameter},
    {"torch._utils._rebuild_parameter_with_state", Role::RebuildParameter},
    {"torch._tensor._rebuild_from_type_v2", Role::RebuildFromType},
    {"torch.storage._load_from_bytes", Role::LoadFromBytes},
    {"torch.Size", Role::TupleClass},
    {"torch.device", Role::TextClass},
    {"torch.Tensor", Role::TypeName},
    {"torch.nn.parameter.Parameter", Role::TypeName},
    {"torch.nn.parameter.Buffer", Role::TypeName},
    {"collections.OrderedDict", Role::DictClass},
    {"collections.Counter", Role::DictClass},
    {"collections.defaultdict", Role::DefaultDict},
    {"dnnlib.util.EasyDict", Role::DictClass},
    {"dnnlib.EasyDict", Role::DictClass},
    {"argparse.Namespace", Role::Record},
    {"types.SimpleNamespace", Role::Record},
    {"torch_utils.persistence._reconstruct_persistent_obj", Role::Persistent},
    {"builtins.set", Role::SetClass},
    {"builtins.frozenset", Role::SetClass},
    {"builtins.bytearray", Role::ByteArray},
    {"builtins.bytes", Role::ByteArray},
    {"builtins.object", Role::TypeName},
    {"builtins.dict", Role::TypeName},
    {"builtins.list", Role::TypeName},
    {"builtins.tuple", Role::TypeName},
    {"builtins.int", Role::TypeName},
    {"builtins.float", Role::TypeName},
    {"builtins.bool", Role::TypeName},
    {"builtins.str", Role::TypeName},
    {"pathlib.PosixPath", Role::TextClass},
    {"pathlib.WindowsPath", Role::TextClass},
    {"copyreg._reconstructor", Role::Reconstructor},
    {"_codecs.encode", Role::Encode},
    {"numpy.dtype", Role::NumpyDtype},
    {"numpy.ndarray", Role::TypeName},
    {"numpy.core.multiarray._reconstruct", Role::NumpyReconstruct},
    {"numpy.core.multiarray.scalar", Role::NumpyScalar},
    {"numpy.core.numeric._frombuffer", Role::NumpyFromBuffer},
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

/// PyTorch's own layers, whose state is the tensors that it holds.
bool isLayer(const std::string& module, std::string_view name) {
    if (!module.starts_with("torch.nn.modules.")) return false;
    for (const char c : name)
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_') return false;
    return !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
}

constexpr std::int64_t kLayer = -1;

/// Reads one call's arguments; every misfit ends in the same refusal.
class Arguments {
public:
    Arguments(PickleDocument& document, const PickleNode& callee, PickleRef arguments)
        : document_(document), callee_(callee), tuple_(document.at(arguments)) {
        if (tuple_.kind != PickleKind::Tuple) wrong();
    }

    [[noreturn]] void wrong() const {
        refuseFile(document_.file(), "a value of " + printable(callee_.text) + " in it is described wrongly");
    }
    [[nodiscard]] std::size_t count() const { return tuple_.items.size(); }
    [[nodiscard]] PickleRef ref(std::size_t i) const {
        if (i >= tuple_.items.size()) wrong();
        return tuple_.items[i];
    }
    [[nodiscard]] const PickleNode& node(std::size_t i) const { return document_.at(ref(i)); }
    [[nodiscard]] const PickleNode& node(std::size_t i, PickleKind kind) const {
        if (node(i).kind != kind) wrong();
        return node(i);
    }
    [[nodiscard]] std::vector<std::int64_t> whole(std::size_t i) const {
        const PickleNode& list = node(i);
        if ((list.kind != PickleKind::Tuple && list.kind != PickleKind::List) || list.items.size() > 64) wrong();
        std::vector<std::int64_t> values;
        for (const PickleRef item : list.items) {
            if (document_.at(item).kind != PickleKind::Int) wrong();
            values.push_back(document_.at(item).integer);
        }
        return values;
    }

private:
    PickleDocument& document_;
    const PickleNode& callee_;
    const PickleNode& tuple_;
};

const Known& known(const PickleNode& global) {
    return kKnown[std::size_t(global.integer)];
}

at::ScalarType typeOf(const PickleDocument& document, const PickleNode& dtype) {
    if (dtype.kind == PickleKind::Dtype && dtype.integer >= 0) return at::ScalarType(dtype.integer);
    refuseFile(document.file(), "it has elements of the type " + printable(dtype.text) + ", which has no tensor here",
               "convert it to float32");
}

PickleRef tensorCall(PickleDocument& document, const Arguments& given, const PickleNode& callee) {
    const PickleNode& storage = given.node(0, PickleKind::Storage);
    PickleTensor tensor;
    tensor.storage = std::uint32_t(storage.integer);
    tensor.offset = given.node(1, PickleKind::Int).integer;
    tensor.sizes = given.whole(2);
    tensor.strides = given.whole(3);
    tensor.type = document.storages[tensor.storage].type;
    if (callee.text.ends_with("_v3")) tensor.type = typeOf(document, given.node(6));
    return addTensor(document, std::move(tensor));
}

/// A list of pairs as a Dict's items.
PickleRef dictCall(PickleDocument& document, const Arguments& given) {
    PickleNode dict{.kind = PickleKind::Dict};
    if (given.count() > 1) given.wrong();
    if (given.count() == 1) {
        const PickleNode& pairs = given.node(0);
        if (pairs.kind == PickleKind::Dict) {
            document.spend(pairs.items.size());
            dict.items = pairs.items;
        } else {
            if (pairs.kind != PickleKind::List && pairs.kind != PickleKind::Tuple) given.wrong();
            document.spend(2 * pairs.items.size());
            for (const PickleRef pair : pairs.items) {
                const PickleNode& both = document.at(pair);
                if ((both.kind != PickleKind::List && both.kind != PickleKind::Tuple) || both.items.size() != 2)
                    given.wrong();
                dict.items.insert(dict.items.end(), both.items.begin(), both.items.end());
            }
        }
    }
    return document.add(std::move(dict));
}

PickleRef sequenceCall(PickleDocument& document, const Arguments& given, PickleKind kind) {
    PickleNode sequence{.kind = kind};
    if (given.count() > 1) given.wrong();
    if (given.count() == 1) {
        const PickleNode& items = given.node(0);
        if (items.kind != PickleKind::List && items.kind != PickleKind::Tuple && items.kind != PickleKind::Set)
            given.wrong();
        document.spend(items.items.size());
        sequence.items = items.items;
    }
    return document.add(std::move(sequence));
}

PickleRef textCall(PickleDocument& document, const Arguments& given) {
    std::string text;
    for (std::size_t i = 0; i < given.count(); ++i) {
        const PickleNode& part = given.node(i);
        if (part.kind == PickleKind::Int)
            text += ":" + std::to_string(part.integer);  // torch.device('cuda', 0)
        else
            text += (text.empty() || text == "/" ? "" : "/") + std::string(given.node(i, PickleKind::Text).text);
    }
    return document.add({.kind = PickleKind::Text, .text = document.keep(std::move(text))});
}

PickleRef encodeCall(PickleDocument& document, const Arguments& given) {
    const std::string_view text = given.node(0, PickleKind::Text).text;
    const auto bytes = encodeLatin1(text);
    if (!bytes || (given.count() > 1 && given.node(1, PickleKind::Text).text != "latin1")) given.wrong();
    return document.add({.kind = PickleKind::Bytes, .text = document.keep(*bytes)});
}

PickleRef dtypeCall(PickleDocument& document, const Arguments& given) {
    const PickleNode& code = given.node(0, PickleKind::Text);
    const auto type = typeOfNumpy(code.text);
    return document.add({.kind = PickleKind::Dtype, .integer = type ? std::int64_t(*type) : -1, .text = code.text});
}

std::vector<std::int64_t> denseStrides(const std::vector<std::int64_t>& sizes, bool fortran) {
    std::vector<std::int64_t> strides(sizes.size(), 1);
    std::int64_t step = 1;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const std::size_t axis = fortran ? i : sizes.size() - 1 - i;
        strides[axis] = step;
        if (sizes[axis] < 0 || __builtin_mul_overflow(step, std::max<std::int64_t>(sizes[axis], 1), &step)) return {};
    }
    return strides;
}

/// A NumPy array's own bytes as a tensor.
PickleRef arrayOf(PickleDocument& document, std::vector<std::int64_t> sizes, const PickleNode& dtype, bool fortran,
                  std::string_view bytes) {
    PickleTensor tensor;
    tensor.type = typeOf(document, dtype);
    tensor.strides = denseStrides(sizes, fortran);
    tensor.sizes = std::move(sizes);
    tensor.storage = std::uint32_t(document.storages.size());
    const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
    document.storages.push_back({.type = tensor.type,
                                 .key = "array",
                                 .count = std::int64_t(bytes.size() / c10::elementSize(tensor.type)),
                                 .data = {data, bytes.size()},
                                 .found = true});
    return addTensor(document, std::move(tensor));
}

PickleRef bufferCall(PickleDocument& document, const Arguments& given) {
    const std::string_view order = given.node(3, PickleKind::Text).text;
    return arrayOf(document, given.whole(2), given.node(1), order == "F", given.node(0, PickleKind::Bytes).text);
}

template <class T>
T valueOf(std::string_view bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

PickleRef scalarCall(PickleDocument& document, const Arguments& given) {
    const at::ScalarType type = typeOf(document, given.node(0));
    const std::string_view bytes = given.node(1, PickleKind::Bytes).text;
    if (bytes.size() != c10::elementSize(type)) given.wrong();
    switch (type) {
        case at::kFloat:
            return document.add({.kind = PickleKind::Float, .real = double(valueOf<float>(bytes))});
        case at::kDouble:
            return document.add({.kind = PickleKind::Float, .real = valueOf<double>(bytes)});
        case at::kHalf:
            return document.add({.kind = PickleKind::Float, .real = double(float(valueOf<at::Half>(bytes)))});
        case at::kLong:
            return document.add({.kind = PickleKind::Int, .integer = valueOf<std::int64_t>(bytes)});
        case at::kInt:
            return document.add({.kind = PickleKind::Int, .integer = valueOf<std::int32_t>(bytes)});
        case at::kShort:
            return document.add({.kind = PickleKind::Int, .integer = valueOf<std::int16_t>(bytes)});
        case at::kChar:
            return document.add({.kind = PickleKind::Int, .integer = valueOf<std::int8_t>(bytes)});
        case at::kByte:
            return document.add({.kind = PickleKind::Int, .integer = valueOf<std::uint8_t>(bytes)});
        case at::kBool:
            return document.add({.kind = PickleKind::Bool, .integer = bytes[0] != 0 ? 1 : 0});
        default:
            given.wrong();
    }
}

/// StyleGAN2-ADA's and StyleGAN3's persistent classes: a table with class_name, state, and source text that stays text.
PickleRef persistentCall(PickleDocument& document, const Arguments& given) {
    const PickleNode& meta = given.node(0, PickleKind::Dict);
    const PickleNode* name = document.find(meta, "class_name");
    if (name == nullptr || name->kind != PickleKind::Text) given.wrong();
    PickleNode object{.kind = PickleKind::Object, .text = name->text};
    for (std::size_t i = 0; i < meta.items.size(); i += 2)
        if (document.at(meta.items[i]).text == "state") object.items = {meta.items[i + 1]};
    return document.add(std::move(object));
}

PickleRef knownCall(PickleDocument& document, const PickleNode& callee, const Arguments& given, bool nested) {
    switch (known(callee).role) {
        case Role::RebuildTensor:
            return tensorCall(document, given, callee);
        case Role::RebuildParameter:
            (void)given.node(0, PickleKind::Tensor);
            return given.ref(0);
        case Role::RebuildFromType: {
            const PickleNode& builder = given.node(0, PickleKind::Global);
            if (builder.integer == kLayer || (known(builder).role != Role::RebuildTensor)) given.wrong();
            return tensorCall(document, Arguments(document, builder, given.ref(2)), builder);
        }
        case Role::LoadFromBytes: {
            if (nested) refuseFile(document.file(), "it holds files inside files inside files", "choose another file");
            const std::string_view bytes = given.node(0, PickleKind::Bytes).text;
            return readLegacyTorch(document, {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, true);
        }
        case Role::DictClass:
            return dictCall(document, given);
        case Role::DefaultDict:
            return document.add({.kind = PickleKind::Dict});
        case Role::SetClass:
            return sequenceCall(document, given, PickleKind::Set);
        case Role::TupleClass:
            return sequenceCall(document, given, PickleKind::Tuple);
        case Role::ByteArray:
            return document.add(
                {.kind = PickleKind::Bytes,
                 .text = given.count() == 0 ? std::string_view() : given.node(0, PickleKind::Bytes).text});
        case Role::TextClass:
            return textCall(document, given);
        case Role::Encode:
            return encodeCall(document, given);
        case Role::NumpyDtype:
            return dtypeCall(document, given);
        case Role::NumpyReconstruct:
            return document.add({.kind = PickleKind::Array});
        case Role::NumpyFromBuffer:
            return bufferCall(document, given);
        case Role::NumpyScalar:
            return scalarCall(document, given);
        case Role::Persistent:
            return persistentCall(document, given);
        case Role::Record:
            return document.add({.kind = PickleKind::Object, .text = callee.text});
        case Role::Reconstructor: {
            const PickleNode& type = given.node(0, PickleKind::Global);
            if (type.integer != kLayer && known(type).role != Role::Record) given.wrong();
            return document.add({.kind = PickleKind::Object, .text = type.text});
        }
        case Role::StorageClass:
        case Role::TorchDtype:
        case Role::TypeName:
            break;
    }
    given.wrong();
}

void arrayState(PickleDocument& document, PickleNode& array, PickleRef state) {
    PickleNode callee{.text = "numpy.ndarray"};
    const Arguments given(document, callee, state);  // version, shape, dtype, Fortran order, bytes
    const PickleRef filled = arrayOf(document, given.whole(1), given.node(2), given.node(3).integer != 0,
                                     given.node(4, PickleKind::Bytes).text);
    array = document.at(filled);
}

}  // namespace

PickleRef knownGlobal(PickleDocument& document, std::string_view module, std::string_view name) {
    const std::string plain = plainModule(module);
    std::string full = plain + "." + std::string(name);
    if (const auto place = placeOf(full)) {
        const Known& entry = kKnown[*place];
        const bool dtype = entry.role == Role::TorchDtype;
        return document.add({.kind = dtype ? PickleKind::Dtype : PickleKind::Global,
                             .integer = dtype ? std::int64_t(entry.type) : std::int64_t(*place),
                             .text = entry.name});
    }
    if (!isLayer(plain, name))
        refuseFile(document.file(),
                   "it refers to " + printable(std::string(module) + "." + std::string(name)) +
                       ", which is not known here, and nothing in a file is ever run",
                   "save the model's state_dict() alone, or choose another file");
    return document.add({.kind = PickleKind::Global, .integer = kLayer, .text = document.keep(std::move(full))});
}

PickleRef describeCall(PickleDocument& document, PickleRef callee, PickleRef arguments, bool nested) {
    const PickleNode& function = document.at(callee);
    if (function.kind != PickleKind::Global)
        refuseFile(document.file(), "it calls a value that is no class, and nothing in a file is ever run",
                   "choose another file");
    const Arguments given(document, function, arguments);
    if (function.integer == kLayer) return document.add({.kind = PickleKind::Object, .text = function.text});
    return knownCall(document, function, given, nested);
}

void describeState(PickleDocument& document, PickleRef object, PickleRef state) {
    PickleNode& target = document.at(object);
    switch (target.kind) {
        case PickleKind::Object:
            // (state, slots) pairs hold the state first; None means that there is none.
            if (document.at(state).kind == PickleKind::Dict) target.items = {state};
            return;
        case PickleKind::Array:
            arrayState(document, target, state);
            return;
        case PickleKind::Dtype: {
            const PickleNode& parts = document.at(state);  // version, byte order, ..
            if (parts.kind == PickleKind::Tuple && parts.items.size() > 1 && document.at(parts.items[1]).text == ">") {
                target.integer = -1;
                target.text = document.keep(">" + std::string(target.text));
            }
            return;
        }
        case PickleKind::Dict:    // attributes of a table, such as a state dict's _metadata
        case PickleKind::Tensor:  // attributes of a parameter
            return;
        default:
            refuseFile(document.file(), "it gives a state to a value that has none");
    }
}

PickleRef describePersistent(PickleDocument& document, PickleRef id) {
    const PickleNode callee{.text = "torch.Storage"};
    const Arguments given(document, callee, id);
    const std::string_view kind = given.node(0, PickleKind::Text).text;
    if (kind == "module") return given.ref(1);  // ('module', class, source file, source)
    const PickleNode& type = given.node(1, PickleKind::Global);
    if (kind != "storage" || type.integer == kLayer || known(type).role != Role::StorageClass) given.wrong();
    PickleStorage storage{.type = known(type).type, .key = given.node(2, PickleKind::Text).text};
    storage.count = given.node(4, PickleKind::Int).integer;
    if (given.count() > 5 && given.node(5).kind != PickleKind::None) {
        const Arguments view(document, callee, given.ref(5));  // key of the view, offset, elements
        storage.offset = view.node(1, PickleKind::Int).integer;
        storage.count = view.node(2, PickleKind::Int).integer;
    }
    constexpr std::int64_t kMost = std::int64_t(1) << 48;
    if (storage.count < 0 || storage.count > kMost || storage.offset < 0 || storage.offset > kMost) given.wrong();
    document.storages.push_back(storage);
    return document.add({.kind = PickleKind::Storage, .integer = std::int64_t(document.storages.size() - 1)});
}

}  // namespace syper::core
