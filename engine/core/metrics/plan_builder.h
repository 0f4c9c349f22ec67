// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "core/api/test_plan.h"

namespace syper::core {

/// Collects a plan's pictures and subjects, each once.
class PlanBuilder {
public:
    std::int32_t subject(const std::string& name);
    /// The picture's index; `file` is its key, whatever list it stands in.
    std::int32_t picture(const std::filesystem::path& file, const std::string& name, PictureClass of,
                         std::optional<bool> mirrored = std::nullopt);
    [[nodiscard]] bool knows(const std::filesystem::path& file) const;

    TestPlan plan;

private:
    std::unordered_map<std::string, std::int32_t> subjects_, pictures_;
};

/// Throws Error{NotFound} naming the picture and the list that asks for it.
void requireFile(const std::filesystem::path& file, const std::string& askedBy);

/// The whitespace-separated or otherwise separated `image1 image2 label` of one list.
struct ListedPair {
    std::string a, b;
    bool genuine = false;
};
[[nodiscard]] std::vector<ListedPair> readPairList(const std::filesystem::path& list);

/// "l" and "r" for every way to write left and right, else the text in lower case.
[[nodiscard]] std::string sideWord(std::string_view text);

}  // namespace syper::core
