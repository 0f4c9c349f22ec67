// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/api/evaluation.h"

namespace syper::core {

/// Comparisons under the name of what scored them.
struct NamedComparisons {
    std::string name;
    Comparisons comparisons;
    std::vector<std::string> subjects;  ///< names by the index that comparisons hold; empty where not known
};

/// Reads a table of scores. Without a header the columns are score, label; a header may put them in any order, and add
/// `model` (rows of several models in one file) and `subject1`, `subject2` (whose pictures, any text). Labels: 1 or
/// genuine, 0 or impostor. One element a model, in order of appearance; named after the file where no column says it.
/// Throws Error{NotFound, Io, BadFormat} naming the line.
[[nodiscard]] std::vector<NamedComparisons> readScores(const std::filesystem::path& path);

/// Writes what readScores reads: score,label,model and, where the whole file knows them, subject1,subject2 and
/// image1,image2. Throws Error{Io}.
class ScoreWriter {
public:
    ScoreWriter(const std::filesystem::path& path, bool subjects, bool pictures);
    ~ScoreWriter();
    /// pictures, subjects: names by the index that comparisons hold.
    void add(const std::string& model, const Comparisons& comparisons, std::span<const std::string> subjects,
             std::span<const std::string> pictures);
    void commit();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace syper::core
