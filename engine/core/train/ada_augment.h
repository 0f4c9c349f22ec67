// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <string>
#include <string_view>

namespace syper::core {

/// How often (relative to the probability p) and how far each transformation acts; the published meanings and
/// strengths.
struct AdaPipe {
    double xflip = 0, rotate90 = 0, xint = 0;
    double scale = 0, rotate = 0, aniso = 0, xfrac = 0;
    double brightness = 0, contrast = 0, lumaflip = 0, hue = 0, saturation = 0;
    double xintMax = 0.125, scaleStd = 0.2, rotateMax = 1.0, anisoStd = 0.2, xfracStd = 0.125;
    double brightnessStd = 0.2, contrastStd = 0.5, hueMax = 1.0, saturationStd = 1.0;

    [[nodiscard]] bool moves() const { return xflip > 0 || rotate90 > 0 || xint > 0; }
    [[nodiscard]] bool geometric() const { return scale > 0 || rotate > 0 || aniso > 0 || xfrac > 0; }
    [[nodiscard]] bool colours() const {
        return brightness > 0 || contrast > 0 || lumaflip > 0 || hue > 0 || saturation > 0;
    }
};

/// blit, geom, color, bg, bgc as published; `upright`: for pictures that have one side and one way up: small shifts,
/// turns and scales, brightness, contrast and saturation at half strength, nothing that mirrors, turns over or
/// recolours. Throws Error{BadArgument} listing the names.
[[nodiscard]] AdaPipe adaPipe(std::string_view name);
inline constexpr const char* kAdaPipeNames = "blit, geom, color, bg, bgc, upright";

/// Maps the output's pixel coordinates (x right, y down, origin in the picture's centre, unit one pixel) to the
/// input's: [N,3,3] float32, drawn for probability p. Moves are mirror images, quarter turns and shifts by whole
/// pixels; geometry is the rest.
[[nodiscard]] at::Tensor drawMoves(const AdaPipe& pipe, double p, std::int64_t n, std::int64_t side,
                                   at::Generator random);
[[nodiscard]] at::Tensor drawGeometry(const AdaPipe& pipe, double p, std::int64_t n, std::int64_t side,
                                      at::Generator random);
/// Homogeneous colour matrices [N,4,4], drawn for probability p.
[[nodiscard]] at::Tensor drawColours(const AdaPipe& pipe, double p, std::int64_t n, at::Generator random);

/// Moves pictures [N,C,S,S] by drawMoves()'s matrices, pixel for pixel, with reflected borders.
[[nodiscard]] at::Tensor movePictures(const at::Tensor& pictures, const at::Tensor& moves);
/// Resamples pictures by drawGeometry()'s matrices: twice the size through the sym6 wavelet, bilinear there, and back,
/// with reflected borders. Both are differentiable twice with respect to the pictures.
[[nodiscard]] at::Tensor transformPictures(const at::Tensor& pictures, const at::Tensor& geometry);
/// Applies colour matrices to pictures [N,3,S,S].
[[nodiscard]] at::Tensor recolour(const at::Tensor& pictures, const at::Tensor& colours);

/// All, drawn from `random`; at p = 0 the pictures themselves.
[[nodiscard]] at::Tensor augment(const at::Tensor& pictures, const AdaPipe& pipe, double p, at::Generator random);

}  // namespace syper::core
