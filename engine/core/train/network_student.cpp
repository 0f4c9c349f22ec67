// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <optional>

#include "core/api/compute.h"
#include "core/backbones/fixed_order.h"
#include "core/formats/safetensors.h"
#include "core/quant/deploy.h"
#include "core/quant/deploy_ranges.h"
#include "core/runtime/engine.h"
#include "core/runtime/packed_file.h"
#include "core/train/losses.h"
#include "core/train/transfer_student.h"

namespace syper::core {
namespace {

using runtime::Codes;
using runtime::Layer;
using runtime::Network;

constexpr std::int64_t kCalibrated = 48;   // pictures
constexpr double kSlopeUnit = 1.0 / 64.0;  // of a PReLU: as much to it as a code is to a weight
constexpr std::int64_t kRangeNumbers = 4;  // scale, zero, bits of the input's codes, scale of the sums

/// x rounded to codes; the gradient passes where x is within their range.
at::Tensor throughCodes(const at::Tensor& x, const Codes& codes) {
    const at::Tensor kept = x.clamp(-codes.scale * codes.zero, codes.scale * (codes.highest() - codes.zero));
    const at::Tensor flat = kept.detach();
    return kept + (runtime::roundToCodes(flat, codes) - flat);
}

/// A weight rounded with a fixed scale for each row; the gradient passes where it is not cut.
at::Tensor throughRows(const at::Tensor& weight, const at::Tensor& scales, int bits) {
    const double most = std::exp2(double(bits - 1)) - 1.0;
    const at::Tensor kept = (weight / scales).clamp(-most, most);
    const at::Tensor flat = kept.detach();
    return (kept + (flat.round() - flat)) * scales;
}

at::Tensor passesGate(at::Tensor x, RunControl& control) {
    control.gate();
    if (x.requires_grad())
        x.register_hook([&control](at::Tensor gradient) {
            control.gate();
            return gradient;
        });
    return x;
}

class NetworkStudent final : public TransferStudent {
public:
    NetworkStudent(const QuantizeConfig& config, const Model& teacher)
        : bits_{config.weightBits, config.activationBits}, exact_(folded(config, teacher)) {
        for (const Layer& layer : exact_.layers) {
            add(layer.name + ".weight", layer.weight, true);
            add(layer.name + ".bias", at::tensor(layer.bias), true);
            if (!layer.slopes.empty()) add(layer.name + ".slopes", at::tensor(layer.slopes), true);
            add(layer.name + ".weight_scale", at::ones({layer.shape.out, 1, 1, 1}), false);
            add(layer.name + ".ranges", at::zeros({kRangeNumbers}, at::kDouble), false);
        }
    }

    void prepare(const ImageSet& images, RunControl& control) override {
        const std::vector<std::int64_t> which = preparedWith(images.size());
        const int side = exact_.shape.inputSize;
        at::Tensor pictures = at::empty({std::int64_t(which.size()), 3, side, side});
        for (std::size_t i = 0; i < which.size(); ++i) {
            control.gate();
            control.report({.phase = "loading", .done = std::int64_t(i), .total = std::int64_t(which.size())});
            at::Tensor to = pictures[std::int64_t(i)];
            images.load(which[i], side, {to.data_ptr<float>(), std::size_t(to.numel())});
        }
        const Network calibrated = calibrateForIntegers(exact_, bits_, pictures, control);
        const at::NoGradGuard guard;
        for (const Layer& layer : calibrated.layers) {
            tensor(layer, ".weight").copy_(layer.weight);
            tensor(layer, ".bias").copy_(at::tensor(layer.bias));
            tensor(layer, ".weight_scale").copy_(at::tensor(layer.weightScale).view({-1, 1, 1, 1}));
            const Codes& codes = layer.codes;
            tensor(layer, ".ranges")
                .copy_(at::tensor({codes.scale, double(codes.zero), double(codes.bits), layer.sumScale}, at::kDouble));
        }
    }
    std::vector<std::int64_t> preparedWith(std::int64_t size) const override {
        const std::int64_t count = std::min(kCalibrated, std::max<std::int64_t>(1, size / 2));
        std::vector<std::int64_t> which;
        for (std::int64_t i = 0; i < count; ++i) which.push_back(i * size / count);
        return which;
    }

    const TensorMap& tensors() const override { return tensors_; }
    std::vector<std::string> trainedNames() const override {
        std::vector<std::string> names;
        for (const auto& [name, tensor] : tensors_.entries())
            if (tensor.requires_grad()) names.push_back(name);
        return names;
    }

    QatStepFigures step(Sgd& optimizer, const at::Tensor& images, const at::Tensor& wanted,
                        const QatStepOptions& options, RunControl& control) override {
        return transferStep(forward(images, control), wanted, trained(), optimizer, options,
                            [this](std::vector<at::Tensor>& gradients) { condition(gradients); });
    }

    at::Tensor embed(const at::Tensor& images, RunControl& control) const override {
        const auto engine = runtime::integerEngine(network());
        at::Tensor rows = at::empty({images.size(0), engine->dimension()});
        const at::Tensor flat = images.contiguous();
        const std::int64_t size = engine->pictureSize();
        for (std::int64_t i = 0; i < images.size(0); ++i) {
            control.gate();
            control.report({.phase = "measuring", .done = i, .total = images.size(0)});
            engine->run({flat.data_ptr<float>() + i * size, std::size_t(size)},
                        {rows.data_ptr<float>() + i * engine->dimension(), std::size_t(engine->dimension())},
                        computeThreads());
        }
        return normalizeRows(rows);
    }

