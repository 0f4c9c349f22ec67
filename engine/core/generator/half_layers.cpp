// SPDX-License-Identifier: GPL-3.0-or-later
// Which layers may multiply in bfloat16: tried on pictures, since it depends on the weights.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "core/generator/synthesis.h"

namespace syper::core {
namespace {

/// Of the pixels, so many must keep within two grey levels; stricter than what is promised, since few pictures are
/// tried.
constexpr double kShare = 0.9995;
constexpr int kLevels = 2;

int level(float value) {
    return int(std::clamp(std::floor(value * 127.5F + 128.0F), 0.0F, 255.0F));
}

bool agree(const at::Tensor& exact, const at::Tensor& rounded) {
    const std::int64_t area = exact.numel() / 3;
    const auto* const a = exact.data_ptr<float>();
    const auto* const b = rounded.data_ptr<float>();
    std::int64_t within = 0;
    for (std::int64_t p = 0; p < area; ++p) {
        bool near = true;
        for (std::int64_t k = 0; k < 3; ++k)
            near = near && std::abs(level(a[k * area + p]) - level(b[k * area + p])) <= kLevels;
        within += near ? 1 : 0;
    }
    return double(within) >= kShare * double(area);
}

}  // namespace

bool Synthesis::prepareHalf(std::span<const std::vector<float>> probes, RunControl& control) {
    if (!kernels_.half) return false;
    std::vector<PackedConv*> convs;
    std::vector<bool*> rounds;
    for (Block& block : blocks_) {
        if (block.conv0) {
            convs.push_back(&block.conv0->conv());
            rounds.push_back(&block.half0);
        }
        convs.push_back(&block.conv1->conv());
        rounds.push_back(&block.half1);
    }
    for (PackedConv* conv : convs) conv->packHalf();

    SynthesisState state;
    const auto setAll = [&rounds](bool value) {
        for (bool* flag : rounds) *flag = value;
    };
    setAll(false);
    std::vector<at::Tensor> exact;
    for (const std::vector<float>& ws : probes) exact.push_back(picture({.ws = ws}, true, state, control));
    const auto allAgree = [&] {
        for (std::size_t i = 0; i < probes.size(); ++i)
            if (!agree(exact[i], picture({.ws = probes[i]}, true, state, control))) return false;
        return true;
    };
    setAll(true);
    if (allAgree()) return true;

    // What each layer's rounding alone does to a picture, for the time that it saves.
    std::vector<double> costs;
    for (std::size_t i = 0; i < convs.size(); ++i) {
        setAll(false);
        *rounds[i] = true;
        const at::Tensor rounded = picture({.ws = probes.front()}, true, state, control);
        costs.push_back((rounded - exact.front()).square().sum().item<double>() / convs[i]->multiplications());
    }
    std::vector<std::size_t> order(convs.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::sort(order, {}, [&costs](std::size_t i) { return costs[i]; });
    std::size_t low = 0, high = order.size();  // so many of the cheapest may round; so many may not
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        setAll(false);
        for (std::size_t i = 0; i < middle; ++i) *rounds[order[i]] = true;
        (allAgree() ? low : high) = middle;
    }
    setAll(false);
    for (std::size_t i = 0; i < low; ++i) *rounds[order[i]] = true;
    return low > 0;
}

int Synthesis::halfConvolutions() const noexcept {
    int count = 0;
    for (const Block& block : blocks_) count += int(block.half0 && block.conv0.has_value()) + int(block.half1);
    return count;
}

}  // namespace syper::core
