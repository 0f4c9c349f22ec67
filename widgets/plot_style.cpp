// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot_style.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>
#include <QSvgGenerator>
#include <QWidget>
#include <algorithm>
#include <cmath>

#include "widgets/qcustomplot_wrapper.h"

namespace syper::ui {
namespace {

constexpr double kLine = 2.0;
constexpr double kMarker = 7.0;

/// Other shades for further curves of one kind, in percent of QColor::lighter(): the colour stays recognizable.
int shade(int variant, bool dark) {
    static constexpr int kShades[] = {100, 135, 75, 160, 60, 120, 85, 145};
    const int percent = kShades[variant % 8];
    return dark ? percent * 5 / 4 : percent;  // the colours were chosen for white paper
}

QVector<qreal> dashes(Qt::PenStyle style, int variant) {
    static const QVector<qreal> kLines[] = {{}, {6, 3}, {6, 3, 1.5, 3}, {1.5, 2.5}, {6, 2, 1.5, 2, 1.5, 2}};
    const int first = style == Qt::SolidLine     ? 0
                      : style == Qt::DashLine    ? 1
                      : style == Qt::DashDotLine ? 2
                      : style == Qt::DotLine     ? 3
                                                 : 4;
    return kLines[(first + variant) % 5];
}

/// QCustomPlot writes 5e-05 as a power of ten, but not 5E-05 as Qt has it.
template <typename Base>
class Ticker : public Base {
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override {
        return Base::getTickLabel(tick, locale, format, precision).toLower();
    }
};

class WholeTicker : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override {
        return std::max(1.0, std::ceil(QCPAxisTicker::getTickStep(range)));
    }
};

}  // namespace

void setTicks(QCPAxis& axis, Ticks ticks) {
    switch (ticks) {
        case Ticks::Real:
            axis.setTicker(QSharedPointer<Ticker<QCPAxisTicker>>::create());
            break;
        case Ticks::Log:
            axis.setScaleType(QCPAxis::stLogarithmic);
            axis.setTicker(QSharedPointer<Ticker<QCPAxisTickerLog>>::create());
            break;
        case Ticks::Whole:
            axis.setTicker(QSharedPointer<WholeTicker>::create());
            axis.setNumberFormat(QStringLiteral("f"));
            axis.setNumberPrecision(0);
            break;
    }
}

void stylePlot(QCustomPlot& plot, const Palette& palette) {
    plot.setBackground(palette.surface);
}

void styleAxis(QCPAxis& axis, const Palette& palette) {
    const QPen line(palette.border, 1);
    axis.setBasePen(line);
    axis.setTickPen(line);
    axis.setSubTickPen(line);
    axis.setTickLengthIn(0);
    axis.setTickLengthOut(size::kUnit);
    axis.setSubTickLengthIn(0);
    axis.setTickLabelColor(palette.secondary);
    axis.setLabelColor(palette.secondary);
    axis.setTickLabelFont(Theme::font(type::kSecondary));
    axis.setLabelFont(Theme::font(type::kSecondary));
    QColor grid = palette.border;
    grid.setAlphaF(0.55F);
    axis.grid()->setPen(QPen(grid, 1));
    axis.grid()->setZeroLinePen(QPen(grid, 1));
    axis.grid()->setSubGridVisible(false);
}

void styleRect(QCPAxisRect& rect, const Palette& palette) {
    for (QCPAxis* axis : rect.axes()) styleAxis(*axis, palette);
}

void styleLegend(QCPLegend& legend, const Palette& palette) {
    QColor back = palette.surface;
    back.setAlphaF(0.85F);
    legend.setBrush(back);
    legend.setBorderPen(Qt::NoPen);
    legend.setTextColor(palette.text);
    legend.setFont(Theme::font(type::kSecondary));
    legend.setIconSize(36, 12);
    legend.setRowSpacing(0);
}

QCPAxisRect* addPanel(QCustomPlot& plot, int row, QCPMarginGroup& margins) {
    auto* rect = new QCPAxisRect(&plot);
    plot.plotLayout()->addElement(row, 0, rect);
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, &margins);
    rect->setMinimumMargins(QMargins(0, size::kGap, size::kGapWide, 0));
    for (QCPAxis* axis : rect->axes()) {
        axis->setLayer(QStringLiteral("axes"));
        axis->grid()->setLayer(QStringLiteral("grid"));
    }
    return rect;
}

void pinToSteps(QCPItemPosition& position, QCPAxisRect& rect) {
    position.setTypeX(QCPItemPosition::ptPlotCoords);
    position.setTypeY(QCPItemPosition::ptAxisRectRatio);
    position.setAxes(rect.axis(QCPAxis::atBottom), rect.axis(QCPAxis::atLeft));
    position.setAxisRect(&rect);
}

QPen curvePen(const ModelStyle& style, int variant, const Palette& palette) {
    QPen pen(style.color.lighter(shade(variant, palette.dark)), kLine);
    const QVector<qreal> pattern = dashes(style.line, variant);
    if (!pattern.isEmpty()) pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

QCPScatterStyle curveMarker(const ModelStyle& style, const QPen& pen) {
    QPen outline(pen.color(), 1.4);
    QCPScatterStyle::ScatterShape shape = QCPScatterStyle::ssCircle;
    switch (style.marker) {
        case Marker::Circle:
            break;
        case Marker::Square:
            shape = QCPScatterStyle::ssSquare;
            break;
        case Marker::Triangle:
            shape = QCPScatterStyle::ssTriangle;
            break;
        case Marker::Diamond:
            shape = QCPScatterStyle::ssDiamond;
            break;
        case Marker::Cross:
            shape = QCPScatterStyle::ssCross;
            break;
    }
    return {shape, outline, Theme::palette().surface, kMarker};
}

QPixmap curveSample(const ModelStyle& style, int variant, double ratio) {
    constexpr int kWidth = 28, kHeight = 14;
    QPixmap pixmap(int(kWidth * ratio), int(kHeight * ratio));
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QCPPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPen pen = curvePen(style, variant, Theme::palette());
    painter.setPen(pen);
    painter.drawLine(QLineF(1, kHeight / 2.0, kWidth - 1, kHeight / 2.0));
    QCPScatterStyle marker = curveMarker(style, pen);
    marker.applyTo(&painter, pen);
    marker.drawShape(&painter, kWidth / 2.0, kHeight / 2.0);
    return pixmap;
}

void showFocus(QWidget& panel, const QEvent& event) {
    if (event.type() != QEvent::FocusIn && event.type() != QEvent::FocusOut) return;
    panel.setProperty("focused", event.type() == QEvent::FocusIn);
    panel.style()->unpolish(&panel);
    panel.style()->polish(&panel);
}

bool exportPlot(QCustomPlot& plot, const QString& file, int width, int height) {
    if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) return plot.savePdf(file, width, height);
    if (file.endsWith(QLatin1String(".png"), Qt::CaseInsensitive)) return plot.savePng(file, width, height, 2.0);
    QSvgGenerator svg;
    svg.setFileName(file);
    svg.setSize({width, height});
    svg.setViewBox(QRect(0, 0, width, height));
    QCPPainter painter;
    if (!painter.begin(&svg)) return false;
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    plot.toPainter(&painter, width, height);
    return painter.end();
}

}  // namespace syper::ui