    std::int64_t write(const std::filesystem::path& path,
                       const std::map<std::string, std::string>& metadata) const override {
        writeSafetensors(path, runtime::packNetwork(network(), metadata));
        return std::int64_t(std::filesystem::file_size(path));
    }
    std::int64_t bytesPacked() const override { return (parameters() * bits_.weights + 7) / 8; }
    std::int64_t parameters() const override { return exact_.parameters; }
    nlohmann::ordered_json report() const override {
        nlohmann::ordered_json layers = nlohmann::ordered_json::array();
        for (const Layer& layer : network().layers)
            layers.push_back({{"name", layer.name},
                              {"input_scale", layer.codes.scale},
                              {"input_zero", layer.codes.zero},
                              {"input_bits", layer.codes.bits}});
        return {{"layers", layers}};
    }

private:
    static Network folded(const QuantizeConfig& config, const Model& teacher) {
        Model first = firstWeights(config, teacher);
        first.moveTo("cpu");  // where whole numbers run
        if (first.scheme() != nullptr)
            throw Error(Errc::BadArgument,
                        config.init.string() + " is quantized already; whole numbers are made from an FP32 model");
        return runtime::foldModel(first);
    }

    void add(const std::string& name, const at::Tensor& value, bool isTrained) {
        tensors_.set(name, value.detach().clone().set_requires_grad(isTrained));
    }
    const at::Tensor& tensor(const Layer& layer, const char* what) const { return tensors_.at(layer.name + what); }

    Codes codesOf(const Layer& layer) const {
        const auto* numbers = tensor(layer, ".ranges").data_ptr<double>();
        return {.scale = numbers[0], .zero = int(numbers[1]), .bits = int(numbers[2])};
    }

    /// Folded and evened layers have weights of very different sizes, on which one rate acts very differently. In units
    /// of a code, and of equal mean size in each tensor, a rate says by how many codes a step moves the weights.
    void condition(std::vector<at::Tensor>& gradients) const {
        const at::NoGradGuard guard;
        std::size_t next = 0;
        const auto scale = [&](const at::Tensor& unit) {
            at::Tensor& gradient = gradients[next++];
            gradient.mul_(unit);
            const double size = std::sqrt(fixedOrderSquares(gradient) / double(gradient.numel()));
            gradient.mul_(unit / std::max(size, 1e-30));
        };
        for (const Layer& layer : exact_.layers) {
            const at::Tensor& code = tensor(layer, ".weight_scale");
            scale(code);
            const double inputs = double(layer.weight.numel() / layer.shape.out);
            scale(code.flatten() * (codesOf(layer).scale * std::sqrt(inputs)));  // what codes of the weights may shift
            if (!layer.slopes.empty()) scale(at::full({1}, kSlopeUnit));
        }
    }

    at::Tensor forward(const at::Tensor& images, RunControl& control) const {
        std::vector<at::Tensor> values{images};
        for (const Layer& layer : exact_.layers) {
            at::Tensor x = values[std::size_t(layer.input)];
            if (layer.input == 0) x = x - runtime::kImageShift;
            if (!layer.scale.empty())
                x = x * at::tensor(layer.scale).view({1, -1, 1, 1}) + at::tensor(layer.shift).view({1, -1, 1, 1});
            const at::Tensor weight =
                throughRows(tensor(layer, ".weight"), tensor(layer, ".weight_scale"), bits_.weights);
            at::Tensor y = fixedOrderConv(throughCodes(x, codesOf(layer)), weight, layer.shape) +
                           tensor(layer, ".bias").view({1, -1, 1, 1});
            if (!layer.slopes.empty()) y = at::prelu(y, tensor(layer, ".slopes"));
            if (layer.shortcut > 0) y = y + values[std::size_t(layer.shortcut)];
            values.push_back(passesGate(std::move(y), control));
        }
        return values.back().flatten(1);
    }

    /// The student as it stands, its weights as codes.
    Network network() const {
        const at::NoGradGuard guard;
        Network net = exact_;
        net.weightBits = bits_.weights;
        net.activationBits = bits_.activations;
        const auto list = [](const at::Tensor& t) {
            return std::vector<float>(t.data_ptr<float>(), t.data_ptr<float>() + t.numel());
        };
        for (Layer& layer : net.layers) {
            layer.codes = codesOf(layer);
            layer.sumScale = tensor(layer, ".ranges").data_ptr<double>()[kRangeNumbers - 1];
            layer.weightScale = list(tensor(layer, ".weight_scale"));
            layer.bias = list(tensor(layer, ".bias"));
            if (!layer.slopes.empty()) layer.slopes = list(tensor(layer, ".slopes"));
            layer.weight = weightCodes(tensor(layer, ".weight"), layer.weightScale, bits_.weights);
        }
        runtime::checkNetwork(net, "the student");
        return net;
    }

    QuantBits bits_;
    Network exact_;  ///< architecture and what is not trained
    TensorMap tensors_;
};

}  // namespace

std::unique_ptr<TransferStudent> networkStudent(const QuantizeConfig& config, const Model& teacher) {
    return std::make_unique<NetworkStudent>(config, teacher);
}

}  // namespace syper::core
