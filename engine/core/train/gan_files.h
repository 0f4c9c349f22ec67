// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/api/train_generator.h"
#include "core/train/gan_state.h"

namespace syper::core {

/// The files of one training's folder: run.json (settings), checkpoint.safetensors (whole state), log.csv, and for each
/// snapshot generator-KIMG.safetensors and fakes-KIMG.png; at the end generator.safetensors.
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
    /// The averaged generator and a sheet of 60 of its pictures at psi 0.7, always the same latents.
    void saveSnapshot(const GanState& state, bool half, RunControl& control) const;
    /// Writes the result; returns its path.
    [[nodiscard]] std::filesystem::path saveFinal(const GanState& state, const GanConfig& config) const;

private:
    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    std::filesystem::path folder_;
};

}  // namespace syper::core
