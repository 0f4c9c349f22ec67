// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/svg_plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/api/error.h"
#include "core/api/text_table.h"

namespace syper::core {
namespace {

constexpr double kWidth = 760, kLeft = 72, kRight = 24, kTop = 48, kPlotHeight = 420;
constexpr double kLegendRow = 22, kBelow = 58;
constexpr double kNear = 0.35;  // points nearer than this many pixels look alike

/// Pixels with two decimals, without a locale.
std::string px(double value) {
    const auto hundredths = static_cast<long>(std::lround(value * 100));
    std::string text = hundredths < 0 ? "-" : "";
    text += std::to_string(std::abs(hundredths) / 100);
    const long rest = std::abs(hundredths) % 100;
    if (rest != 0) text += "." + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
    return text;
}

std::string text(double x, double y, const std::string& anchor, const std::string& kind, std::string_view content,
                 const std::string& more = {}) {
    return "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" text-anchor=\"" + anchor + "\" class=\"" + kind + "\"" +
           more + ">" + xmlText(content) + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& kind) {
    return "<line x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2) + "\" class=\"" +
           kind + "\"/>\n";
}

struct Scale {
    const PlotAxis& axis;
    double from, to;  // pixels of low and high

    [[nodiscard]] double operator()(double value) const {
        double low = axis.low, high = axis.high;
        if (axis.logarithmic) {
            value = std::log10(std::max(value, axis.low));
            low = std::log10(low);
            high = std::log10(high);
        }
        return from + (std::clamp(value, low, high) - low) / (high - low) * (to - from);
    }
};

struct Tick {
    double value;
    std::string label;  // empty: a line of the grid only
};

std::vector<Tick> logTicks(const PlotAxis& axis) {
    std::vector<Tick> ticks;
    for (int decade = int(std::floor(std::log10(axis.low))); std::pow(10.0, decade) <= axis.high * 1.0001; ++decade)
        for (int digit = 1; digit < 10; ++digit) {
            const double value = digit * std::pow(10.0, decade);
            if (value < axis.low * 0.9999 || value > axis.high * 1.0001) continue;
            std::string label;
            if (digit == 1)
                label = decade >= -2 ? shortestText(std::round(value * 100) / 100) : "1e" + std::to_string(decade);
            ticks.push_back({value, label});
        }
    return ticks;
}

std::vector<Tick> linearTicks(const PlotAxis& axis) {
    const double raw = (axis.high - axis.low) / 6.0;
    const double decade = std::pow(10.0, std::floor(std::log10(raw)));
    double step = decade * (raw / decade < 1.5 ? 1 : raw / decade < 3.5 ? 2 : raw / decade < 7.5 ? 5 : 10);
    if (axis.whole) step = std::max(std::round(step), 1.0);
    std::vector<Tick> ticks;
    for (double k = std::ceil(axis.low / step - 1e-9); k * step <= axis.high + step * 1e-9; ++k) {
        std::array<char, 32> label{};
        std::snprintf(label.data(), label.size(), "%.6g", k * step + 0.0);  // + 0.0: never -0
        ticks.push_back({k * step, label.data()});
    }
    return ticks;
}

std::vector<Tick> ticksOf(const PlotAxis& axis) {
    return axis.logarithmic ? logTicks(axis) : linearTicks(axis);
}

std::string markerAt(double x, double y, const PlotStyle& style) {
    const std::string fill = " fill=\"#" + style.color + "\"";
    const auto shape = [&](std::initializer_list<std::pair<double, double>> corners) {
        std::string points;
        for (const auto& [dx, dy] : corners) points += (points.empty() ? "" : " ") + px(x + dx) + "," + px(y + dy);
        return "<polygon points=\"" + points + "\"" + fill + "/>\n";
    };
    switch (style.marker) {
        case PlotMarker::Square:
            return shape({{-4, -4}, {4, -4}, {4, 4}, {-4, 4}});
        case PlotMarker::Triangle:
            return shape({{0, -5}, {5, 4}, {-5, 4}});
        case PlotMarker::Diamond:
            return shape({{0, -6}, {6, 0}, {0, 6}, {-6, 0}});
        case PlotMarker::Circle:
            break;
    }
    return "<circle cx=\"" + px(x) + "\" cy=\"" + px(y) + "\" r=\"4.5\"" + fill + "/>\n";
}

std::string strokeOf(const PlotStyle& style) {
    return " fill=\"none\" stroke=\"#" + style.color + "\" stroke-width=\"2\"" +
           (style.dash.empty() ? "" : " stroke-dasharray=\"" + style.dash + "\"");
}

/// The curve's points that a reader can tell apart; gaps where a value is not a number.
std::string curvePath(const PlotCurve& curve, const Scale& x, const Scale& y) {
    std::string path, markers;
    double lastX = 0, lastY = 0;
    bool down = false;
    std::size_t mark = 0;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (!std::isfinite(curve.x[i]) || !std::isfinite(curve.y[i])) {
            down = false;
            continue;
        }
        const double atX = x(curve.x[i]), atY = y(curve.y[i]);
        const bool marked = mark < curve.marked.size() && curve.marked[mark] == i;
        const bool near = down && std::abs(atX - lastX) < kNear && std::abs(atY - lastY) < kNear;
        if (marked) {
            ++mark;
            markers += markerAt(atX, atY, curve.style);
        }
        if (near && !marked && i + 1 < curve.x.size()) continue;
        path += (down ? "L" : "M") + px(atX) + " " + px(atY);
        lastX = atX;
        lastY = atY;
        down = true;
    }
    if (path.empty()) return {};
    return "<path d=\"" + path + "\"" + strokeOf(curve.style) + " stroke-linejoin=\"round\"/>\n" + markers;
}

std::string axes(const Plot& plot, const Scale& x, const Scale& y) {
    std::string out;
    for (const Tick& tick : ticksOf(plot.x)) {
        const double at = x(tick.value);
        out += line(at, y.from, at, y.to, tick.label.empty() ? "fine" : "grid");
        if (!tick.label.empty()) out += text(at, y.from + 18, "middle", "small", tick.label);
    }
    for (const Tick& tick : ticksOf(plot.y)) {
        const double at = y(tick.value);
        out += line(x.from, at, x.to, at, tick.label.empty() ? "fine" : "grid");
        if (!tick.label.empty()) out += text(x.from - 8, at + 4, "end", "small", tick.label);
    }
    out += line(x.from, y.from, x.to, y.from, "axis") + line(x.from, y.from, x.from, y.to, "axis");
    out += text((x.from + x.to) / 2, y.from + 40, "middle", "label", plot.x.label);
    const double middle = (y.from + y.to) / 2;
    out += text(20, middle, "middle", "label", plot.y.label, " transform=\"rotate(-90 20 " + px(middle) + ")\"");
    return out;
}

std::string legend(const Plot& plot, double top) {
    std::string out;
    for (const PlotCurve& curve : plot.curves) {
        out += "<path d=\"M" + px(kLeft) + " " + px(top) + "h44\"" + strokeOf(curve.style) + "/>\n";
        out += markerAt(kLeft + 22, top, curve.style);
        out += text(kLeft + 54, top + 4, "start", "label", curve.name);
        top += kLegendRow;
    }
    if (!plot.note.empty()) out += text(kLeft, top + 6, "start", "small", plot.note);
    return out;
}

constexpr const char* kStyle =
    "<style>text{font:13px system-ui,'DejaVu Sans',sans-serif;fill:#1d1f21}.title{font-size:16px;font-weight:600}"
    ".small{font-size:12px;fill:#5b6166}.back{fill:#ffffff}.axis{stroke:#5b6166}.grid{stroke:#d4d4d0}.fine{stroke:#"
    "eeeeeb}"
    "@media(prefers-color-scheme:dark){text{fill:#eceef0}.small{fill:#a3abb3}.back{fill:#1e2125}.axis{stroke:#a3abb3}"
    ".grid{stroke:#3a3f45}.fine{stroke:#2a2e33}}</style>\n";

}  // namespace

