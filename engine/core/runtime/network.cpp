// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/network.h"

#include <cmath>
#include <functional>
#include <numeric>

#include "core/backbones/fixed_order.h"

namespace syper::core::runtime {
namespace {

at::Tensor perChannel(const std::vector<float>& values) {
    return at::tensor(values).view({1, -1, 1, 1});
}

}  // namespace

std::vector<std::int64_t> valueSides(const Network& net) {
    std::vector<std::int64_t> sides{net.shape.inputSize};
    for (const Layer& layer : net.layers) sides.push_back(outputSide(layer.shape, sides.at(std::size_t(layer.input))));
    return sides;
}

std::vector<bool> keptAsSums(const Network& net) {
    const std::size_t count = net.layers.size() + 1;
    std::vector<bool> kept(count, false);
    std::vector<const Layer*> reader(count, nullptr);
    for (std::size_t i = 0; i < net.layers.size(); ++i) {
        const Layer& layer = net.layers[i];
        const auto input = std::size_t(layer.input);
        if (layer.shortcut >= 0) kept[std::size_t(layer.shortcut)] = kept[i + 1] = true;
        if (!layer.scale.empty() || (reader[input] != nullptr && reader[input]->codes != layer.codes))
            kept[input] = true;
        reader[input] = &layer;
    }
    kept[0] = false;
    kept[count - 1] = false;  // the embedding
    return kept;
}

std::vector<int> sumGroups(const Network& net) {
    std::vector<int> group(net.layers.size() + 1);
    std::iota(group.begin(), group.end(), 0);
    for (std::size_t i = 0; i < net.layers.size(); ++i) {
        if (net.layers[i].shortcut < 0) continue;
        const int from = group[i + 1], to = group[std::size_t(net.layers[i].shortcut)];
        std::replace(group.begin(), group.end(), from, to);
    }
    return group;
}

void checkNetwork(const Network& net, const std::string& source) {
    const auto refuse = [&](const std::string& why) {
        throw Error(Errc::BadFormat, "cannot use " + source + ": " + why + "; choose another file");
    };
    if (net.layers.empty()) refuse("it has no layers");
    std::vector<std::int64_t> sides{net.shape.inputSize}, channels{3};
    for (std::size_t i = 0; i < net.layers.size(); ++i) {
        const Layer& l = net.layers[i];
        const ConvShape& s = l.shape;
        const auto broken = [&](const char* what) { refuse("layer " + l.name + " has " + what); };
        if (l.input < 0 || l.input > int(i) || l.shortcut > int(i) || l.shortcut == 0)
            broken("inputs that do not exist");
        const std::int64_t side = sides[std::size_t(l.input)];
        if (s.groups < 1 || s.in != channels[std::size_t(l.input)] || s.in % s.groups != 0 || s.out % s.groups != 0 ||
            s.out < 1 || s.kernel < 1 || s.stride < 1 || s.padding < 0 || s.padding >= s.kernel ||
            side + 2 * s.padding < s.kernel)
            broken("impossible sizes");
        sides.push_back(outputSide(s, side));
        channels.push_back(s.out);
        if (l.shortcut > 0 &&
            (sides[std::size_t(l.shortcut)] != sides.back() || channels[std::size_t(l.shortcut)] != channels.back()))
            broken("a shortcut of another size");
        if (net.quantized() && l.shortcut > 0 && net.layers[std::size_t(l.shortcut) - 1].sumScale != l.sumScale)
            broken("a shortcut of another scale");
        const auto sized = [](const std::vector<float>& v, std::int64_t n, bool needed) {
            for (const float x : v)
                if (!std::isfinite(x)) return false;
            return (v.empty() && !needed) || std::int64_t(v.size()) == n;
        };
        if (!sized(l.scale, s.in, false) || !sized(l.shift, s.in, false) || l.scale.size() != l.shift.size() ||
            !sized(l.bias, s.out, true) || !sized(l.slopes, s.out, false) ||
            !sized(l.weightScale, s.out, net.quantized()))
            broken("tensors of another size, or values that are not numbers");
        if (l.weight.sizes() != at::IntArrayRef({s.out, s.in / s.groups, s.kernel, s.kernel}))
            broken("a weight of another shape");
        if (net.quantized() && (!(l.codes.scale > 1e-30) || !(l.codes.scale < 1e30) || l.codes.bits < 2 ||
                                l.codes.bits > 8 || l.codes.zero < 0 || l.codes.zero > l.codes.highest()))
            broken("an impossible range");
    }
    if (sides.back() != 1 || channels.back() != net.shape.dimension) refuse("it does not end in one embedding");
    if (!net.quantized()) return;
    const auto kept = keptAsSums(net);
    for (std::size_t i = 0; i < net.layers.size(); ++i)
        if (kept[i + 1] && !(net.layers[i].sumScale > 1e-30 && net.layers[i].sumScale < 1e30))
            refuse("layer " + net.layers[i].name + " has no scale for its sums");
}

at::Tensor roundToCodes(const at::Tensor& x, const Codes& codes) {
    return ((x / codes.scale).round() + codes.zero).clamp(0, codes.highest()).sub(codes.zero) * codes.scale;
}

at::Tensor simulateLayer(const Layer& layer, const at::Tensor& x, const at::Tensor& shortcut, bool quantized) {
    at::Tensor in = x;
    if (!layer.scale.empty()) in = in * perChannel(layer.scale) + perChannel(layer.shift);
    at::Tensor weight = layer.weight;
    if (quantized) {
        in = roundToCodes(layer.input == 0 ? in - kImageShift : in, layer.codes);
        if (weight.scalar_type() == at::kChar)
            weight = weight.to(at::kFloat) * at::tensor(layer.weightScale).view({-1, 1, 1, 1});
    }
    at::Tensor y = fixedOrderConv(in, weight, layer.shape) + perChannel(layer.bias);
    if (!layer.slopes.empty()) y = at::prelu(y, at::tensor(layer.slopes));
    return shortcut.defined() ? y + shortcut : y;
}

}  // namespace syper::core::runtime
