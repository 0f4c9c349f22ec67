// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/run_store.h"
#include "service/training_store.h"
#include "service/verify_types.h"

namespace syper::service {

/// Quantization, training and verification by the real engine.
[[nodiscard]] QuantizeFunctions engineQuantize();
[[nodiscard]] TrainingFunctions engineTraining();
[[nodiscard]] VerifyFunctions engineVerify();

}  // namespace syper::service
