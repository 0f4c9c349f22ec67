// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/runtime/prepack.h"

namespace syper::core::runtime {
namespace {

/// Half away from zero.
at::Tensor rounded(const at::Tensor& x) {
    return at::copysign((x.abs() + 0.5).floor(), x);
}

/// Constants in lane order as [1,channels,1,1] in double precision.
template <class T>
at::Tensor channels(const Aligned<T>& lanes, std::int64_t count, double factor = 1.0) {
    at::Tensor t = at::empty({1, count, 1, 1}, at::kDouble);
    for (std::int64_t c = 0; c < count; ++c)
        t.data_ptr<double>()[c] = double(lanes[c / kBlock * kBlock + lanePlace(c % kBlock)]) * factor;
    return t;
}

at::Tensor offsets(const CodeConstants& constants, std::int64_t count) {
    at::Tensor t = at::empty({1, count, 1, 1}, at::kDouble);
    for (std::int64_t c = 0; c < count; ++c) {
        const std::int64_t place = lanePlace(c % kBlock);
        const std::int64_t at = c / kBlock * kBlock + place / 16 * 16 + place % 2 * 8 + place % 16 / 2;
        t.data_ptr<double>()[c] = std::ldexp(double(constants.offset[at]), -constants.shift);
    }
    return t;
}

/// The integer graph, value by value: 16-bit sums where the graph keeps them, else the codes of the only reader.
class Simulation {
public:
    explicit Simulation(const Network& net) : net_(net), kept_(keptAsSums(net)), sums_(net.layers.size() + 1) {}

    at::Tensor run(const at::Tensor& images) {
        picture_ = ((images + 1.0F) * 127.5F + 0.5F).floor().clamp(0, 255).to(at::kDouble);
        direct_.resize(net_.layers.size() + 1);
        for (std::size_t i = 0; i + 1 < net_.layers.size(); ++i) step(i);
        const Layer& last = net_.layers.back();
        at::Tensor scale = at::tensor(last.weightScale, at::kDouble) * last.codes.scale;
        const std::vector<std::int64_t> weights = weightSums(last);
        at::Tensor y = accumulate(last) - at::tensor(weights, at::kDouble).view({1, -1, 1, 1}) * last.codes.zero;
        y = y * scale.view({1, -1, 1, 1}) + at::tensor(last.bias, at::kDouble).view({1, -1, 1, 1});
        if (!last.slopes.empty()) y = at::prelu(y, at::tensor(last.slopes, at::kDouble));
        return y.flatten(1).to(at::kFloat);
    }

private:
    at::Tensor codesOf(const Layer& reader) const {
        const auto value = std::size_t(reader.input);
        if (value == 0) return picture_;
        if (!kept_[value]) return direct_[value];
        const CodeConstants constants = codesFor(reader, net_.layers[value - 1].sumScale, reader.shape.in);
        const at::Tensor factor = channels(constants.multiplier, reader.shape.in, std::ldexp(1.0, -constants.shift));
        return (rounded(sums_[value] * factor + offsets(constants, reader.shape.in)) + reader.codes.zero)
            .clamp(0, reader.codes.highest());
    }

    at::Tensor accumulate(const Layer& layer) const {
        const ConvShape& s = layer.shape;
        const at::Tensor in =
            at::constant_pad_nd(codesOf(layer), {s.padding, s.padding, s.padding, s.padding}, layer.codes.zero);
        constexpr std::int64_t kPadded = 0;  // already
        return at::conv2d(in, layer.weight.to(at::kDouble), {}, s.stride, kPadded, 1, s.groups);
    }

    void step(std::size_t index) {
        const Layer& layer = net_.layers[index];
        const Layer* reader = nullptr;
        for (const Layer& other : net_.layers)
            if (other.input == int(index) + 1) reader = &other;
        const bool kept = kept_[index + 1];
        if (!kept && reader == nullptr) return;
        const ScalingConstants scaling = scalingTo(layer, kept ? layer.sumScale : reader->codes.scale);
        const double unit = std::ldexp(1.0, -scaling.shift);
        const std::int64_t out = layer.shape.out;
        const at::Tensor acc = (accumulate(layer) + channels(startingSums(layer), out))
                                   .clamp(-double(scaling.limit), double(scaling.limit));
        const at::Tensor t = rounded(at::where(
            acc.lt(0), acc * channels(scaling.negative.size() > 0 ? scaling.negative : scaling.positive, out, unit),
            acc * channels(scaling.positive, out, unit)));
        if (!kept) {
            direct_[index + 1] = (t + reader->codes.zero).clamp(0, reader->codes.highest());
            return;
        }
        at::Tensor& sums = sums_[index + 1];
        sums = t.clamp(-32768, 32767);
        if (layer.shortcut > 0) sums = (sums + sums_[std::size_t(layer.shortcut)]).clamp(-32768, 32767);
    }

    const Network& net_;
    std::vector<bool> kept_;
    std::vector<at::Tensor> sums_, direct_;
    at::Tensor picture_;
};

}  // namespace

at::Tensor simulate(const Network& net, const at::Tensor& images) {
    if (net.quantized()) return Simulation(net).run(images);
    std::vector<at::Tensor> values{images};
    for (const Layer& layer : net.layers)
        values.push_back(simulateLayer(layer, values[std::size_t(layer.input)],
                                       layer.shortcut >= 0 ? values[std::size_t(layer.shortcut)] : at::Tensor(),
                                       false));
    return values.back().flatten(1);
}

}  // namespace syper::core::runtime