std::string xmlText(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
    }
    return out;
}

PlotStyle modelStyle(int bits, int ordinal) {
    static const std::array<PlotStyle, 5> kByBits{
        PlotStyle{"0072B2", "", PlotMarker::Circle}, PlotStyle{"009E73", "8 4", PlotMarker::Square},
        PlotStyle{"CC79A7", "9 4 2 4", PlotMarker::Triangle}, PlotStyle{"D55E00", "2 4", PlotMarker::Diamond},
        PlotStyle{"E69F00", "14 4", PlotMarker::Square}};
    struct Further {
        const char *color, *dash;
    };
    static constexpr std::array<Further, 4> kFurther{
        {{"56B4E9", "16 3"}, {"8C6BB1", "12 3 3 3"}, {"7F7F7F", "5 3"}, {"A6761D", "1 3"}}};
    const std::size_t kind = bits >= 16 ? 0 : bits == 8 ? 1 : bits == 6 ? 2 : bits == 4 ? 3 : 4;
    PlotStyle style = kByBits[kind];
    if (ordinal > 0) {  // the marker goes on saying the bits
        const Further& further = kFurther[std::size_t(ordinal - 1) % kFurther.size()];
        style.color = further.color;
        style.dash = further.dash;
    }
    return style;
}

std::string svgPlot(const Plot& plot) {
    for (const PlotAxis* axis : {&plot.x, &plot.y})
        if (!(axis->low < axis->high) || (axis->logarithmic && axis->low <= 0))
            throw Error(Errc::BadArgument, "plot: the axis '" + axis->label + "' has no range");
    const double bottom = kTop + kPlotHeight;
    const double height = bottom + kBelow + kLegendRow * double(plot.curves.size()) + (plot.note.empty() ? 0 : 22);
    const Scale x{plot.x, kLeft, kWidth - kRight}, y{plot.y, bottom, kTop};
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + px(kWidth) + " " + px(height) +
                      "\" width=\"" + px(kWidth) + "\" height=\"" + px(height) + "\" role=\"img\" aria-label=\"" +
                      xmlText(plot.title) + "\">\n" + kStyle;
    out += "<rect width=\"100%\" height=\"100%\" class=\"back\"/>\n";
    out += text(kLeft, 28, "start", "title", plot.title);
    out += axes(plot, x, y);
    for (const PlotCurve& curve : plot.curves) out += curvePath(curve, x, y);
    return out + legend(plot, bottom + kBelow) + "</svg>\n";
}

