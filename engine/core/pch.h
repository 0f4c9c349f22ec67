// SPDX-License-Identifier: GPL-3.0-or-later
// Parsed once for the whole layer: these headers cost four seconds a file otherwise.
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>
