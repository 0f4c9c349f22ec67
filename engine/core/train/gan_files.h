// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/api/train_generator.h"
#include "core/train/gan_state.h"

namespace syper::core {

/// The files of one training's folder: run.json (settings), checkpoint.safetensors (whole state), log.csv, reals.png
/// and fakes-000000.png (before the first step), for each snapshot generator-KIMG.safetensors and fakes-KIMG.png; at
/// the end generator.safetensors.
class GanFiles {
public:
    explicit GanFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Throws Error{BadArgument} where the folder holds a run.
    void refuseOtherRun() const;
    /// Settings and pictures of a new run; begins the log.
    void begin(const GanConfig& config, const std::string& digest) const;
    struct Run {
        GanConfig config;
        std::string digest;
    };
    /// Throws Error{NotFound, BadFormat}.
    [[nodiscard]] Run readRun() const;

    /// Drops lines after `kimg`, which an interrupted run wrote after its last checkpoint. Left-over .part files go
    /// too.
    void trimLog(double kimg) const;
    void appendLog(const GanPoint& point) const;

    void saveCheckpoint(const GanState& state) const;
    void loadCheckpoint(GanState& state) const;
    static constexpr std::int64_t kSheetColumns = 10, kSheetRows = 6, kSheetPictures = kSheetColumns * kSheetRows;
    /// A sheet of pictures to learn from, [60,3,S,S] in [-1,1]: reals.png.
    void saveReals(const at::Tensor& pictures) const;
    /// A sheet of 60 of the averaged generator's pictures at psi 0.7, always the same latents: fakes-KIMG.png.
    void saveSheet(const GanState& state, const GanConfig& config, RunControl& control) const;
    /// The averaged generator and its sheet.
    void saveSnapshot(const GanState& state, const GanConfig& config, RunControl& control) const;
    /// Writes the result; returns its path.
    [[nodiscard]] std::filesystem::path saveFinal(const GanState& state, const GanConfig& config) const;

private:
    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    std::filesystem::path folder_;
};

}  // namespace syper::core
