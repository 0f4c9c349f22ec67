// SPDX-License-Identifier: GPL-3.0-or-later
// What the panels show of the curves: which panels, their axes' ranges, the part that was zoomed to.
#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/qcustomplot_wrapper.h"
#include "widgets/run_plot.h"

namespace syper::ui {
namespace {

constexpr int kSmallestDrag = 8;      // pixels; less is a click
constexpr double kAxisStretch = 0.3;  // for the axis below the last panel
// Pixels that a panel, and the axis below the last one, need at least to be read.
constexpr int kLeastPanel = 110, kAxisRoom = 48;
// Room beyond the curves: factors of logarithmic axes and of those from zero, a share of the others' span, and the
// least of that span where it is measured from one.
constexpr double kLogRoom = 1.3, kZeroRoom = 1.15, kSpanRoom = 0.08, kSmallestSpanToOne = 0.01;

}  // namespace

std::optional<QCPRange> RunPlot::values(int panel) const {
    std::optional<QCPRange> range;
    for (const RunCurves* curves : curves_)
        if (const auto own = curves->values(panel)) range = range ? range->expanded(*own) : *own;
    return range;
}

// A curve that was not measured has no place in the legend: Frechet distances come late, or never.
void RunPlot::fillLegend() {
    std::vector<QCPGraph*> wanted;
    std::ranges::copy_if(named_, std::back_inserter(wanted),
                         [](const QCPGraph* graph) { return graph->dataCount() > 0; });
    std::vector<QCPGraph*> listed;
    for (int i = 0; i < legend_->itemCount(); ++i)
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend_->item(i)))
            listed.push_back(qobject_cast<QCPGraph*>(item->plottable()));
    if (listed == wanted) return;
    legend_->clearItems();
    for (QCPGraph* graph : wanted) graph->addToLegend(legend_);
    styleLegend(*legend_, Theme::palette());
}

// The axis along the run stands below the last panel that there is.
void RunPlot::showPanels(bool any) {
    const std::vector<CurvePanel> panels = kind_->panels();
    legend_->setVisible(any);
    QCPAxisRect* last = nullptr;
    for (std::size_t i = 0; i < rects_.size(); ++i) {
        const bool there = !panels[i].whenFilled || values(int(i)).has_value();
        rects_[i]->setVisible(any && there);
        // One that is not there takes no room either.
        rects_[i]->setMaximumSize(QWIDGETSIZE_MAX, there ? QWIDGETSIZE_MAX : 0);
        for (QCPAxis* axis : rects_[i]->axes(QCPAxis::atLeft | QCPAxis::atBottom)) axis->setVisible(there);
        plot_->plotLayout()->setRowStretchFactor(int(i) + 1, there ? panels[i].stretch : 0.001);
        if (there) last = rects_[i];
    }
    int least = legend_->minimumOuterSizeHint().height();
    for (std::size_t i = 0; i < rects_.size(); ++i) {
        QCPAxisRect* rect = rects_[i];
        const int own = any && rect->maximumSize().height() > 0
                            ? int(kLeastPanel * std::min(1.0, panels[i].stretch)) + (rect == last ? kAxisRoom : 0)
                            : 0;
        rect->setMinimumSize(0, own);
        least += own;
        if (rect == last) plot_->plotLayout()->setRowStretchFactor(int(i) + 1, panels[i].stretch + kAxisStretch);
        rect->axis(QCPAxis::atBottom)->setTickLabels(rect == last);
        rect->axis(QCPAxis::atBottom)->setLabel(rect == last ? kind_->placeLabel() : QString());
    }
    plot_->setMinimumHeight(any ? least : kLeastPanel);
}

void RunPlot::fitAxes() {
    double last = kind_->leastReach();
    for (const RunCurves* curves : curves_) last = std::max(last, curves->reach());
    rects_.front()->axis(QCPAxis::atBottom)->setRange(0.0, last * 1.02);
    for (int panel = 0; panel < int(rects_.size()); ++panel) fitValues(panel);
}

void RunPlot::fitValues(int panel) {
    const CurvePanel about = kind_->panels()[std::size_t(panel)];
    QCPAxis* axis = rects_[std::size_t(panel)]->axis(QCPAxis::atLeft);
    const bool log = about.ticks == Ticks::Log;
    const QCPRange range = values(panel).value_or(log ? QCPRange(1e-4, 1e-2) : QCPRange(0.0, 1.0));
    if (log) return axis->setRange(range.lower / kLogRoom, range.upper * kLogRoom);
    switch (about.fit) {
        case CurvePanel::Fit::Values: {
            const double room = std::max(range.size(), std::abs(range.upper) * kSmallestSpanToOne) * kSpanRoom;
            return axis->setRange(range.lower - room, range.upper + room);
        }
        case CurvePanel::Fit::Zero:
            return axis->setRange(0.0, std::max(std::numeric_limits<double>::min(), range.upper * kZeroRoom));
        case CurvePanel::Fit::One: {
            // Agreement lives near its best value, one: that stays in sight, and the rest is measured from it.
            const double lowest = std::min(range.lower, 1.0 - kSmallestSpanToOne);
            const double room = (1.0 - lowest) * kSpanRoom;
            return axis->setRange(lowest - room, 1.0 + room);
        }
        case CurvePanel::Fit::Unit:
            return axis->setRange(std::min(0.0, range.lower) - kSpanRoom, std::max(1.0, range.upper) + kSpanRoom);
    }
}

void RunPlot::showAll() {
    zoomed_ = false;
    fitAxes();
    schedule();
}

void RunPlot::zoomTo(const QRect& area) {
    if (area.width() < kSmallestDrag) return;
    for (QCPAxisRect* rect : rects_) {
        if (!rect->rect().contains(area.center())) continue;
        QCPAxis* bottom = rect->axis(QCPAxis::atBottom);
        bottom->setRange(bottom->pixelToCoord(area.left()), bottom->pixelToCoord(area.right()));
        QCPAxis* left = rect->axis(QCPAxis::atLeft);
        if (area.height() >= kSmallestDrag)
            left->setRange(left->pixelToCoord(area.bottom()), left->pixelToCoord(area.top()));
        zoomed_ = true;
        schedule();
        return;
    }
}

}  // namespace syper::ui
