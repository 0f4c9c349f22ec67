// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/onnx_generator.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "core/api/error.h"
#include "core/generator/weights.h"

namespace syper::core {
namespace {

using runtime::OnnxBuilder;

constexpr double kTiny = 1e-8;  // under every square root, as published
constexpr float kLeaky = 0.2F;

class GeneratorWriter {
public:
    GeneratorWriter(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape)
        : mapping_(weights, prefix + "mapping."),
          synthesis_(weights, prefix + "synthesis."),
          shape_(shape),
          onnx_("stylegan2-ada") {}

    OnnxBuilder write() {
        const std::string w = onnx_.node("Identity", {truncated(mapped())}, "w");
        const std::string image = synthesised(w);
        onnx_.node("Identity", {image}, "image");
        onnx_.output("image", {3, shape_.resolution, shape_.resolution});
        onnx_.output("w", {shape_.wDim});
        onnx_.metadata("architecture", architectureName(shape_.architecture));
        onnx_.metadata(kMappingLayersKey, std::to_string(shape_.mappingLayers));
        return std::move(onnx_);
    }

private:
    std::string rsqrtDivided(const std::string& x, const std::string& squares, const std::string& name) {
        const std::string safe = onnx_.node("Add", {squares, onnx_.number(name + ".tiny", kTiny)}, name + ".safe");
        return onnx_.node("Div", {x, onnx_.node("Sqrt", {safe}, name + ".root")}, name);
    }
    std::string normalised(const std::string& x, const std::string& name) {
        const std::string squares = onnx_.node("Mul", {x, x}, name + ".squares");
        const std::string mean = onnx_.node("ReduceMean", {squares}, name + ".mean");
        onnx_.attribute("axes", std::vector<std::int64_t>{1});
        onnx_.attribute("keepdims", std::int64_t(1));
        return rsqrtDivided(x, mean, name);
    }
    std::string dense(const std::string& x, const at::Tensor& weight, const at::Tensor& bias, const std::string& name) {
        const std::string made =
            onnx_.node("Gemm", {x, onnx_.constant(name + ".weight", weight), onnx_.constant(name + ".bias", bias)},
                       name + ".dense");
        onnx_.attribute("transB", std::int64_t(1));
        return made;
    }
    std::string leaky(const std::string& x, const std::string& name) {
        const std::string made = onnx_.node("LeakyRelu", {x}, name);
        onnx_.attribute("alpha", kLeaky);
        return made;
    }

    std::string mapped() {
        onnx_.input("z", {shape_.zDim});
        std::string x = normalised("z", "z_unit");
        const std::int64_t wide = shape_.wDim, classes = shape_.cDim;
        if (classes > 0) {
            onnx_.input("label", {classes});
            const std::string y =
                dense("label", mapping_.take("embed.weight", {wide, classes}) / std::sqrt(double(classes)),
                      mapping_.take("embed.bias", {wide}), "mapping.embed");
            x = onnx_.node("Concat", {x, normalised(y, "label_unit")}, "mapping.in");
            onnx_.attribute("axis", std::int64_t(1));
        }
        for (int i = 0; i < shape_.mappingLayers; ++i) {
            const std::int64_t in = i > 0 ? wide : shape_.zDim + (classes > 0 ? wide : 0);
            const std::string name = "fc" + std::to_string(i);
            const double gain = shape_.mappingRate * std::numbers::sqrt2;  // leaky ReLU's gain, which may act before it
            x = leaky(dense(x, mapping_.take(name + ".weight", {wide, in}) * (gain / std::sqrt(double(in))),
                            mapping_.take(name + ".bias", {wide}) * gain, "mapping." + name),
                      "mapping." + name);
        }
        return x;
    }

