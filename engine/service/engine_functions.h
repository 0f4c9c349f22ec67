// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/run_store.h"
#include "service/verify_types.h"

namespace syper::service {

/// Quantization and verification by the real engine.
[[nodiscard]] QuantizeFunctions engineQuantize();
[[nodiscard]] VerifyFunctions engineVerify();

}  // namespace syper::service
