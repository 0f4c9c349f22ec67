// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_arrays.h"

#include <algorithm>
#include <cstring>

#include "core/formats/pickle_tensors.h"

namespace syper::core {
namespace {

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

template <class T>
T valueOf(std::string_view bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

}  // namespace

at::ScalarType typeOf(const PickleDocument& document, const PickleNode& dtype) {
    if (dtype.kind == PickleKind::Dtype && dtype.integer >= 0) return at::ScalarType(dtype.integer);
    refuseFile(document.file(), "it has elements of the type " + printable(dtype.text) + ", which has no tensor here",
               "convert it to float32");
}

PickleRef dtypeCall(PickleDocument& document, const PickleArguments& given) {
    const PickleNode& code = given.node(0, PickleKind::Text);
    const auto type = typeOfNumpy(code.text);
    return document.add({.kind = PickleKind::Dtype, .integer = type ? std::int64_t(*type) : -1, .text = code.text});
}

PickleRef bufferCall(PickleDocument& document, const PickleArguments& given) {
    const std::string_view order = given.node(3, PickleKind::Text).text;
    return arrayOf(document, given.whole(2), given.node(1), order == "F", given.node(0, PickleKind::Bytes).text);
}

PickleRef scalarCall(PickleDocument& document, const PickleArguments& given) {
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

void arrayState(PickleDocument& document, PickleNode& array, PickleRef state) {
    PickleNode callee{.text = "numpy.ndarray"};
    const PickleArguments given(document, callee, state);  // version, shape, dtype, Fortran order, bytes
    const PickleRef filled = arrayOf(document, given.whole(1), given.node(2), given.node(3).integer != 0,
                                     given.node(4, PickleKind::Bytes).text);
    array = document.at(filled);
}

}  // namespace syper::core