    std::string truncated(const std::string& w) {
        if (!mapping_.contains("w_avg")) return w;
        const std::string psi = onnx_.option("truncation", 1.0F);
        const std::string average = onnx_.constant("w_avg", mapping_.take("w_avg", {shape_.wDim}));
        const std::string away = onnx_.node("Sub", {w, average}, "w_away");
        return onnx_.node("Add", {average, onnx_.node("Mul", {away, psi}, "w_scaled")}, "w_truncated");
    }

    /// Styles [N,in] of a layer, times `gain`.
    std::string styles(const std::string& w, const std::string& name, std::int64_t in, double gain) {
        const double by = gain / std::sqrt(double(shape_.wDim));
        return dense(w, synthesis_.take(name + ".affine.weight", {in, shape_.wDim}) * by,
                     synthesis_.take(name + ".affine.bias", {in}) * gain, name + ".affine");
    }
    std::string onPlanes(const std::string& rows, const std::string& name) {
        return onnx_.node("Unsqueeze", {rows, onnx_.constant(name + ".axes", std::vector<std::int64_t>{2, 3}, {2})},
                          name);
    }

    std::string conv(const char* type, const std::string& x, const at::Tensor& weight, std::int64_t stride,
                     const std::vector<std::int64_t>& pads, std::int64_t groups, const std::string& name) {
        const std::string made = onnx_.node(type, {x, onnx_.constant(name + ".kernel", weight)}, name);
        onnx_.attribute("kernel_shape", {weight.size(2), weight.size(3)});
        onnx_.attribute("strides", {stride, stride});
        onnx_.attribute("pads", pads);
        onnx_.attribute("group", groups);
        return made;
    }

    at::Tensor filterOf(const std::string& name, std::int64_t channels) const {
        const at::Tensor filter = synthesis_.filter(name + ".resample_filter") * 4.0;  // a zero after every pixel
        const std::int64_t taps = filter.size(0);
        if (taps < 2)
            throw Error(Errc::Unsupported, name + " has a filter of one tap, which ONNX export does not know");
        return filter.expand({channels, 1, taps, taps}).contiguous();
    }
    /// Twice the size, as upsample2d: the filter laid down at every second pixel.
    std::string upsampled(const std::string& x, std::int64_t channels, const std::string& block,
                          const std::string& name) {
        const at::Tensor filter = filterOf(block, channels);
        const std::int64_t taps = filter.size(2), before = (taps + 1) / 2;
        return conv("ConvTranspose", x, filter, 2, {taps - 1 - before, taps - 1 - before, before - 1, before - 1},
                    channels, name);
    }
    std::string lowPass(const std::string& x, std::int64_t channels, const std::string& layer) {
        const at::Tensor filter = filterOf(layer, channels).flip({2, 3});
        const std::int64_t taps = filter.size(2), before = (taps + 1) / 2 - 1, after = (taps - 2) / 2;
        return conv("Conv", x, filter, 1, {before, before, after, after}, channels, layer + ".filtered");
    }

    std::string limited(const std::string& x, double limit, const std::string& name) {
        if (limit <= 0.0) return x;
        return onnx_.node("Clip", {x, onnx_.number(name + ".lowest", -limit), onnx_.number(name + ".highest", limit)},
                          name);
    }
    std::string biased(const std::string& x, const std::string& layer, std::int64_t channels) {
        const at::Tensor bias = synthesis_.take(layer + ".bias", {channels}).view({channels, 1, 1});
        return onnx_.node("Add", {x, onnx_.constant(layer + ".bias", bias)}, layer + ".biased");
    }

