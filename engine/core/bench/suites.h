// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/bench.h"

namespace syper::core {

// The suites; add yours here and to the list in suites.cpp.
[[nodiscard]] BenchReport benchGenerator(const BenchContext& context);
[[nodiscard]] BenchReport benchBackbones(const BenchContext& context);
[[nodiscard]] BenchReport benchTraining(const BenchContext& context);
[[nodiscard]] BenchReport benchVerify(const BenchContext& context);
[[nodiscard]] BenchReport benchQuantized(const BenchContext& context);

}  // namespace syper::core
