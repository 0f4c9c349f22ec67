// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/suites.h"

#include <array>

namespace syper::core {

std::span<const BenchSuite> benchSuites() {
    // One line a suite, in the order of `bench all`.
    static const std::array suites{
        BenchSuite{"generator", "pictures of random networks of the paper's size, 64 to 512 px", benchGenerator},
        BenchSuite{"backbones", "embeddings of 224 px pictures by every architecture", benchBackbones},
        BenchSuite{"quantized", "embeddings by the runtime in whole numbers and FP32, beside LibTorch's layers",
                   benchQuantized},
        BenchSuite{"training", "steps of the knowledge transfer to 8 and 4 bits", benchTraining},
        BenchSuite{"verify", "comparisons of two pictures, teacher and student, layer by layer as published", benchVerify},
    };
    return suites;
}

}  // namespace syper::core
