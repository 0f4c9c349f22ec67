// SPDX-License-Identifier: GPL-3.0-or-later
#define SYPER_WIDTH 16
#define SYPER_ROW_BLOCK 12
#include "core/generator/conv_kernels_impl.h"

namespace syper::core {

extern const ConvKernels kAvx512Kernels;
const ConvKernels kAvx512Kernels = kernelsNamed("avx512");

}  // namespace syper::core
