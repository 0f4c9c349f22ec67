// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/api/embedder.h"

namespace syper::cli {

/// --runtime, for verbs that compare models.
inline void addRuntimeFlag(CLI::App& verb, std::string& runtime) {
    verb.add_option(
            "--runtime", runtime,
            "best: whole numbers for the scheme deploy, FP32 folded, the scheme paper layer by layer; fast: the "
            "scheme paper in whole numbers too, and ONNX folded, where figures may move a little; layers: FP32 "
            "layer by layer")
        ->capture_default_str()
        ->check(CLI::IsMember({"best", "fast", "layers"}));
}

[[nodiscard]] inline core::EmbedderRuntime runtimeOf(const std::string& name) {
    return name == "fast"     ? core::EmbedderRuntime::Fast
           : name == "layers" ? core::EmbedderRuntime::Layers
                              : core::EmbedderRuntime::Best;
}

}  // namespace syper::cli