Plot detPlot(const std::string& title, std::span<const DetLine> lines) {
    Plot plot;
    plot.title = title;
    double lowX = 0.1, lowY = 0.1;
    for (const DetLine& each : lines) {
        lowX = std::min(lowX, 1.0 / double(each.figures->impostor));
        lowY = std::min(lowY, 1.0 / double(each.figures->genuine));
    }
    plot.x = {"False match rate (FMR)", std::pow(10.0, std::floor(std::log10(std::max(lowX, 1e-7)) + 1e-9)), 1.0, true};
    plot.y = {"False non-match rate (FNMR)", std::pow(10.0, std::floor(std::log10(std::max(lowY, 1e-5)) + 1e-9)), 1.0,
              true};
    for (const DetLine& each : lines) {
        PlotCurve curve{each.name, {}, {}, each.style, {}};
        double decade = plot.x.low * 10;
        for (const RocPoint& point : each.figures->roc) {
            const double missed = 1.0 - point.tmr;
            // A step: until the next threshold accepts more, the rate of misses stays.
            if (!curve.x.empty() && point.fmr > curve.x.back()) {
                curve.x.push_back(point.fmr);
                curve.y.push_back(curve.y.back());
            }
            curve.x.push_back(point.fmr);
            curve.y.push_back(missed);
            if (point.fmr < decade || missed < plot.y.low) continue;
            curve.marked.push_back(curve.x.size() - 1);
            while (decade <= point.fmr) decade *= 10;
        }
        plot.curves.push_back(std::move(curve));
    }
    return plot;
}

}  // namespace syper::core
