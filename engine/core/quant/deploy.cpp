// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/deploy.h"

#include <algorithm>

#include "core/quant/deploy_ranges.h"

namespace syper::core {
namespace {

using runtime::Codes;
using runtime::Layer;
using runtime::Network;

constexpr std::int64_t kTogether = 4;   // pictures at once: few, since the first layers are large
constexpr std::int64_t kForBiases = 8;  // pictures for the biases; means over all places need no more
constexpr double kMostEvened = 32.0;    // factor between channels that is moved into weights
constexpr double kSumHeadroom = 1.25;   // of the largest sum seen
constexpr double kMostSum = 32767.0;

at::Tensor normalized(const Layer& layer, const at::Tensor& x) {
    if (layer.scale.empty()) return x;
    return x * at::tensor(layer.scale).view({1, -1, 1, 1}) + at::tensor(layer.shift).view({1, -1, 1, 1});
}

/// The layer's sum before PReLU and shortcut.
Layer bare(const Layer& layer) {
    Layer copy = layer;
    copy.slopes.clear();
    return copy;
}

/// Values of a network while it is walked, dropped when no later layer reads them.
class Values {
public:
    Values(const Network& net, at::Tensor images) : values_(net.layers.size() + 1), last_(net.layers.size() + 1, 0) {
        values_[0] = std::move(images);
        for (std::size_t i = 0; i < net.layers.size(); ++i) {
            last_[std::size_t(net.layers[i].input)] = i;
            if (net.layers[i].shortcut > 0) last_[std::size_t(net.layers[i].shortcut)] = i;
        }
    }
    [[nodiscard]] const at::Tensor& input(const Layer& layer) const { return values_[std::size_t(layer.input)]; }
    [[nodiscard]] at::Tensor shortcut(const Layer& layer) const {
        return layer.shortcut > 0 ? values_[std::size_t(layer.shortcut)] : at::Tensor();
    }
    void put(std::size_t layer, at::Tensor value) {
        values_[layer + 1] = std::move(value);
        for (std::size_t v = 0; v <= layer; ++v)
            if (last_[v] <= layer) values_[v] = at::Tensor();
    }

private:
    std::vector<at::Tensor> values_;
    std::vector<std::size_t> last_;
};

/// Ranges of every layer's input and of the sums, over all pictures.
struct Calibration {
    std::vector<ValueHistogram> inputs;
    std::vector<double> largest;  ///< magnitude of each value
};

Calibration calibrate(const Network& net, const at::Tensor& images, RunControl& control) {
    Calibration found{.inputs = std::vector<ValueHistogram>(net.layers.size()),
                      .largest = std::vector<double>(net.layers.size() + 1, 0.0)};
    for (std::int64_t first = 0; first < images.size(0); first += kTogether) {
        control.report({.phase = "calibrating", .done = first, .total = images.size(0)});
        Values values(net, images.slice(0, first, std::min(first + kTogether, images.size(0))));
        for (std::size_t i = 0; i < net.layers.size(); ++i) {
            control.gate();
            const Layer& layer = net.layers[i];
            const at::Tensor& x = values.input(layer);
            if (layer.input > 0) found.inputs[i].add(normalized(layer, x));
            const auto seen = [&](const at::Tensor& y) {
                found.largest[i + 1] = std::max(found.largest[i + 1], y.abs().max().item<double>());
            };
            at::Tensor y = runtime::simulateLayer(layer, x, {}, false);
            seen(y);  // both terms of a sum must fit, not only the sum
            if (const at::Tensor shortcut = values.shortcut(layer); shortcut.defined()) seen(y = y + shortcut);
            values.put(i, std::move(y));
        }
    }
    control.report({.phase = "calibrating", .done = images.size(0), .total = images.size(0)});
    return found;
}

void setCodes(Network& net, const Calibration& found, QuantBits bits) {
    for (std::size_t i = 0; i < net.layers.size(); ++i) {
        Layer& layer = net.layers[i];
        layer.codes = layer.input == 0 ? runtime::kImageCodes : found.inputs[i].bestCodes(bits.activations);
        // Layers that read one value in the same way share its codes.
        for (std::size_t j = 0; j < i; ++j)
            if (net.layers[j].input == layer.input && net.layers[j].scale == layer.scale &&
                net.layers[j].shift == layer.shift)
                layer.codes = net.layers[j].codes;
    }
}

void setSums(Network& net, const Calibration& found) {
    const std::vector<int> groups = runtime::sumGroups(net);
    std::vector<double> largest(groups.size(), 1e-6);
    for (std::size_t v = 0; v < groups.size(); ++v) {
        double& most = largest[std::size_t(groups[v])];
        most = std::max(most, found.largest[v]);
    }
    for (std::size_t i = 0; i < net.layers.size(); ++i)
        net.layers[i].sumScale = largest[std::size_t(groups[i + 1])] * kSumHeadroom / kMostSum;
}

void setWeights(Network& net, int bits, RunControl& control) {
    for (Layer& layer : net.layers) {
        control.gate();
        layer.weightScale = bestWeightScales(layer.weight, bits);
        // A bias far beyond its channel's weights must still fit the accumulator's units.
        for (std::size_t c = 0; c < layer.weightScale.size(); ++c)
            layer.weightScale[c] =
                std::max(layer.weightScale[c], float(std::abs(double(layer.bias[c])) / (layer.codes.scale * 0x1p28)));
        layer.weight = weightCodes(layer.weight, layer.weightScale, bits);
        if (layer.input != 0) continue;
        const at::Tensor sums = layer.weight.to(at::kDouble).flatten(1).sum(1);
        for (std::size_t c = 0; c < layer.bias.size(); ++c)
            layer.bias[c] +=
                float(runtime::kImageShift * double(layer.weightScale[c]) * sums[std::int64_t(c)].item<double>());
    }
}

/// Walks both networks side by side; each layer's bias takes back the mean shift of its sums.
void correctBiases(const Network& exact, Network& rounded, const at::Tensor& images, RunControl& control) {
    Values wanted(exact, images), got(rounded, images);
    const auto total = std::int64_t(exact.layers.size());
    for (std::size_t i = 0; i < exact.layers.size(); ++i) {
        control.report({.phase = "correcting", .done = std::int64_t(i), .total = total});
        control.gate();
        const Layer& layer = exact.layers[i];
        Layer& student = rounded.layers[i];
        const at::Tensor aim = runtime::simulateLayer(bare(layer), wanted.input(layer), {}, false);
        at::Tensor sum = runtime::simulateLayer(bare(student), got.input(student), {}, true);
        const at::Tensor shift = (aim - sum).mean(at::IntArrayRef({0, 2, 3}));
        for (std::size_t c = 0; c < student.bias.size(); ++c) student.bias[c] += shift[std::int64_t(c)].item<float>();
        sum += shift.view({1, -1, 1, 1});
        const auto finish = [&](const at::Tensor& value, const Layer& of, const at::Tensor& shortcut) {
            const at::Tensor y = of.slopes.empty() ? value : at::prelu(value, at::tensor(of.slopes));
            return shortcut.defined() ? y + shortcut : y;
        };
        const at::Tensor shortcut = wanted.shortcut(layer), studentShortcut = got.shortcut(student);
        wanted.put(i, finish(aim, layer, shortcut));
        got.put(i, finish(sum, student, studentShortcut));
    }
    control.report({.phase = "correcting", .done = total, .total = total});
}

/// Largest magnitude of each channel of each value, over pictures.
std::vector<at::Tensor> channelReaches(const Network& net, const at::Tensor& images, RunControl& control) {
    std::vector<at::Tensor> reaches(net.layers.size() + 1);
    Values values(net, images);
    for (std::size_t i = 0; i < net.layers.size(); ++i) {
        control.gate();
        const Layer& layer = net.layers[i];
        at::Tensor y = runtime::simulateLayer(layer, values.input(layer), values.shortcut(layer), false);
        reaches[i + 1] = y.abs().amax({0, 2, 3});
        values.put(i, std::move(y));
    }
    return reaches;
}

/// Moves scale between channels from a layer's activation into the weights that read it, so that one range fits all
/// channels better; the network stays the same, as PReLU lets positive factors through. Wholly before a depthwise
/// layer, whose weights have a scale for each channel anyway; by the square root before others, so that their weights
/// do not become uneven instead. Source: cross-layer equalization, Nagel et al. 2019 (arXiv:1906.04721).
Network equalized(Network net, const at::Tensor& images, RunControl& control) {
    const std::vector<at::Tensor> reaches = channelReaches(net, images, control);
    const std::vector<bool> kept = runtime::keptAsSums(net);
    for (std::size_t i = 0; i + 1 < net.layers.size(); ++i) {
        Layer* reader = nullptr;
        int readers = 0;
        for (Layer& other : net.layers)
            if (other.input == int(i) + 1) {
                reader = &other;
                ++readers;
            }
        if (kept[i + 1] || readers != 1 || reader->shape.groups != (reader->shape.groups == 1 ? 1 : reader->shape.in))
            continue;
        const bool depthwise = reader->shape.groups > 1;
        if (depthwise && reader->shape.out != reader->shape.in) continue;
        const at::Tensor& reach = reaches[i + 1];
        const at::Tensor factor =
            (reach / reach.max().clamp_min(1e-12)).clamp(1.0 / kMostEvened, 1.0).pow(depthwise ? 1.0 : 0.5);
        Layer& layer = net.layers[i];
        layer.weight = layer.weight / factor.view({-1, 1, 1, 1});
        for (std::size_t c = 0; c < layer.bias.size(); ++c) layer.bias[c] /= factor[std::int64_t(c)].item<float>();
        reader->weight = reader->weight * (depthwise ? factor.view({-1, 1, 1, 1}) : factor.view({1, -1, 1, 1}));
    }
    return net;
}

}  // namespace

Network calibrateForIntegers(const Network& network, QuantBits bits, const at::Tensor& images, RunControl& control) {
    checkBits(bits);
    if (network.quantized()) throw Error(Errc::BadArgument, "the network is quantized already; start from an FP32 one");
    if (images.dim() != 4 || images.size(0) < 1) throw Error(Errc::BadArgument, "no pictures to calibrate with");
    const at::NoGradGuard guard;
    const Network folded = equalized(network, images.slice(0, 0, std::min(kForBiases, images.size(0))), control);
    const Calibration found = calibrate(folded, images, control);
    Network net = folded;
    net.weightBits = bits.weights;
    net.activationBits = bits.activations;
    setCodes(net, found, bits);
    setSums(net, found);
    setWeights(net, bits.weights, control);
    correctBiases(folded, net, images.slice(0, 0, std::min(kForBiases, images.size(0))), control);
    for (std::size_t i = 0; i < net.layers.size(); ++i) net.layers[i].weight = folded.layers[i].weight;
    return net;
}

Network quantizeForIntegers(const Network& network, QuantBits bits, const at::Tensor& images, RunControl& control) {
    Network net = calibrateForIntegers(network, bits, images, control);
    for (Layer& layer : net.layers) layer.weight = weightCodes(layer.weight, layer.weightScale, bits.weights);
    checkNetwork(net, "the student");
    return net;
}

}  // namespace syper::core
