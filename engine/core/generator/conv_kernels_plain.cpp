// SPDX-License-Identifier: GPL-3.0-or-later
#define SYPER_WIDTH 4
#define SYPER_ROW_BLOCK 1
#include "core/generator/conv_kernels_impl.h"

namespace syper::core {

extern const ConvKernels kPlainKernels;
const ConvKernels kPlainKernels = kernelsNamed("plain");

}  // namespace syper::core
