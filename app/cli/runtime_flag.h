// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/api/embedder.h"

namespace syper::cli {

/// --runtime, for verbs that compare models.
inline void addRuntimeFlag(CLI::App& verb, std::string& runtime) {
    verb.add_option("--runtime", runtime,
                    "best, or fast: FP32 models fused, students of the scheme paper in whole numbers; figures may move "
                    "a little. Students of the scheme deploy are always in whole numbers")
        ->capture_default_str()
        ->check(CLI::IsMember({"best", "fast"}));
}

[[nodiscard]] inline core::EmbedderRuntime runtimeOf(const std::string& name) {
    return name == "fast" ? core::EmbedderRuntime::Fast : core::EmbedderRuntime::Best;
}

}  // namespace syper::cli
