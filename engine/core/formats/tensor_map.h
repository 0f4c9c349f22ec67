// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace syper::core {

/// Named tensors in file order, with a file's own text metadata. Names are unique.
class TensorMap {
public:
    struct Entry {
        std::string name;
        at::Tensor tensor;
    };

    /// Adds or replaces.
    void set(std::string name, at::Tensor tensor);
    [[nodiscard]] bool contains(std::string_view name) const;
    /// Throws Error{BadFormat} naming what is missing.
    [[nodiscard]] const at::Tensor& at(std::string_view name) const;
    /// Null where there is none.
    [[nodiscard]] const at::Tensor* find(std::string_view name) const;

    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    std::map<std::string, std::string> metadata;

private:
    std::vector<Entry> entries_;
    std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace syper::core
