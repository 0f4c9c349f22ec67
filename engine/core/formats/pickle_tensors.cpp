// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_tensors.h"

#include <ATen/ATen.h>

#include <array>
#include <cstring>

#include "core/formats/refuse.h"

namespace syper::core {
namespace {

constexpr const char* kWrong = "a tensor in it reaches outside its own data";

/// One past the last element that the tensor touches; nothing where it overflows.
std::optional<std::int64_t> reach(const PickleTensor& tensor) {
    std::int64_t end = tensor.offset;
    for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
        std::int64_t step = 0;
        if (tensor.sizes[i] == 0) return tensor.offset;
        if (__builtin_mul_overflow(tensor.sizes[i] - 1, tensor.strides[i], &step) ||
            __builtin_add_overflow(end, step, &end))
            return std::nullopt;
    }
    std::int64_t past = 0;
    if (__builtin_add_overflow(end, 1, &past)) return std::nullopt;
    return past;
}

/// Elements of the tensor's own type that the storage claims.
std::int64_t elementsIn(const PickleStorage& storage, at::ScalarType type) {
    const auto bytes = std::uint64_t(storage.count) * std::uint64_t(c10::elementSize(storage.type));
    return std::int64_t(bytes / c10::elementSize(type));
}

}  // namespace

std::optional<at::ScalarType> typeOfNumpy(std::string_view code) {
    struct Known {
        std::string_view code;
        at::ScalarType type;
    };
    static constexpr std::array<Known, 11> kKnown{{{"f4", at::kFloat},
                                                   {"f2", at::kHalf},
                                                   {"f8", at::kDouble},
                                                   {"i1", at::kChar},
                                                   {"i2", at::kShort},
                                                   {"i4", at::kInt},
                                                   {"i8", at::kLong},
                                                   {"u1", at::kByte},
                                                   {"b1", at::kBool},
                                                   {"?", at::kBool},
                                                   {"bf16", at::kBFloat16}}};
    for (const Known& known : kKnown)
        if (known.code == code) return known.type;
    return std::nullopt;
}

std::optional<std::int64_t> elementCount(const std::vector<std::int64_t>& sizes) {
    if (sizes.size() > 64) return std::nullopt;
    std::int64_t count = 1;
    for (const std::int64_t size : sizes)
        if (size < 0 || __builtin_mul_overflow(count, size, &count)) return std::nullopt;
    // at::Tensor multiplies the sizes in any order, and a zero must not hide an overflow of the others.
    std::int64_t without = 1;
    for (const std::int64_t size : sizes)
        if (size != 0 && __builtin_mul_overflow(without, size, &without)) return std::nullopt;
    return count;
}

PickleRef addTensor(PickleDocument& document, PickleTensor tensor) {
    const PickleStorage& storage = document.storages.at(tensor.storage);
    const auto count = elementCount(tensor.sizes);
    if (!count || tensor.strides.size() != tensor.sizes.size() || tensor.offset < 0)
        refuseFile(document.file(), "a tensor in it has an impossible shape");
    for (const std::int64_t stride : tensor.strides)
        if (stride < 0) refuseFile(document.file(), "a tensor in it has an impossible shape");
    const auto end = reach(tensor);
    if (!end || *end > elementsIn(storage, tensor.type)) refuseFile(document.file(), kWrong);
    document.tensors.push_back(std::move(tensor));
    return document.add({.kind = PickleKind::Tensor, .integer = std::int64_t(document.tensors.size() - 1)});
}

at::Tensor TensorMaker::make(const PickleTensor& tensor) {
    const PickleStorage& storage = document_.storages.at(tensor.storage);
    const auto bytes = std::uint64_t(elementCount(tensor.sizes).value()) * std::uint64_t(c10::elementSize(tensor.type));
    claimed_ += bytes;
    if (bytes > (std::uint64_t(1) << 46) || claimed_ > 64 * document_.fileSize() + (std::uint64_t(64) << 20))
        refuseFile(document_.file(), "its tensors claim far more than it holds", "choose another file");
    const at::AutoDispatchBelowADInplaceOrView asPlainTensors;  // no autograd bookkeeping of views
    if (bytes == 0) return at::empty(tensor.sizes, tensor.type);
    return elements(storage, tensor.type).as_strided(tensor.sizes, tensor.strides, tensor.offset + storage.offset);
}

const at::Tensor& TensorMaker::elements(const PickleStorage& storage, at::ScalarType type) {
    if (!storage.found) refuseFile(document_.file(), "the data of a tensor is missing: " + printable(storage.key));
    const auto [place, added] = elements_.try_emplace({storage.data.data(), type});
    if (!added) return place->second;
    const auto size = std::int64_t(c10::elementSize(type));
    const auto count = std::int64_t(storage.data.size()) / size;
    auto* data = const_cast<std::byte*>(storage.data.data());
    if (type == at::kBool) {  // a byte that is neither 0 nor 1 is no bool in C++
        place->second = at::from_blob(data, {count}, at::kByte).ne(0);
    } else if (reinterpret_cast<std::uintptr_t>(data) % std::uintptr_t(size) != 0) {
        place->second = at::empty({count}, type);
        std::memcpy(place->second.data_ptr(), data, std::size_t(count * size));
    } else {
        place->second = at::from_blob(
            data, {count}, [owner = document_.owner()](void*) {}, type);
    }
    return place->second;
}

}  // namespace syper::core
