// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/api/evaluation.h"

namespace syper::core {

/// Comparisons under the name of what scored them.
struct NamedComparisons {
    std::string name;
    Comparisons comparisons;
};

/// Reads a table of scores. Without a header the columns are score, label; a header may put them in any order, and add
/// `model` (rows of several models in one file) and `subject1`, `subject2` (whose pictures, any text). Labels: 1 or
/// genuine, 0 or impostor. One element a model, in order of appearance; named after the file where no column says it.
/// Throws Error{NotFound, Io, BadFormat} naming the line.
[[nodiscard]] std::vector<NamedComparisons> readScores(const std::filesystem::path& path);

/// What scores are written with: names of pictures and of subjects, by the index that comparisons hold.
struct ScoreNames {
    std::span<const std::string> pictures, subjects;
};

/// Writes what readScores reads: score,label,model and, where known, subject1,subject2,image1,image2.
void writeScores(const std::filesystem::path& path, std::span<const NamedComparisons> scored, const ScoreNames& names);

}  // namespace syper::core
