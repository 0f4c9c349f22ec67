// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_curves.h"

#include <algorithm>
#include <cmath>

#include "widgets/qcustomplot_wrapper.h"

namespace syper::ui {
namespace {

constexpr int kMarkersALine = 12;
constexpr float kRawOpacity = 0.35F;
constexpr double kBeginning = 0.1;  // share of the run that sets no range for the agreement

}  // namespace

double RunCurves::Mean::add(double sample, double smoothing) {
    if (!std::isfinite(sample)) return std::nan("");
    value = smoothing * value + (1.0 - smoothing) * sample;
    weight = smoothing * weight + (1.0 - smoothing);
    return value / weight;
}

RunCurves::RunCurves(service::FolderRun& run, const CurveKind& kind, QString title, int variant, bool alone,
                     const Place& place, double smoothing, QObject* parent)
    : QObject(parent),
      run_(run),
      kind_(kind),
      title_(std::move(title)),
      variant_(variant),
      place_(place),
      smoothing_(smoothing) {
    const auto graph = [this](int panel) {
        const QCPAxisRect& rect = *place_.rects[std::size_t(panel)];
        return place_.plot.addGraph(rect.axis(QCPAxis::atBottom), rect.axis(QCPAxis::atLeft));
    };
    for (const CurveSpec& spec : kind_.curves()) {
        Line line{.spec = spec};
        if (spec.smoothed) line.raw = graph(spec.panel);
        line.graph = graph(spec.panel);
        if (spec.steps) line.graph->setLineStyle(QCPGraph::lsStepLeft);
        if (spec.style)
            line.graph->setName(alone ? spec.word : QStringLiteral("%1: %2").arg(title_, spec.word));
        else
            line.graph->setName(title_);
        // Curves in the run's own look are told apart by their panels: one entry says it all.
        if (spec.style || lines_.empty()) line.graph->addToLegend(&place_.legend);
        lines_.push_back(line);
    }
    feed(0);
    connect(&run_, &service::FolderRun::pointsAdded, this, &RunCurves::feed);
}

void RunCurves::remove() {
    disconnect(&run_, nullptr, this, nullptr);
    for (const Line& line : lines_) {
        line.graph->removeFromLegend(&place_.legend);
        if (line.raw != nullptr) place_.plot.removeGraph(line.raw);
        place_.plot.removeGraph(line.graph);
    }
    clearGaps();
}

QColor RunCurves::color() const {
    return lines_.front().graph->pen().color();
}

std::optional<QCPRange> RunCurves::values(int panel) const {
    const CurvePanel about = kind_.panels()[std::size_t(panel)];
    // A student's first steps may be far below all that follow; they would flatten the part that matters.
    const double last = reach();
    const QCPRange places(about.fit == CurvePanel::Fit::One ? last * kBeginning : 0.0, last + 1.0);
    std::optional<QCPRange> range;
    for (const Line& line : lines_) {
        if (line.spec.panel != panel) continue;
        const QCPGraph* graph = line.raw != nullptr ? line.raw : line.graph;
        bool found = false;
        const QCPRange own =
            graph->getValueRange(found, about.ticks == Ticks::Log ? QCP::sdPositive : QCP::sdBoth, places);
        if (found) range = range ? range->expanded(own) : own;
    }
    return range;
}

std::optional<qsizetype> RunCurves::at(double place) const {
    const qsizetype count = run_.pointCount();
    if (count == 0) return std::nullopt;
    const double stride = count > 1 ? reach() - kind_.place(run_, count - 2) : kind_.leastStride();
    if (place > reach() + 0.5 * stride) return std::nullopt;
    qsizetype low = 0, high = count - 1;  // the first one not before `place`
    while (low < high) {
        const qsizetype middle = (low + high) / 2;
        if (kind_.place(run_, middle) < place - 0.5 * kind_.leastStride())
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double RunCurves::reach() const {
    const qsizetype count = run_.pointCount();
    return count == 0 ? 0.0 : kind_.place(run_, count - 1);
}

void RunCurves::setSmoothing(double smoothing) {
    smoothing_ = smoothing;
    clear();
    feed(0);
}

void RunCurves::clear() {
    for (Line& line : lines_) {
        if (line.raw != nullptr) line.raw->data()->clear();
        line.graph->data()->clear();
        line.mean = {};
    }
    clearGaps();
    fed_ = 0;
    inGap_ = false;
}

void RunCurves::feed(qsizetype first) {
    if (first < fed_) clear();  // points were computed anew
    const qsizetype count = run_.pointCount();
    for (; fed_ < count; ++fed_) {
        const double place = kind_.place(run_, fed_);
        for (Line& line : lines_) {
            const double measured = line.spec.value(run_, fed_);
            const double value = std::isfinite(measured) ? measured : std::nan("");
            if (line.spec.gaps) markGap(line.spec, place, std::isnan(value));
            // Elsewhere a value that is missing was not measured: the line goes on.
            if (std::isnan(value) && !line.spec.gaps) continue;
            if (line.raw != nullptr) line.raw->addData(place, value);
            line.graph->addData(place, line.raw != nullptr ? line.mean.add(value, smoothing_) : value);
        }
    }
    for (Line& line : lines_) line.graph->setScatterSkip(std::max(0, line.graph->dataCount() / kMarkersALine - 1));
    Q_EMIT changed();
}

void RunCurves::clearGaps() {
    for (QCPItemRect* gap : std::exchange(gaps_, {})) place_.plot.removeItem(gap);
    for (QCPItemText* word : std::exchange(gapWords_, {})) place_.plot.removeItem(word);
}

void RunCurves::markGap(const CurveSpec& spec, double place, bool gap) {
    if (gap && inGap_)
        gaps_.back()->bottomRight->setCoords(place + 0.5 * kind_.leastStride(), 1.0);
    else if (gap)
        addGap(spec.panel, place);
    inGap_ = gap;
}

void RunCurves::addGap(int panel, double place) {
    QCPAxisRect* rect = place_.rects[std::size_t(panel)];
    const double half = 0.5 * kind_.leastStride();
    auto* mark = new QCPItemRect(&place_.plot);
    mark->setClipAxisRect(rect);
    for (QCPItemPosition* corner : {mark->topLeft, mark->bottomRight}) pinToSteps(*corner, *rect);
    mark->topLeft->setCoords(place - half, 0.0);
    mark->bottomRight->setCoords(place + half, 1.0);
    mark->setPen(QPen(Theme::palette().caution, 1));
    mark->setBrush(QBrush(Theme::palette().caution, Qt::BDiagPattern));
    gaps_.push_back(mark);
    auto* word = new QCPItemText(&place_.plot);
    word->setClipAxisRect(rect);
    word->position->setParentAnchor(mark->bottomRight);
    word->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    word->setPadding(QMargins(size::kUnit, 0, 0, 2));
    word->setText(QStringLiteral("NaN"));
    word->setFont(Theme::font(type::kSecondary));
    word->setColor(Theme::palette().caution);
    gapWords_.push_back(word);
}

void RunCurves::paint(const Palette& palette) {
    const ModelStyle own = kind_.style(run_);
    const std::vector<CurveSpec> specs = kind_.curves();  // their colours are those of the theme now
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const ModelStyle style = specs[i].style.value_or(own);
        const QPen pen = curvePen(style, variant_, palette);
        QColor pale = pen.color();
        pale.setAlphaF(kRawOpacity);
        if (lines_[i].raw != nullptr) lines_[i].raw->setPen(QPen(pale, 1));
        QCPScatterStyle marker = curveMarker(style, pen);
        marker.setBrush(palette.surface);
        lines_[i].graph->setPen(pen);
        lines_[i].graph->setScatterStyle(marker);
    }
    for (QCPItemRect* gap : gaps_) {
        gap->setPen(QPen(palette.caution, 1));
        gap->setBrush(QBrush(palette.caution, Qt::BDiagPattern));
    }
    for (QCPItemText* word : gapWords_) word->setColor(palette.caution);
}

}  // namespace syper::ui
