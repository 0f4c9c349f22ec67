// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Put before a function: one version an instruction set, chosen when the program starts. Files that use it are compiled
/// without fused multiply-add (see CMakeLists.txt), so that all versions give the same bits. Sanitizers
/// start after the loader has resolved such functions, so they get the plain ones.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SYPER_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SYPER_CLONES
#endif
