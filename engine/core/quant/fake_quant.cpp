// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/fake_quant.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <limits>

#include "core/quant/fake_quant_kernels.h"

namespace syper::core {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kGrain = 16384;  // elements a thread takes at least

Range joined(const Range& a, const Range& b) {
    if (std::isnan(a.low) || std::isnan(b.low)) {
        constexpr float nan = std::numeric_limits<float>::quiet_NaN();
        return {nan, nan};
    }
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

/// Runs `body(first, last)` over 0..count-1, items of `size` elements each, on the compute threads.
template <class Body>
void overItems(std::int64_t count, std::int64_t size, const Body& body) {
    at::parallel_for(0, count, std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, size)), body);
}

at::Tensor plain(const at::Tensor& x) {
    return x.detach().to(at::kCPU, at::kFloat).contiguous();
}

at::Tensor roundAll(const at::Tensor& x, const Affine& affine) {
    const at::Tensor in = plain(x);
    at::Tensor out = at::empty_like(in);
    const float* from = in.data_ptr<float>();
    float* to = out.data_ptr<float>();
    at::parallel_for(0, in.numel(), kGrain, [&](std::int64_t first, std::int64_t last) {
        kernels::round(from + first, to + first, last - first, affine);
    });
    return out.to(x.device());
}

at::Tensor roundRows(const at::Tensor& weight, int bits) {
    const at::Tensor in = plain(weight);
    at::Tensor out = at::empty_like(in);
    const std::int64_t rows = in.size(0), size = in.numel() / std::max<std::int64_t>(1, rows);
    const float* from = in.data_ptr<float>();
    float* to = out.data_ptr<float>();
    overItems(rows, size, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t row = first; row < last; ++row) {
            const Affine affine = fitRange(kernels::minMax(from + row * size, size), bits);
            kernels::round(from + row * size, to + row * size, size, affine);
        }
    });
    return out.to(weight.device());
}

/// Gradient straight through a rounding that forward() did.
struct StraightThrough : torch::autograd::Function<StraightThrough> {
    static at::Tensor forward(AutogradContext*, const at::Tensor&, const at::Tensor& rounded) { return rounded; }
    static variable_list backward(AutogradContext*, variable_list grads) { return {grads[0], at::Tensor()}; }
};

struct PreluRound : torch::autograd::Function<PreluRound> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& slopes, Range* range,
                              std::int64_t bits, bool learn) {
        const at::Tensor in = plain(x), by = plain(slopes);
        at::Tensor out = at::empty_like(in);
        const std::int64_t channels = in.size(1), planes = in.size(0) * channels,
                           size = in.numel() / std::max<std::int64_t>(1, planes);
        const float* from = in.data_ptr<float>();
        const float* slope = by.data_ptr<float>();
        float* to = out.data_ptr<float>();
        if (learn) {
            overItems(planes, size, [&](std::int64_t first, std::int64_t last) {
                for (std::int64_t p = first; p < last; ++p)
                    kernels::prelu(from + p * size, to + p * size, size, slope[p % channels]);
            });
            widen(*range, out);
            const Affine affine = fitRange(*range, int(bits));
            at::parallel_for(0, out.numel(), kGrain, [&](std::int64_t first, std::int64_t last) {
                kernels::round(to + first, to + first, last - first, affine);
            });
        } else {
            const Affine affine = fitRange(*range, int(bits));
            overItems(planes, size, [&](std::int64_t first, std::int64_t last) {
                for (std::int64_t p = first; p < last; ++p)
                    kernels::preluRound(from + p * size, to + p * size, size, slope[p % channels], affine);
            });
        }
        ctx->save_for_backward({x, slopes});
        return out.to(x.device());
    }

    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const variable_list saved = ctx->get_saved_variables();
        const at::Tensor in = plain(saved[0]), by = plain(saved[1]), grad = plain(grads[0]);
        const std::int64_t channels = in.size(1), planes = in.size(0) * channels,
                           size = in.numel() / std::max<std::int64_t>(1, planes);
        at::Tensor dx = at::empty_like(in);
        at::Tensor sums = at::empty({in.size(0), channels}, at::kDouble);
        const float *x = in.data_ptr<float>(), *g = grad.data_ptr<float>(), *slope = by.data_ptr<float>();
        float* to = dx.data_ptr<float>();
        auto* sum = sums.data_ptr<double>();
        overItems(planes, size, [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t p = first; p < last; ++p)
                sum[p] = kernels::preluBackward(x + p * size, g + p * size, to + p * size, size, slope[p % channels]);
        });
        const at::Device device = saved[0].device();
        return {dx.to(device), sums.sum(0).to(at::kFloat).to(device), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

}  // namespace

void widen(Range& range, const at::Tensor& x) {
    const at::Tensor in = plain(x);
    if (in.numel() == 0) return;
    const float* from = in.data_ptr<float>();
    range = joined(range, at::parallel_reduce(
                              0, in.numel(), kGrain, kernels::minMax(from, 1),
                              [&](std::int64_t first, std::int64_t last, Range) {
                                  return kernels::minMax(from + first, last - first);
                              },
                              joined));
}

Affine fitRange(const Range& range, int bits) {
    const float width = range.high - range.low;
    const float half = std::exp2(float(bits - 1));
    // The reciprocal first, as the published code computes a number over a tensor: codes on a tie depend on it.
    const float scale = 1.0F / (width < 1e-8F ? 1e-8F : width) * (std::exp2(float(bits)) - 1.0F);
    return {
        .scale = scale, .zeroPoint = std::nearbyint(scale * range.low) + half, .lowest = -half, .highest = half - 1.0F};
}

at::Tensor fakeQuantize(const at::Tensor& x, const Affine& affine) {
    return StraightThrough::apply(x, roundAll(x, affine));
}

at::Tensor fakeQuantizeRows(const at::Tensor& weight, int bits) {
    return StraightThrough::apply(weight, roundRows(weight, bits));
}

at::Tensor preluFakeQuantize(const at::Tensor& x, const at::Tensor& slopes, Range& range, int bits, bool learn) {
    return PreluRound::apply(x, slopes, &range, std::int64_t(bits), learn);
}

}  // namespace syper::core
