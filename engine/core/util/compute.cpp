// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/compute.h"

#include <ATen/Config.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>
#include <sched.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <regex>

#include "core/api/error.h"

namespace syper::core {
namespace {

std::string cpuField(const std::string& field) {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.rfind(field, 0) == 0 && line.find(':') != std::string::npos) return line.substr(line.find(':') + 2);
    return {};
}

/// The file that the process's BLAS comes from, by asking where a symbol lives: Debian's alternatives choose it.
std::string blasLibrary() {
    void* symbol = dlsym(RTLD_DEFAULT, "sgemm_");
    Dl_info info{};
    if (symbol == nullptr || dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return {};
    char* real = realpath(info.dli_fname, nullptr);
    std::string path = real != nullptr ? real : info.dli_fname;
    free(real);
    return path;
}

std::string openblasConfig() {
    using Config = char* (*)();
    const auto config = reinterpret_cast<Config>(dlsym(RTLD_DEFAULT, "openblas_get_config"));
    return config != nullptr ? config() : "";
}

}  // namespace

int availableCores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return std::max(1, CPU_COUNT(&set));
}

void setComputeThreads(int n) {
    // A thread's first look at its count takes over the last one set anywhere; look first, or that undoes this later.
    (void)at::get_num_threads();
    at::set_num_threads(n < 1 ? availableCores() : n);
}

int computeThreads() { return at::get_num_threads(); }

void keepFreedMemory() {
    mallopt(M_MMAP_MAX, 0);  // large tensors from the heap too: a mapping of their own is cleared anew each time
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    mallopt(M_TOP_PAD, 64 << 20);
}

void returnFreedMemory() { malloc_trim(0); }

std::string chooseDevice(const std::string& wanted) {
    if (wanted == "cpu") return "cpu";
    const bool cuda = at::hasCUDA() && at::globalContext().hasCUDA();
    if (wanted == "cuda" && !cuda)
        throw Error(Errc::Unsupported, "no CUDA device here, --device cuda; use --device cpu");
    if (wanted != "cuda" && !wanted.empty())
        throw Error(Errc::BadArgument, "device is " + wanted + ", expected cpu or cuda");
    return cuda ? "cuda" : "cpu";
}

ComputeInfo computeInfo() {
    ComputeInfo info;
    const std::string config = at::show_config();
    std::smatch match;
    info.torch = std::regex_search(config, match, std::regex("TORCH_VERSION=([0-9.]+)")) ? match[1].str() : "unknown";
    if (std::regex_search(config, match, std::regex("MKL-DNN v([0-9.]+)"))) info.onednn = match[1].str();
    const std::string library = blasLibrary();
    const std::string openblas = openblasConfig();
    info.blas = openblas.empty() ? library : openblas + " (" + library + ")";
    info.blasOptimized = !openblas.empty() || library.find("mkl") != std::string::npos;
    const std::string flags = " " + cpuField("flags") + " ";
    for (const char* isa : {"sse4_2", "avx2", "fma", "avx512f", "avx512bw", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_tile",
                            "amx_bf16", "amx_int8"})
        if (flags.find(std::string(" ") + isa + " ") != std::string::npos) info.isa.emplace_back(isa);
    info.cpu = cpuField("model name");
    info.cores = availableCores();
    info.cuda = at::hasCUDA();
    return info;
}

}  // namespace syper::core
