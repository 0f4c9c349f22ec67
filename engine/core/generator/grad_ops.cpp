// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/grad_ops.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>

namespace syper::core {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

/// What all three operations share.
struct ConvSettings {
    std::int64_t stride = 1, padding = 0, groups = 1;
};

at::Tensor channelsLast(const at::Tensor& x) {
    return x.contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor rawBackward(const at::Tensor& grad, const at::Tensor& x, const at::Tensor& weight, const ConvSettings& s,
                       bool forInput) {
    const std::array<std::int64_t, 2> stride{s.stride, s.stride}, padding{s.padding, s.padding}, one{1, 1}, zero{0, 0};
    const auto grads = at::convolution_backward(grad, x, weight, c10::nullopt, stride, padding, one, false, zero,
                                                s.groups, {forInput, !forInput, false});
    return forInput ? std::get<0>(grads) : std::get<1>(grads);
}

void save(AutogradContext* ctx, const variable_list& tensors, const ConvSettings& s) {
    ctx->save_for_backward(tensors);
    ctx->saved_data["stride"] = s.stride;
    ctx->saved_data["padding"] = s.padding;
    ctx->saved_data["groups"] = s.groups;
}

ConvSettings settings(AutogradContext* ctx) {
    return {ctx->saved_data["stride"].toInt(), ctx->saved_data["padding"].toInt(), ctx->saved_data["groups"].toInt()};
}

class Convolve : public Function<Convolve> {
public:
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                              std::int64_t padding, std::int64_t groups);
    static variable_list backward(AutogradContext* ctx, const variable_list& grads);
};

class ConvolveTransposed : public Function<ConvolveTransposed> {
public:
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                              std::int64_t padding, std::int64_t side, std::int64_t groups);
    static variable_list backward(AutogradContext* ctx, const variable_list& grads);
};

/// The gradient of a convolution's weight as an operation of its own: bilinear in x and the outer gradient.
class WeightGradient : public Function<WeightGradient> {
public:
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& grad, std::int64_t kernel,
                              std::int64_t stride, std::int64_t padding, std::int64_t groups);
    static variable_list backward(AutogradContext* ctx, const variable_list& grads);
};

at::Tensor Convolve::forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                             std::int64_t padding, std::int64_t groups) {
    save(ctx, {x, weight}, {stride, padding, groups});
    const std::array<std::int64_t, 2> strides{stride, stride}, paddings{padding, padding}, one{1, 1};
    return at::conv2d(channelsLast(x), channelsLast(weight), {}, strides, paddings, one, groups);
}

variable_list Convolve::backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const ConvSettings s = settings(ctx);
    at::Tensor forX, forWeight;
    if (ctx->needs_input_grad(0))
        forX = ConvolveTransposed::apply(grads[0], saved[1], s.stride, s.padding, saved[0].size(2), s.groups);
    if (ctx->needs_input_grad(1))
        forWeight = WeightGradient::apply(saved[0], grads[0], saved[1].size(2), s.stride, s.padding, s.groups);
    return {forX, forWeight, {}, {}, {}};
}

at::Tensor ConvolveTransposed::forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight,
                                       std::int64_t stride, std::int64_t padding, std::int64_t side,
                                       std::int64_t groups) {
    const ConvSettings s{stride, padding, groups};
    save(ctx, {x, weight}, s);
    // Only the shape of this one is read. LibTorch 1.13's own transposed convolution refuses channels-last input.
    const at::Tensor shape =
        at::empty({x.size(0), weight.size(1) * groups, side, side}, x.options(), at::MemoryFormat::ChannelsLast);
    return rawBackward(channelsLast(x), shape, channelsLast(weight), s, true);
}

variable_list ConvolveTransposed::backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const ConvSettings s = settings(ctx);
    at::Tensor forX, forWeight;
    if (ctx->needs_input_grad(0)) forX = Convolve::apply(grads[0], saved[1], s.stride, s.padding, s.groups);
    if (ctx->needs_input_grad(1))
        forWeight = WeightGradient::apply(grads[0], saved[0], saved[1].size(2), s.stride, s.padding, s.groups);
    return {forX, forWeight, {}, {}, {}, {}};
}

