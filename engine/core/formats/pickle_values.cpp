// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_values.h"

#include "core/formats/refuse.h"

namespace syper::core {

PickleDocument::PickleDocument(std::string file, std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                               std::uint64_t fileSize)
    : file_(std::move(file)), bytes_(bytes), fileSize_(fileSize), kept_(std::make_shared<std::deque<std::string>>()) {
    struct Both {
        std::shared_ptr<const void> file;
        std::shared_ptr<const void> kept;
    };
    owner_ = std::make_shared<Both>(Both{std::move(owner), kept_});
    budget.ownBytes = 2 * bytes.size() + (std::uint64_t(1) << 20);
}

PickleRef PickleDocument::add(PickleNode node) {
    spend(1);
    nodes_.push_back(std::move(node));
    return PickleRef(nodes_.size() - 1);
}

void PickleDocument::spend(std::uint64_t values) {
    if (budget.values < values) refuseFile(file_, "it holds more values than any model has", "choose another file");
    budget.values -= values;
}

std::string_view PickleDocument::keep(std::string bytes) {
    if (bytes.size() > budget.ownBytes)
        refuseFile(file_, "it unpacks to far more than its size", "choose another file");
    budget.ownBytes -= bytes.size();
    return kept_->emplace_back(std::move(bytes));
}

const PickleNode* PickleDocument::dictOf(const PickleNode& node) const {
    if (node.kind == PickleKind::Dict) return &node;
    if (node.kind != PickleKind::Object || node.items.empty()) return nullptr;
    const PickleNode& state = at(node.items.front());
    return state.kind == PickleKind::Dict ? &state : nullptr;
}

const PickleNode* PickleDocument::find(const PickleNode& node, std::string_view key) const {
    const PickleNode* dict = dictOf(node);
    if (dict == nullptr) return nullptr;
    for (std::size_t i = dict->items.size(); i >= 2; i -= 2) {
        const PickleNode& name = at(dict->items[i - 2]);
        if (name.kind == PickleKind::Text && name.text == key) return &at(dict->items[i - 1]);
    }
    return nullptr;
}

}  // namespace syper::core
