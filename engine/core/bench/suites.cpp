// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/suites.h"

#include <array>

namespace syper::core {

std::span<const BenchSuite> benchSuites() {
    // One line a suite, in the order of `bench all`.
    static const std::array suites{
        BenchSuite{"generator", "pictures of random networks of the paper's size, 64 to 512 px", benchGenerator},
    };
    return suites;
}

}  // namespace syper::core