    std::string layer(const std::string& x, const std::string& w, const std::string& name, std::int64_t in,
                      std::int64_t out, std::int64_t side, bool up, double gain) {
        const at::Tensor weight = synthesis_.take(name + ".weight", {out, in, 3, 3});
        const std::string s = styles(w, name, in, 1.0);
        std::string y = onnx_.node("Mul", {x, onPlanes(s, name + ".styles")}, name + ".styled");
        y = up ? lowPass(
                     conv("ConvTranspose", y, weight.transpose(0, 1).contiguous(), 2, {0, 0, 0, 0}, 1, name + ".conv"),
                     out, name)
               : conv("Conv", y, weight, 1, {1, 1, 1, 1}, 1, name + ".conv");
        const std::string squares = onnx_.node("Mul", {s, s}, name + ".style_squares");
        const std::string sums =
            onnx_.node("Gemm", {squares, onnx_.constant(name + ".squares", weight.square().sum(at::IntArrayRef{2, 3}))},
                       name + ".sums");
        onnx_.attribute("transB", std::int64_t(1));
        y = rsqrtDivided(y, onPlanes(sums, name + ".energy"), name + ".demodulated");
        const double strength = synthesis_.contains(name + ".noise_strength")
                                    ? synthesis_.take(name + ".noise_strength", {}).item<double>()
                                    : 0.0;
        if (strength != 0.0) {
            const at::Tensor noise = synthesis_.take(name + ".noise_const", {side, side}) * strength;
            y = onnx_.node("Add", {y, onnx_.constant(name + ".noise", noise)}, name + ".noisy");
        }
        y = leaky(biased(y, name, out), name + ".active");
        y = onnx_.node("Mul", {y, onnx_.number(name + ".gain", std::numbers::sqrt2 * gain)}, name + ".scaled");
        return limited(y, shape_.clamp * gain, name + ".limited");
    }

    std::string colours(const std::string& x, const std::string& w, const std::string& name, std::int64_t in) {
        const std::string s = styles(w, name, in, 1.0 / std::sqrt(double(in)));
        const std::string y = onnx_.node("Mul", {x, onPlanes(s, name + ".styles")}, name + ".styled");
        const std::string mixed =
            conv("Conv", y, synthesis_.take(name + ".weight", {3, in, 1, 1}), 1, {0, 0, 0, 0}, 1, name + ".conv");
        return limited(biased(mixed, name, 3), shape_.clamp, name + ".limited");
    }

    std::string synthesised(const std::string& w) {
        const std::int64_t first = shape_.channels.front();
        std::string x = onnx_.constant("b4.const", synthesis_.take("b4.const", {first, 4, 4}).unsqueeze(0)), image;
        for (int i = 0; i < shape_.blocks(); ++i) {
            const std::string b = "b" + std::to_string(shape_.blockResolution(i));
            const std::int64_t out = shape_.channels[std::size_t(i)],
                               in = i > 0 ? shape_.channels[std::size_t(i) - 1] : out;
            const std::int64_t side = shape_.blockResolution(i);
            const bool joins = i > 0 && shape_.architecture == Architecture::Resnet;
            const double gain = joins ? std::sqrt(0.5) : 1.0;
            std::string aside;
            if (joins) {
                const at::Tensor kernel =
                    synthesis_.take(b + ".skip.weight", {out, in, 1, 1}) * (gain / std::sqrt(double(in)));
                aside = upsampled(conv("Conv", x, kernel, 1, {0, 0, 0, 0}, 1, b + ".skip.conv"), out, b + ".skip",
                                  b + ".aside");
            }
            if (i > 0) x = layer(x, w, b + ".conv0", in, out, side, true, 1.0);
            x = layer(x, w, b + ".conv1", out, out, side, false, gain);
            if (joins) x = onnx_.node("Add", {aside, x}, b + ".joined");
            if (!image.empty()) image = upsampled(image, 3, b, b + ".image_wide");
            if (!shape_.colours(i)) continue;
            const std::string y = colours(x, w, b + ".torgb", out);
            image = image.empty() ? y : onnx_.node("Add", {image, y}, b + ".image");
        }
        return image;
    }

    WeightReader mapping_, synthesis_;
    GeneratorShape shape_;
    OnnxBuilder onnx_;
};

}  // namespace

OnnxBuilder onnxOfGenerator(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape) {
    const at::NoGradGuard guard;
    return GeneratorWriter(weights, prefix, shape).write();
}

}  // namespace syper::core
