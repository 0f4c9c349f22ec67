// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/formats/pickle_values.h"
#include "core/formats/refuse.h"

namespace syper::core {

/// Reads one call's arguments; every misfit ends in the same refusal.
class PickleArguments {
public:
    PickleArguments(PickleDocument& document, const PickleNode& callee, PickleRef arguments)
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

}  // namespace syper::core
