// SPDX-License-Identifier: GPL-3.0-or-later
#define SYPER_WIDTH 8
#define SYPER_ROW_BLOCK 3
#include "core/generator/conv_kernels_impl.h"

namespace syper::core {

extern const ConvKernels kAvx2Kernels;
const ConvKernels kAvx2Kernels = kernelsNamed("avx2");

}  // namespace syper::core
