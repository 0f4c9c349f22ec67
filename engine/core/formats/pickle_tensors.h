// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <optional>
#include <utility>

#include "core/formats/pickle_values.h"

namespace syper::core {

/// The element type of NumPy's name without its byte order: f4, f2, f8, i1, i2, i4, i8, u1, b1, and bf16.
[[nodiscard]] std::optional<at::ScalarType> typeOfNumpy(std::string_view code);

/// Adds a tensor that looks into storage `storage` and checks that it stays inside. Throws Error{BadFormat}.
[[nodiscard]] PickleRef addTensor(PickleDocument& document, PickleTensor tensor);

/// Elements of `sizes`; nothing where one is negative, there are over 64, or the product overflows.
[[nodiscard]] std::optional<std::int64_t> elementCount(const std::vector<std::int64_t>& sizes);

/// Makes a document's tensors real: views of its bytes where their alignment allows, else of one copy a storage.
class TensorMaker {
public:
    explicit TensorMaker(const PickleDocument& document) : document_(document) {}

    /// Tensors of the same storage share memory, which may be a read-only mapping. Throws Error{BadFormat}.
    [[nodiscard]] at::Tensor make(const PickleTensor& tensor);

private:
    [[nodiscard]] const at::Tensor& elements(const PickleStorage& storage, at::ScalarType type);

    const PickleDocument& document_;
    std::map<std::pair<const std::byte*, at::ScalarType>, at::Tensor> elements_;
    std::uint64_t claimed_ = 0;  ///< bytes of all tensors made, to bound what expanded views multiply
};

}  // namespace syper::core
