// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/ada_augment.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>
#include <cmath>
#include <numbers>

#include "core/api/error.h"

namespace syper::core {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

constexpr double kPi = std::numbers::pi;
constexpr std::int64_t kBilinear = 0, kReflection = 2;

// The symlet of order 6 (Daubechies 1992): orthonormal, so filtering up by two and back down is the identity.
constexpr std::array<double, 12> kSym6{0.015404109327027373, 0.0034907120842174702, -0.11799011114819057,
                                       -0.048311742585633,   0.4910559419267466,    0.787641141030194,
                                       0.3379294217276218,   -0.07263752278646252,  -0.021060292512300564,
                                       0.04472490177066578,  0.0017677118642428036, -0.007800708325034148};
constexpr std::int64_t kTaps = 12, kCentre = 5;  // a source pixel i lands on 2i, which is tap 5
constexpr std::int64_t kRim = 6;                 // half pixels around the output that the way back down reads

/// Bilinear sampling with reflection; linear in the pictures, so its gradient's gradient is itself.
class Resample : public Function<Resample> {
public:
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& pictures, const at::Tensor& grid) {
        ctx->save_for_backward({grid});
        ctx->saved_data["side"] = pictures.size(2);
        return at::grid_sampler_2d(pictures, grid, kBilinear, kReflection, true);
    }
    static variable_list backward(AutogradContext* ctx, const variable_list& grads);
};

class ResampleGradient : public Function<ResampleGradient> {
public:
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& grad, const at::Tensor& grid, std::int64_t side) {
        ctx->save_for_backward({grid});
        const at::Tensor shape = at::empty({grad.size(0), grad.size(1), side, side}, grad.options());
        return std::get<0>(
            at::grid_sampler_2d_backward(grad, shape, grid, kBilinear, kReflection, true, {true, false}));
    }
    static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
        return {Resample::apply(grads[0], ctx->get_saved_variables()[0]), {}, {}};
    }
};

variable_list Resample::backward(AutogradContext* ctx, const variable_list& grads) {
    return {ResampleGradient::apply(grads[0], ctx->get_saved_variables()[0], ctx->saved_data["side"].toInt()), {}};
}

std::int64_t reflected(std::int64_t i, std::int64_t side) {
    const std::int64_t period = 2 * (side - 1);
    i = ((i % period) + period) % period;
    return i < side ? i : period - i;
}

/// Pixels beyond the border that are kept on each side before bilinear sampling; further out the grid reflects.
std::int64_t marginOf(std::int64_t side) {
    return std::max<std::int64_t>(8, side / 4);
}

/// [2 (side + 2 margin), side]: twice the size through the wavelet, from the reflected picture.
at::Tensor upMatrix(std::int64_t side) {
    const std::int64_t margin = marginOf(side), rows = 2 * (side + 2 * margin);
    at::Tensor matrix = at::zeros({rows, side});
    auto cells = matrix.accessor<float, 2>();
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t tap = 0; tap < kTaps; ++tap) {
            const std::int64_t twice = row - 2 * margin + kCentre - tap;
            if (twice % 2 != 0) continue;
            cells[row][reflected(twice / 2, side)] += float(std::numbers::sqrt2 * kSym6[std::size_t(tap)]);
        }
    return matrix;
}

/// [side, 2 side + 2 kRim]: the way back.
at::Tensor downMatrix(std::int64_t side) {
    at::Tensor matrix = at::zeros({side, 2 * side + 2 * kRim});
    auto cells = matrix.accessor<float, 2>();
    for (std::int64_t row = 0; row < side; ++row)
        for (std::int64_t tap = 0; tap < kTaps; ++tap)
            cells[row][2 * row + tap - kCentre + kRim] += float(kSym6[std::size_t(tap)] / std::numbers::sqrt2);
    return matrix;
}