at::Tensor WeightGradient::forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& grad,
                                   std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                                   std::int64_t groups) {
    const ConvSettings s{stride, padding, groups};
    save(ctx, {x, grad}, s);
    const at::Tensor shape =
        at::empty({grad.size(1), x.size(1) / groups, kernel, kernel}, x.options(), at::MemoryFormat::ChannelsLast);
    return rawBackward(channelsLast(grad), channelsLast(x), shape, s, false);
}

variable_list WeightGradient::backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const ConvSettings s = settings(ctx);
    at::Tensor forX, forGrad;
    if (ctx->needs_input_grad(0))
        forX = ConvolveTransposed::apply(saved[1], grads[0], s.stride, s.padding, saved[0].size(2), s.groups);
    if (ctx->needs_input_grad(1)) forGrad = Convolve::apply(saved[0], grads[0], s.stride, s.padding, s.groups);
    return {forX, forGrad, {}, {}, {}, {}};
}

class Gated : public Function<Gated> {
public:
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, RunControl* control) {
        ctx->saved_data["control"] = std::int64_t(reinterpret_cast<std::intptr_t>(control));
        return x.view_as(x);
    }
    static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
        auto* control = reinterpret_cast<RunControl*>(std::intptr_t(ctx->saved_data["control"].toInt()));
        control->gate();
        return {Gated::apply(grads[0], control), {}};
    }
};

/// A depthwise weight that correlates as `kernel` convolves.
at::Tensor planeWeight(const at::Tensor& x, const at::Tensor& kernel) {
    const at::Tensor flipped = kernel.flip({0, 1}).to(x.scalar_type());
    return flipped.expand({x.size(1), 1, kernel.size(0), kernel.size(1)}).contiguous();
}

}  // namespace

at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, std::int64_t stride, std::int64_t padding,
                    std::int64_t groups) {
    return Convolve::apply(x, weight, stride, padding, groups);
}

at::Tensor convolveTransposed(const at::Tensor& x, const at::Tensor& weight, std::int64_t stride, std::int64_t padding,
                              std::int64_t side, std::int64_t groups) {
    return ConvolveTransposed::apply(x, weight, stride, padding, side, groups);
}

at::Tensor filterPlanes(const at::Tensor& x, const at::Tensor& kernel, std::int64_t padding) {
    return convolve(x, planeWeight(x, kernel), 1, padding, x.size(1));
}

at::Tensor filterDown2(const at::Tensor& x, const at::Tensor& kernel, std::int64_t padding) {
    // The strided depthwise kernel's backward pass is eight times slower than filtering all and dropping three
    // quarters.
    return filterPlanes(x, kernel, padding).slice(2, 0, c10::nullopt, 2).slice(3, 0, c10::nullopt, 2);
}

at::Tensor filterUp2(const at::Tensor& x, const at::Tensor& kernel) {
    const at::Tensor weight = (kernel * 4.0).to(x.scalar_type()).expand({x.size(1), 1, kernel.size(0), kernel.size(1)});
    const std::int64_t taps = kernel.size(0);
    // Zeros in between, taps / 2 of them before: what is left of the whole convolution starts at (taps - 1) - taps / 2.
    return convolveTransposed(x, weight.contiguous(), 2, (taps - 1) - taps / 2, 2 * x.size(2), x.size(1));
}

at::Tensor biasLeaky(const at::Tensor& x, const at::Tensor& bias, double clamp) {
    std::vector<std::int64_t> shape(std::size_t(x.dim()), 1);
    shape[1] = -1;
    const at::Tensor y = at::leaky_relu(x + bias.to(x.scalar_type()).view(shape), 0.2);
    return clamp > 0 ? at::clamp(y, -clamp, clamp) : y;
}

at::Tensor asActivation(const at::Tensor& x, std::int64_t resolution, bool half) {
    return x.to(half && resolution >= kHalfFrom ? at::kBFloat16 : at::kFloat, false, false,
                at::MemoryFormat::ChannelsLast);
}

at::Tensor gated(const at::Tensor& x, RunControl& control) {
    control.gate();
    return Gated::apply(x, &control);
}

}  // namespace syper::core
