// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/api/evaluation.h"

namespace syper::core {

/// A picture that takes part in a test; each stands once in its plan, and is embedded once.
struct TestPicture {
    std::filesystem::path file;
    std::string name;  ///< as its list writes it
    PictureClass of;
    std::optional<bool> mirrored;  ///< true: the file is mirrored already; nothing: its own name decides
    std::string group = {};        ///< of people or pictures, where the plan was asked for one; empty = none
};

struct PicturePair {
    std::int32_t a = 0, b = 0;  ///< indices of pictures
    bool genuine = false;
};

/// Which pictures are compared with which, and who is in them.
struct TestPlan {
    std::string name;  ///< "ufpr-open-world, fold 2"
    std::vector<TestPicture> pictures;
    std::vector<std::string> subjects;  ///< by PictureClass::subject
    bool allPairs = false;              ///< every unordered pair; else `pairs`
    std::vector<PicturePair> pairs;
    bool identification = false;     ///< identities are known well enough for ranks
    std::vector<std::string> notes;  ///< what a reader of the figures should know
};

/// Table of file, identity[, side][, mirrored], with or without a header; files relative to the table. With a side the
/// class is (identity, side). `by` names a further column: each picture's group. Throws Error{NotFound, Io, BadFormat}
/// naming the line, and BadArgument where there is no such column.
[[nodiscard]] TestPlan planFromLabels(const std::filesystem::path& table, const std::string& by = {});

/// A list of `image1 image2 label` (1 genuine, 0 impostor), files relative to `images`. Subjects are what the genuine
/// pairs join. Throws as planFromLabels.
[[nodiscard]] TestPlan planFromPairs(const std::filesystem::path& list, const std::filesystem::path& images);

/// A published test as it lies on a user's disk.
struct ProtocolInfo {
    const char* name;
    const char* what;
    int folds;        ///< 0 = it has none
    bool wholeFirst;  ///< without a choice of fold all of them are one test
};
[[nodiscard]] std::span<const ProtocolInfo> protocols();
/// Null where there is no such protocol.
[[nodiscard]] const ProtocolInfo* findProtocol(const std::string& name);

/// fold: 1 .. folds, or 0 for the whole. Throws Error{BadArgument, NotFound, Io, BadFormat} naming the file or folder.
[[nodiscard]] TestPlan planFromProtocol(const std::string& name, const std::filesystem::path& data, int fold);

/// Scores of the plan's pairs from the embeddings of its pictures, in their order. Throws as compareAll.
[[nodiscard]] Comparisons comparePlan(const TestPlan& plan, std::span<const std::vector<float>> embeddings,
                                      RunControl& control);

[[nodiscard]] std::vector<PictureClass> classesOf(const TestPlan& plan);

/// One group's part of a test, judged at the thresholds of the whole (equal decisions for all is what people meet). A
/// comparison is a group's when both of its pictures are.
struct GroupFigures {
    std::string name;
    std::int64_t genuine = 0, impostor = 0;
    /// At the whole test's thresholds for FMR 1e-2 and 1e-3; nothing where there is no such threshold or comparison.
    std::array<std::optional<double>, 2> fmr{}, fnmr{};
};

/// By name; empty where the plan has no groups. comparisons are those of comparePlan() and gave `whole`.
[[nodiscard]] std::vector<GroupFigures> groupFigures(const TestPlan& plan, const Comparisons& comparisons,
                                                     const VerificationFigures& whole);

}  // namespace syper::core