/// [n,3,3] or [n,4,4] from rows of [n] tensors or numbers.
class Cell {
public:
    Cell(double value) : value_(value) {}                    // NOLINT(google-explicit-constructor)
    Cell(at::Tensor tensor) : tensor_(std::move(tensor)) {}  // NOLINT(google-explicit-constructor)
    [[nodiscard]] at::Tensor get(std::int64_t n) const { return tensor_.defined() ? tensor_ : at::full({n}, value_); }

private:
    double value_ = 0;
    at::Tensor tensor_;
};

at::Tensor matrix3(std::int64_t n, const std::array<Cell, 6>& topRows) {
    std::vector<at::Tensor> cells;
    for (const Cell& cell : topRows) cells.push_back(cell.get(n));
    for (const double last : {0.0, 0.0, 1.0}) cells.push_back(at::full({n}, last));
    return at::stack(cells, 1).view({n, 3, 3});
}

at::Tensor scaling(const at::Tensor& x, const at::Tensor& y) {
    return matrix3(x.size(0), {x, 0.0, 0.0, 0.0, y, 0.0});
}
at::Tensor shift(const at::Tensor& x, const at::Tensor& y) {
    return matrix3(x.size(0), {1.0, 0.0, x, 0.0, 1.0, y});
}
at::Tensor rotation(const at::Tensor& a) {
    return matrix3(a.size(0), {a.cos(), -a.sin(), 0.0, a.sin(), a.cos(), 0.0});
}

/// Draws of one picture set; each draw takes the same numbers from the stream whatever p is.
class Draw {
public:
    Draw(std::int64_t n, at::Generator random) : n_(n), random_(std::move(random)) {}

    [[nodiscard]] at::Tensor uniform() { return at::rand({n_}, random_); }
    [[nodiscard]] at::Tensor normal() { return at::randn({n_}, random_); }
    /// `value` with probability p, else `neutral`, picture by picture.
    [[nodiscard]] at::Tensor gated(const at::Tensor& value, double p, double neutral) {
        return at::where(uniform() < p, value, at::full_like(value, neutral));
    }
    [[nodiscard]] at::Tensor symmetric() { return uniform() * 2.0 - 1.0; }

private:
    std::int64_t n_;
    at::Generator random_;
};

/// The grey axis' projection in homogeneous colours.
at::Tensor greyProjection() {
    at::Tensor p = at::zeros({4, 4});
    p.slice(0, 0, 3).slice(1, 0, 3).fill_(1.0 / 3.0);
    return p;
}

/// Rotation of colours about the grey axis (Rodrigues' formula), [n,4,4].
at::Tensor hueRotation(const at::Tensor& angle) {
    const at::Tensor grey = greyProjection();
    at::Tensor cross = at::zeros({4, 4});
    const float s = 1.0F / std::sqrt(3.0F);
    auto cells = cross.accessor<float, 2>();
    cells[0][1] = cells[1][2] = cells[2][0] = -s;
    cells[0][2] = cells[1][0] = cells[2][1] = s;
    at::Tensor colour = at::eye(4);
    colour.select(0, 3).select(0, 3).zero_();
    at::Tensor homogeneous = at::zeros({4, 4});
    homogeneous.select(0, 3).select(0, 3).fill_(1.0);
    const at::Tensor a = angle.view({-1, 1, 1});
    return grey + homogeneous + a.cos() * (colour - grey) + a.sin() * cross;
}

/// Homogeneous coordinates of a square of points: [1,n*n,3] from the n positions on each axis.
at::Tensor pointsOf(const at::Tensor& axis) {
    const std::int64_t n = axis.size(0);
    const at::Tensor x = axis.view({1, n}).expand({n, n}), y = axis.view({n, 1}).expand({n, n});
    return at::stack({x, y, at::ones({n, n})}, 2).view({1, n * n, 3});
}

}  // namespace

