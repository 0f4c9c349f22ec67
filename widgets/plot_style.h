// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "widgets/theme.h"

class QCPAxis;
class QCPAxisRect;
class QCPItemPosition;
class QCPLayerable;
class QCPMarginGroup;
class QCPLegend;
class QCPScatterStyle;
class QCustomPlot;
class QWidget;

namespace syper::ui {

/// Colours, sizes and marks of plots, from the theme. Call again when the theme changes.
void stylePlot(QCustomPlot& plot, const Palette& palette);
void styleAxis(QCPAxis& axis, const Palette& palette);
void styleRect(QCPAxisRect& rect, const Palette& palette);
void styleLegend(QCPLegend& legend, const Palette& palette);

/// Ticks of numbers, powers of ten written as such; of a logarithmic axis; of whole steps.
enum class Ticks : std::uint8_t { Real, Log, Whole };
void setTicks(QCPAxis& axis, Ticks ticks);

/// A panel of a plot with several below each other; `margins` keeps their axes in line.
[[nodiscard]] QCPAxisRect* addPanel(QCustomPlot& plot, int row, QCPMarginGroup& margins);
/// A position of an item: along the bottom axis in its numbers, upwards in shares of the panel (0 = top).
void pinToSteps(QCPItemPosition& position, QCPAxisRect& rect);

/// A curve's pen. variant: 0 for the first curve of a kind, 1, 2 .. for further ones, which stay in its colour but are
/// lighter or darker and have another dash.
[[nodiscard]] QPen curvePen(const ModelStyle& style, int variant, const Palette& palette);
[[nodiscard]] QCPScatterStyle curveMarker(const ModelStyle& style, const QPen& pen);

/// The mark of a model as a small picture for lists: its line and marker, sharp at `ratio`.
[[nodiscard]] QPixmap curveSample(const ModelStyle& style, int variant, double ratio);

/// Frames `panel` while the plot in it has the focus; give it the plot's events.
void showFocus(QWidget& panel, const QEvent& event);

/// Writes the plot in light colours whatever the theme: .svg, .pdf or .png by the file's ending, `width` x `height` in
/// pixels at 96 dpi (PNG in twice that). False if it cannot be written.
[[nodiscard]] bool exportPlot(QCustomPlot& plot, const QString& file, int width, int height);

}  // namespace syper::ui
