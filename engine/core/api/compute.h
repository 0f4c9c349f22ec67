// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace syper::core {

/// The cores in this process's affinity mask, at least 1.
[[nodiscard]] int availableCores();

/// Sets LibTorch's compute threads for the calling thread (the count is per thread; new threads inherit the last
/// value set anywhere). n < 1 means availableCores().
void setComputeThreads(int n);
/// The compute threads that the calling thread really uses.
[[nodiscard]] int computeThreads();

/// Makes the C library keep freed memory for the next allocation of the process, instead of giving pages back and having
/// the kernel clear them again: a training step spends half its time there otherwise. Call once, first thing in main().
void keepFreedMemory();
/// Gives back to the system what is kept so, for the end of a job.
void returnFreedMemory();

/// "cpu", or "cuda" where asked for or where best ("" asks for the best). Throws Error{Unsupported} for cuda without one.
[[nodiscard]] std::string chooseDevice(const std::string& wanted);

/// What the program runs on, for --version and manifests.
struct ComputeInfo {
    std::string torch, onednn, blas;     ///< versions; blas as the library in use names itself, with its path's name
    bool blasOptimized = false;          ///< false for the reference BLAS
    std::vector<std::string> isa;        ///< instruction sets of this processor that matter here: avx2, avx512_bf16 ..
    std::string cpu;
    int cores = 1;
    bool cuda = false;
};
[[nodiscard]] ComputeInfo computeInfo();

}  // namespace syper::core