AdaPipe adaPipe(std::string_view name) {
    AdaPipe pipe;
    const bool all = name == "bgc", bg = all || name == "bg";
    if (bg || name == "blit") pipe.xflip = pipe.rotate90 = pipe.xint = 1;
    if (bg || name == "geom") pipe.scale = pipe.rotate = pipe.aniso = pipe.xfrac = 1;
    if (all || name == "color") pipe.brightness = pipe.contrast = pipe.lumaflip = pipe.hue = pipe.saturation = 1;
    if (name == "upright") {
        pipe.xint = pipe.scale = pipe.rotate = pipe.aniso = pipe.xfrac = 1;
        pipe.brightness = pipe.contrast = pipe.saturation = 1;
        pipe.scaleStd = pipe.anisoStd = 0.1;
        pipe.rotateMax = 1.0 / 18.0;
        pipe.xfracStd = 0.0625;
        pipe.brightnessStd = 0.1;
        pipe.contrastStd = 0.25;
        pipe.saturationStd = 0.5;
    }
    if (!pipe.moves() && !pipe.geometric() && !pipe.colours())
        throw Error(Errc::BadArgument,
                    "augmentation: no pipe is called " + std::string(name) + "; choose one of " + kAdaPipeNames);
    return pipe;
}

at::Tensor drawMoves(const AdaPipe& pipe, double p, std::int64_t n, std::int64_t side, at::Generator random) {
    Draw draw(n, std::move(random));
    const at::Tensor ones = at::ones({n});
    at::Tensor g = at::eye(3).repeat({n, 1, 1});
    if (pipe.xflip > 0)
        g = g.matmul(scaling(1.0 - 2.0 * draw.gated((draw.uniform() * 2).floor(), pipe.xflip * p, 0), ones));
    if (pipe.rotate90 > 0)
        g = g.matmul(rotation(draw.gated((draw.uniform() * 4).floor(), pipe.rotate90 * p, 0) * (kPi / 2)));
    if (pipe.xint > 0) {
        const at::Tensor x = (draw.symmetric() * (pipe.xintMax * double(side))).round();
        const at::Tensor y = (draw.symmetric() * (pipe.xintMax * double(side))).round();
        const at::Tensor on = draw.gated(ones, pipe.xint * p, 0);
        g = g.matmul(shift(x * on, y * on));
    }
    return g;
}

at::Tensor drawGeometry(const AdaPipe& pipe, double p, std::int64_t n, std::int64_t side, at::Generator random) {
    Draw draw(n, std::move(random));
    const at::Tensor ones = at::ones({n});
    at::Tensor g = at::eye(3).repeat({n, 1, 1});
    if (pipe.scale > 0) {
        const at::Tensor s = draw.gated((draw.normal() * pipe.scaleStd).exp2(), pipe.scale * p, 1);
        g = g.matmul(scaling(s, s));
    }
    // Two turns, before and after the stretch, that together act with probability p.
    const double turning = 1.0 - std::sqrt(std::clamp(1.0 - pipe.rotate * p, 0.0, 1.0));
    if (pipe.rotate > 0) g = g.matmul(rotation(draw.gated(draw.symmetric() * (kPi * pipe.rotateMax), turning, 0)));
    if (pipe.aniso > 0) {
        const at::Tensor s = draw.gated((draw.normal() * pipe.anisoStd).exp2(), pipe.aniso * p, 1);
        g = g.matmul(scaling(s, s.reciprocal()));
    }
    if (pipe.rotate > 0) g = g.matmul(rotation(draw.gated(draw.symmetric() * (kPi * pipe.rotateMax), turning, 0)));
    if (pipe.xfrac > 0) {
        const at::Tensor x = draw.normal() * (pipe.xfracStd * double(side));
        const at::Tensor y = draw.normal() * (pipe.xfracStd * double(side));
        const at::Tensor on = draw.gated(ones, pipe.xfrac * p, 0);
        g = g.matmul(shift(x * on, y * on));
    }
    return g;
}

