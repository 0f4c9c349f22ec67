// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/fixed_order.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <omp.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace syper::core {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kParts = 8;        // of a batch, for gradients of weights
constexpr std::int64_t kChunk = 1 << 16;  // elements summed in one go

/// Has the calling thread's share of a parallel region compute alone. Kernels inside would otherwise plan for all
/// threads of the process, of which they get one.
class Alone {
public:
    Alone() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;
    ~Alone() { omp_set_num_threads(before_); }

private:
    int before_;
    at::NoGradGuard noGradient_;  // this state does not follow into the region
};

/// LibTorch computes 1x1 convolutions by another kernel, with other sums, where it has one thread and the batch is
/// small; never where they are dilated, which changes nothing for one tap.
std::int64_t dilationOf(std::int64_t kernel) {
    return kernel == 1 ? 2 : 1;
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convBackward(const at::Tensor& grad, const at::Tensor& x,
                                                            const at::Tensor& weight, std::int64_t stride,
                                                            std::int64_t padding, std::int64_t groups,
                                                            std::array<bool, 3> wanted) {
    const std::int64_t dilation = dilationOf(weight.size(2));
    return at::convolution_backward(grad, x, weight, c10::nullopt, {stride, stride}, {padding, padding},
                                    {dilation, dilation}, false, {0, 0}, groups, wanted);
}

at::Tensor weightGradient(const at::Tensor& grad, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                          std::int64_t padding, std::int64_t groups) {
    const std::int64_t count = x.size(0);
    std::vector<at::Tensor> parts(std::size_t(std::min(count, kParts)));
    const auto all = std::int64_t(parts.size());
    at::parallel_for(0, all, 1, [&](std::int64_t begin, std::int64_t end) {
        const Alone alone;
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t first = i * count / all, last = (i + 1) * count / all;
            parts[std::size_t(i)] = std::get<1>(convBackward(grad.slice(0, first, last), x.slice(0, first, last),
                                                             weight, stride, padding, groups, {false, true, false}));
        }
    });
    for (std::size_t i = 1; i < parts.size(); ++i) parts[0].add_(parts[i]);
    return parts[0];
}

struct FixedOrderConv : torch::autograd::Function<FixedOrderConv> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                              std::int64_t padding, std::int64_t groups) {
        ctx->save_for_backward({x, weight});
        ctx->saved_data["stride"] = stride;
        ctx->saved_data["padding"] = padding;
        ctx->saved_data["groups"] = groups;
        return at::conv2d(x, weight, {}, stride, padding, dilationOf(weight.size(2)), groups);
    }

    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const variable_list saved = ctx->get_saved_variables();
        const at::Tensor &x = saved[0], &weight = saved[1], grad = grads[0].contiguous();
        const std::int64_t stride = ctx->saved_data["stride"].toInt(), padding = ctx->saved_data["padding"].toInt(),
                           groups = ctx->saved_data["groups"].toInt();
        at::Tensor dx, dw;
        if (ctx->needs_input_grad(0))
            dx = std::get<0>(convBackward(grad, x, weight, stride, padding, groups, {true, false, false}));
        if (ctx->needs_input_grad(1)) dw = weightGradient(grad, x, weight, stride, padding, groups);
        return {dx, dw, at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

}  // namespace

at::Tensor fixedOrderConv(const at::Tensor& x, const at::Tensor& weight, const ConvShape& shape) {
    const bool gradient = at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad());
    if (gradient && x.device().is_cpu())
        return FixedOrderConv::apply(x, weight, shape.stride, shape.padding, shape.groups);
    return at::conv2d(x, weight, {}, shape.stride, shape.padding, dilationOf(shape.kernel), shape.groups);
}

at::Tensor fixedOrderNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& mean,
                          const at::Tensor& variance, bool training, double momentum, double epsilon) {
    const auto norm = [&](const at::Tensor& values) {
        return at::batch_norm(values, weight, bias, mean, variance, training, momentum, epsilon, true);
    };
    // Without a plane the layout is ambiguous, and LibTorch sums it as channels-last: in a part a thread. As one
    // picture of C channels with N values each it is summed channel by channel.
    const bool planes = x.dim() > 2 && x.numel() > x.size(0) * x.size(1);
    if (!training || planes) return norm(x);
    return norm(x.flatten(1).t().contiguous().unsqueeze(0)).squeeze(0).t().reshape(x.sizes());
}

double fixedOrderSquares(const at::Tensor& x) {
    const at::Tensor values = x.detach().to(at::kCPU, at::kFloat).contiguous();
    const float* from = values.data_ptr<float>();
    const std::int64_t count = values.numel();
    std::vector<double> sums(std::size_t((count + kChunk - 1) / kChunk));
    at::parallel_for(0, std::int64_t(sums.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t chunk = begin; chunk < end; ++chunk) {
            double sum = 0;
            const std::int64_t last = std::min(count, (chunk + 1) * kChunk);
            for (std::int64_t i = chunk * kChunk; i < last; ++i) sum += double(from[i]) * from[i];
            sums[std::size_t(chunk)] = sum;
        }
    });
    double sum = 0;
    for (const double part : sums) sum += part;
    return sum;
}

}  // namespace syper::core
