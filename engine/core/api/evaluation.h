// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/api/run_control.h"

namespace syper::core {

/// One point of scikit-learn's roc_curve(drop_intermediate=True); the first is (0, 0).
struct RocPoint {
    double fmr = 0, tmr = 0, threshold = 0;
};

inline constexpr std::array<double, 5> kFmrPoints{1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
/// How files and tables write kFmrPoints.
inline constexpr std::array<const char*, 5> kFmrNames{"1e-2", "1e-3", "1e-4", "1e-5", "1e-6"};

/// Verification figures; rates are fractions 0..1.
struct VerificationFigures {
    std::int64_t genuine = 0, impostor = 0;
    double eer = 0;           ///< FMR at the first minimum of |FNMR - FMR| along the curve
    double eerThreshold = 0;  ///< infinite where that is (0, 0)
    double auc = 0;
    std::array<double, 5> fnmr{};                     ///< at the ROC point nearest to kFmrPoints[i], as published
    std::array<std::optional<double>, 5> fnmrAtMost;  ///< the FMR never exceeded; nothing where impostors are too few
    std::array<std::optional<double>, 5> thresholdAtMost;  ///< the score that goes with it: accept at >= it
    std::vector<RocPoint> roc;
};

/// scores: any finite similarity, larger = more alike; labels: 1 genuine, 0 impostor, same length, both kinds present.
/// Throws Error{BadArgument}.
[[nodiscard]] VerificationFigures verificationFigures(std::span<const double> scores,
                                                      std::span<const std::uint8_t> labels);

/// Scored comparisons, all members of one length. Subjects say whose pictures were compared, 0, 1, .., and pictures
/// which; these pairs are empty where that is not known.
struct Comparisons {
    std::vector<double> scores;
    std::vector<std::uint8_t> labels;  ///< 1 genuine, 0 impostor
    std::vector<std::int32_t> subjectA, subjectB;
    std::vector<std::int32_t> pictureA, pictureB;
};

struct Interval {
    double low = 0, high = 0;
};

/// 95% percentile intervals; nothing where under half of the replicates could be measured.
struct VerificationIntervals {
    std::optional<Interval> eer, eerThreshold, auc;
    std::array<std::optional<Interval>, 5> fnmr, fnmrAtMost;
    bool bySubject = false;  ///< false: subjects are not known, so single comparisons were drawn, kind by kind
};

/// Bootstrap at subject level: each replicate draws as many subjects as there are, with replacement; a subject drawn c
/// times counts its genuine comparisons c times, and two subjects drawn c and d times count theirs c*d times.
/// replicates >= 2. Equal seeds give equal intervals, whatever the threads. Throws Error{BadArgument}, Stopped.
[[nodiscard]] VerificationIntervals bootstrapVerification(const Comparisons& comparisons, int replicates,
                                                          std::uint64_t seed, RunControl& control);

/// Whose picture it is. Two pictures are mates when both agree; one subject's pictures of different sides are never
/// compared. side -1: sides are not told apart.
struct PictureClass {
    std::int32_t subject = 0, side = -1;
    bool operator==(const PictureClass&) const = default;
};

/// Closed-set identification without a gallery: every picture is searched among all others.
struct IdentificationFigures {
    std::int64_t probes = 0;
    double rank1 = 0, rank5 = 0;         ///< fractions of the probes; one without a mate counts as missed
    std::vector<std::int32_t> position;  ///< of each probe's best mate: 1 = first; 0 = it has none
};

/// embeddings: rows of one length, of any norm (the score is their cosine). A stranger as near as the best mate comes
/// before it. Throws Error{BadArgument, BadShape}, Stopped.
[[nodiscard]] IdentificationFigures identificationFigures(std::span<const std::vector<float>> embeddings,
                                                          std::span<const PictureClass> classes, RunControl& control);

struct IdentificationIntervals {
    std::optional<Interval> rank1, rank5;
};
/// Draws subjects as bootstrapVerification does; the gallery stays whole.
[[nodiscard]] IdentificationIntervals bootstrapIdentification(const IdentificationFigures& figures,
                                                              std::span<const PictureClass> classes, int replicates,
                                                              std::uint64_t seed);

/// Every unordered pair of pictures (i < j, i slowest), without one subject's pictures of different sides.
/// Throws Error{BadArgument, BadShape}, Stopped.
[[nodiscard]] Comparisons compareAll(std::span<const std::vector<float>> embeddings,
                                     std::span<const PictureClass> classes, RunControl& control);

/// Fractions of all genuine and of all impostor scores a bin, `low`..`high` in equal steps.
struct ScoreHistogram {
    double low = 0, high = 0;
    std::vector<double> genuine, impostor;
};
/// bins >= 1. An absent kind gives zeros. Throws Error{BadArgument}.
[[nodiscard]] ScoreHistogram scoreHistogram(std::span<const double> scores, std::span<const std::uint8_t> labels,
                                            int bins);

}  // namespace syper::core
