// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tensor_map.h"

#include "core/api/error.h"

namespace syper::core {

void TensorMap::set(std::string name, at::Tensor tensor) {
    const auto [place, added] = index_.try_emplace(name, entries_.size());
    if (added)
        entries_.push_back({std::move(name), std::move(tensor)});
    else
        entries_[place->second].tensor = std::move(tensor);
}

bool TensorMap::contains(std::string_view name) const { return index_.find(name) != index_.end(); }

const at::Tensor& TensorMap::at(std::string_view name) const {
    if (const at::Tensor* tensor = find(name)) return *tensor;
    throw Error(Errc::BadFormat, "no tensor is named " + std::string(name) + " among " + std::to_string(size()) +
                                     "; is this the right kind of file?");
}

const at::Tensor* TensorMap::find(std::string_view name) const {
    const auto place = index_.find(name);
    return place == index_.end() ? nullptr : &entries_[place->second].tensor;
}

}  // namespace syper::core
