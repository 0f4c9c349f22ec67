// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/isa.h"

#include <cstdlib>
#include <string_view>

#include "core/api/error.h"

namespace syper::core::runtime {

std::vector<const Kernels*> availableKernels() {
    std::vector<const Kernels*> list;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        list.push_back(&kVnniKernels);
    if (__builtin_cpu_supports("avx2")) list.push_back(&kAvx2Kernels);
#endif
    list.push_back(&kPortableKernels);
    return list;
}

const Kernels& chooseKernels(const std::string& name) {
    std::string wanted = name;
    if (const char* forced = std::getenv("SYPER_ISA"); wanted.empty() && forced != nullptr) wanted = forced;
    const auto list = availableKernels();
    if (wanted.empty()) return *list.front();
    std::string known;
    for (const Kernels* kernels : list) {
        if (wanted == kernels->name) return *kernels;
        known += (known.empty() ? "" : ", ") + std::string(kernels->name);
    }
    throw Error(Errc::Unsupported, "no instruction set " + wanted + " here, SYPER_ISA; choose one of " + known);
}

const ConvKernels& chooseFloatKernels() {
    const auto all = convKernels();
    if (std::getenv("SYPER_ISA") == nullptr) return *all.front();
    const std::string wanted = chooseKernels().name;
    const std::string_view start = wanted == "portable" ? "plain" : wanted == "avx2" ? "avx2" : "avx512";
    for (const ConvKernels* kernels : all)
        if (std::string_view(kernels->name).starts_with(start)) return *kernels;
    return *all.back();
}

}  // namespace syper::core::runtime
