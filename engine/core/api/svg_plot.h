// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/evaluation.h"

namespace syper::core {

enum class PlotMarker : std::uint8_t { Circle, Square, Triangle, Diamond };

/// How a model's curve looks wherever it is drawn, told apart without colour.
struct PlotStyle {
    std::string color;  ///< six hexadecimal digits
    std::string dash;   ///< SVG's stroke-dasharray; empty = solid
    PlotMarker marker = PlotMarker::Circle;
};
/// The style of models of `bits` weight bits (32 = FP); `ordinal` counts those before it with the same bits.
[[nodiscard]] PlotStyle modelStyle(int bits, int ordinal = 0);

struct PlotCurve {
    std::string name;
    std::vector<double> x, y;  ///< of one length
    PlotStyle style;
    std::vector<std::size_t> marked;  ///< points that carry a marker; they also stay when points are thinned out
};

struct PlotAxis {
    std::string label;
    double low = 0, high = 1;
    bool logarithmic = false;  ///< then low > 0; smaller values are drawn at low
    bool whole = false;        ///< only whole numbers are marked
};

struct Plot {
    std::string title;
    PlotAxis x, y;
    std::vector<PlotCurve> curves;
    std::string note;  ///< a line below the axes
};

/// `text` for use in XML or HTML, between tags or in a quoted attribute; control characters are left out.
[[nodiscard]] std::string xmlText(std::string_view text);

/// The plot as an SVG document of its own, which follows the reader's light or dark setting.
[[nodiscard]] std::string svgPlot(const Plot& plot);

/// A model's line in a DET plot.
struct DetLine {
    std::string name;
    PlotStyle style;
    const VerificationFigures* figures = nullptr;
};
/// FMR against FNMR, both logarithmic, down to what the numbers of comparisons can show.
[[nodiscard]] Plot detPlot(const std::string& title, std::span<const DetLine> lines);

}  // namespace syper::core
