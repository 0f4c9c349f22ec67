// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/runtime/network.h"
#include "core/runtime/prepack.h"

namespace syper::test {

/// Small networks of every kind of layer that the integer graph knows, with sizes that fit no block, and ranges that
/// cut some of what passes. The same seed gives the same network.
class RandomNetwork {
public:
    explicit RandomNetwork(unsigned seed) : random_(seed) {}

    core::runtime::Network make() {
        const at::NoGradGuard guard;
        net_.architecture = "random";
        net_.shape = {.inputSize = pick({16, 19, 33, 47}), .dimension = pick({5, 16, 40})};
        net_.weightBits = pick({2, 4, 6, 8, 8});
        net_.activationBits = pick({4, 6, 8, 8});
        values_ = {uniform({2, 3, net_.shape.inputSize, net_.shape.inputSize}, -1.0, 1.0)};
        addConv(0, pick({7, 64, 70}), pick({1, 3, 5}), pick({1, 2}), 1);
        const int count = pick({3, 5, 7});
        for (int i = 0; i < count; ++i) addRandom();
        const at::Tensor& last = values_.back();
        add({.in = last.size(1), .out = net_.shape.dimension, .kernel = last.size(2)}, int(values_.size()) - 1, -1);
        finishSums();
        return net_;
    }
    /// The same network in FP32, with the weights that its codes stand for.
    static core::runtime::Network real(core::runtime::Network net) {
        net.weightBits = net.activationBits = 32;
        for (core::runtime::Layer& layer : net.layers)
            layer.weight = layer.weight.to(at::kFloat) * at::tensor(layer.weightScale).view({-1, 1, 1, 1});
        return net;
    }
    /// A picture of the network's size, some of it beyond [-1,1].
    at::Tensor picture() { return uniform({1, 3, net_.shape.inputSize, net_.shape.inputSize}, -1.1, 1.1); }

private:
    int pick(std::initializer_list<int> of) { return *(of.begin() + int(random_() % of.size())); }
    double between(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
    at::Tensor uniform(at::IntArrayRef sizes, double low, double high) {
        at::Tensor t = at::empty(sizes);
        for (std::int64_t i = 0; i < t.numel(); ++i) t.data_ptr<float>()[i] = float(between(low, high));
        return t;
    }
    std::vector<float> numbers(std::int64_t count, double low, double high) {
        std::vector<float> list;
        for (std::int64_t i = 0; i < count; ++i) list.push_back(float(between(low, high)));
        return list;
    }

    void addRandom() {
        const int from = int(values_.size()) - 1;
        const at::Tensor& x = values_.back();
        const std::int64_t channels = x.size(1);
        switch (pick({0, 1, 2, 3, 4})) {
            case 0:
                return addConv(from, pick({9, 64, 130}), 1, x.size(2) > 8 ? pick({1, 1, 2}) : 1, 1);
            case 1:
                return addConv(from, pick({12, 64, 65}), 3, x.size(2) > 8 ? pick({1, 2, 3}) : 1, 1);
            case 2:
                return addConv(from, channels, 3, x.size(2) > 8 ? pick({1, 2}) : 1, channels);
            case 3:
                return addConv(from, 2 * channels, 3, 1, channels % 2 == 0 ? 2 : 1);
            default:
                return add({.in = channels, .out = channels, .kernel = 3, .padding = 1}, from, from == 0 ? -1 : from);
        }
    }
    void addConv(int from, std::int64_t out, std::int64_t kernel, std::int64_t stride, std::int64_t groups) {
        add({.in = values_[std::size_t(from)].size(1),
             .out = out,
             .kernel = kernel,
             .stride = stride,
             .padding = kernel / 2,
             .groups = groups},
            from, -1);
    }

    void add(const core::ConvShape& shape, int from, int shortcut) {
        core::runtime::Layer layer{
            .name = "layer" + std::to_string(values_.size()), .shape = shape, .input = from, .shortcut = shortcut};
        if (from > 0 && shortcut < 0 && pick({0, 1, 2}) == 0) {
            layer.scale = numbers(shape.in, -0.5, 1.5);
            layer.shift = numbers(shape.in, -0.3, 0.3);
        }
        layer.bias = numbers(shape.out, -0.2, 0.2);
        if (shortcut < 0 && pick({0, 1, 1}) == 1) layer.slopes = numbers(shape.out, -0.2, 0.5);
        const double most = std::exp2(double(net_.weightBits - 1));
        layer.weight =
            uniform({shape.out, shape.in / shape.groups, shape.kernel, shape.kernel}, -most - 0.49, most - 0.51)
                .round()
                .to(at::kChar);
        const double size = double(layer.weight.numel() / shape.out);
        for (const float s : numbers(shape.out, 0.005, 0.02))
            layer.weightScale.push_back(s * 128.0F / float(most * std::sqrt(size)));
        layer.codes = codesOf(layer, values_[std::size_t(from)]);
        values_.push_back(core::runtime::simulateLayer(
            layer, values_[std::size_t(from)], shortcut >= 0 ? values_[std::size_t(shortcut)] : at::Tensor(), true));
        net_.layers.push_back(std::move(layer));
    }

    core::runtime::Codes codesOf(const core::runtime::Layer& layer, const at::Tensor& value) {
        if (layer.input == 0) return core::runtime::kImageCodes;
        for (const core::runtime::Layer& other : net_.layers)
            if (other.input == layer.input && other.scale.empty() && layer.scale.empty()) return other.codes;
        at::Tensor x = value;
        if (!layer.scale.empty())
            x = x * at::tensor(layer.scale).view({1, -1, 1, 1}) + at::tensor(layer.shift).view({1, -1, 1, 1});
        const double cut = between(0.5, 1.3);
        const double low = cut * std::min(0.0, double(x.min().item<float>())),
                     high = cut * std::max(0.01, double(x.max().item<float>()));
        core::runtime::Codes codes{.scale = 1.0, .zero = 0, .bits = net_.activationBits};
        codes.scale = (high - low) / double(codes.highest());
        codes.zero = std::clamp(int(std::lround(-low / codes.scale)), 0, codes.highest());
        return codes;
    }

    void finishSums() {
        const auto groups = core::runtime::sumGroups(net_);
        std::vector<double> most(values_.size(), 1e-6);
        for (std::size_t v = 0; v < values_.size(); ++v) {
            double& m = most[std::size_t(groups[v])];
            m = std::max(m, values_[v].abs().max().item<double>());
        }
        for (std::size_t i = 0; i < net_.layers.size(); ++i)
            net_.layers[i].sumScale = most[std::size_t(groups[i + 1])] / 30000.0;
    }

    std::mt19937 random_;
    core::runtime::Network net_;
    std::vector<at::Tensor> values_;
};

}  // namespace syper::test