at::Tensor drawColours(const AdaPipe& pipe, double p, std::int64_t n, at::Generator random) {
    Draw draw(n, std::move(random));
    const at::Tensor eye = at::eye(4), grey = greyProjection();
    at::Tensor homogeneous = at::zeros({4, 4});
    homogeneous.select(0, 3).select(0, 3).fill_(1.0);
    at::Tensor c = eye.repeat({n, 1, 1});
    const auto spread = [](const at::Tensor& v) { return v.view({-1, 1, 1}); };
    if (pipe.brightness > 0) {
        at::Tensor offset = at::zeros({4, 4});
        offset.slice(0, 0, 3).select(1, 3).fill_(1.0);
        c = (eye + spread(draw.gated(draw.normal() * pipe.brightnessStd, pipe.brightness * p, 0)) * offset).matmul(c);
    }
    if (pipe.contrast > 0) {
        const at::Tensor s = spread(draw.gated((draw.normal() * pipe.contrastStd).exp2(), pipe.contrast * p, 1));
        c = (s * (eye - homogeneous) + homogeneous).matmul(c);
    }
    if (pipe.lumaflip > 0) {
        const at::Tensor i = spread(draw.gated((draw.uniform() * 2).floor(), pipe.lumaflip * p, 0));
        c = (eye - 2.0 * i * grey).matmul(c);
    }
    if (pipe.hue > 0) c = hueRotation(draw.gated(draw.symmetric() * (kPi * pipe.hueMax), pipe.hue * p, 0)).matmul(c);
    if (pipe.saturation > 0) {
        const at::Tensor s = spread(draw.gated((draw.normal() * pipe.saturationStd).exp2(), pipe.saturation * p, 1));
        c = (grey + homogeneous + s * (eye - grey - homogeneous)).matmul(c);
    }
    return c;
}

at::Tensor movePictures(const at::Tensor& pictures, const at::Tensor& moves) {
    const std::int64_t side = pictures.size(2);
    const double centre = double(side - 1) / 2.0;
    const at::Tensor from =
        pointsOf(at::arange(side).to(at::kFloat) - centre).matmul(moves.slice(1, 0, 2).transpose(1, 2));
    const at::Tensor grid = (from + centre) * (2.0 / double(side - 1)) - 1.0;
    return Resample::apply(pictures, grid.view({moves.size(0), side, side, 2}));
}

at::Tensor transformPictures(const at::Tensor& pictures, const at::Tensor& geometry) {
    const std::int64_t side = pictures.size(2), margin = marginOf(side), wide = 2 * (side + 2 * margin);
    const at::Tensor up = upMatrix(side), down = downMatrix(side);
    const at::Tensor large = up.matmul(pictures).matmul(up.t());

    // Output points in pixels from the centre; half pixels apart, with the rim that the way down reads.
    const double centre = double(side - 1) / 2.0;
    const at::Tensor axis = at::arange(-kRim, 2 * side + kRim).to(at::kFloat) / 2.0 - centre;
    const std::int64_t points = axis.size(0);
    at::Tensor grid = pointsOf(axis).matmul(geometry.slice(1, 0, 2).transpose(1, 2));
    grid = (grid + (centre + double(margin))) * (2.0 * 2.0 / double(wide - 1)) - 1.0;
    grid = grid.view({geometry.size(0), points, points, 2});

    return down.matmul(Resample::apply(large, grid)).matmul(down.t());
}

at::Tensor recolour(const at::Tensor& pictures, const at::Tensor& colours) {
    const at::Tensor mixed = colours.slice(1, 0, 3).slice(2, 0, 3).matmul(pictures.reshape({pictures.size(0), 3, -1}));
    return (mixed + colours.slice(1, 0, 3).slice(2, 3, 4)).view(pictures.sizes());
}

at::Tensor augment(const at::Tensor& pictures, const AdaPipe& pipe, double p, at::Generator random) {
    if (p <= 0) return pictures;
    at::Tensor y = pictures.contiguous();
    if (pipe.moves()) y = movePictures(y, drawMoves(pipe, p, y.size(0), y.size(2), random));
    if (pipe.geometric()) y = transformPictures(y, drawGeometry(pipe, p, y.size(0), y.size(2), random));
    if (pipe.colours()) y = recolour(y, drawColours(pipe, p, y.size(0), random));
    return y;
}

}  // namespace syper::core
