// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/conv_kernels.h"

#include <vector>

namespace syper::core {

extern const ConvKernels kPlainKernels;
#if defined(__x86_64__)
extern const ConvKernels kAvx2Kernels, kAvx512Kernels, kAvx512Bf16Kernels;
#endif

std::span<const ConvKernels* const> convKernels() {
    static const std::vector<const ConvKernels*> runnable = [] {
        std::vector<const ConvKernels*> list;
#if defined(__x86_64__)
        const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
        if (avx512 && __builtin_cpu_supports("avx512bf16")) list.push_back(&kAvx512Bf16Kernels);
        if (avx512) list.push_back(&kAvx512Kernels);
        if (avx2) list.push_back(&kAvx2Kernels);
#endif
        list.push_back(&kPlainKernels);
        return list;
    }();
    return runnable;
}

}  // namespace syper::core
