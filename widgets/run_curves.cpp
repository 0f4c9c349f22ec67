// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_curves.h"

#include <algorithm>
#include <cmath>

#include "widgets/plot_style.h"
#include "widgets/qcustomplot_wrapper.h"

namespace syper::ui {
namespace {

constexpr int kMarkersALine = 12;
constexpr float kRawOpacity = 0.35F;
constexpr double kBeginning = 0.1;  // share of the steps that sets no range for the agreement

}  // namespace

double RunCurves::Mean::add(double sample, double smoothing) {
    if (!std::isfinite(sample)) return std::nan("");
    value = smoothing * value + (1.0 - smoothing) * sample;
    weight = smoothing * weight + (1.0 - smoothing);
    return value / weight;
}

RunCurves::RunCurves(service::Run& run, QString title, int variant, QCustomPlot& plot, const Rects& rects,
                     QCPLegend& legend, double smoothing, QObject* parent)
    : QObject(parent),
      run_(run),
      title_(std::move(title)),
      variant_(variant),
      plot_(plot),
      rects_(rects),
      legend_(legend),
      smoothing_(smoothing) {
    const auto graph = [this](Panel panel) {
        return plot_.addGraph(rects_[panel]->axis(QCPAxis::atBottom), rects_[panel]->axis(QCPAxis::atLeft));
    };
    lossRaw_ = graph(Loss);
    loss_ = graph(Loss);
    cosineRaw_ = graph(Cosine);
    cosine_ = graph(Cosine);
    rate_ = graph(Rate);
    rate_->setLineStyle(QCPGraph::lsStepLeft);
    loss_->setName(title_);
    loss_->addToLegend(&legend_);
    feed(0);
    connect(&run_, &service::Run::pointsAdded, this, &RunCurves::feed);
}

void RunCurves::remove() {
    disconnect(&run_, nullptr, this, nullptr);
    loss_->removeFromLegend(&legend_);
    for (QCPGraph* graph : {lossRaw_, loss_, cosineRaw_, cosine_, rate_}) plot_.removeGraph(graph);
    clearGaps();
}

QColor RunCurves::color() const {
    return loss_->pen().color();
}

std::optional<QCPRange> RunCurves::values(Panel panel) const {
    const QCPGraph* graph = panel == Loss ? lossRaw_ : panel == Cosine ? cosineRaw_ : rate_;
    bool found = false;
    // A student's first steps may be far below all that follow; they would flatten the part that matters.
    const double last = run_.points().empty() ? 0.0 : double(run_.points().back().step);
    const QCPRange steps(panel == Cosine ? last * kBeginning : 0.0, last + 1.0);
    const QCPRange range = graph->getValueRange(found, panel == Loss ? QCP::sdPositive : QCP::sdBoth, steps);
    return found ? std::optional(range) : std::nullopt;
}

const core::QuantizePoint* RunCurves::at(double step) const {
    const std::vector<core::QuantizePoint>& points = run_.points();
    if (points.empty()) return nullptr;
    const auto found =
        std::ranges::lower_bound(points, std::int64_t(std::llround(step)), {}, &core::QuantizePoint::step);
    return found == points.end() ? &points.back() : &*found;
}

void RunCurves::setSmoothing(double smoothing) {
    smoothing_ = smoothing;
    clear();
    feed(0);
}

void RunCurves::clear() {
    for (QCPGraph* graph : {lossRaw_, loss_, cosineRaw_, cosine_, rate_}) graph->data()->clear();
    clearGaps();
    fed_ = 0;
    lossMean_ = {};
    cosineMean_ = {};
    inGap_ = false;
}

void RunCurves::feed(qsizetype first) {
    if (first < fed_) clear();  // steps were computed anew
    const std::vector<core::QuantizePoint>& points = run_.points();
    for (; fed_ < qsizetype(points.size()); ++fed_) {
        const core::QuantizePoint& point = points[std::size_t(fed_)];
        const double step = double(point.step);
        const double loss = std::isfinite(point.loss) ? point.loss : std::nan("");
        lossRaw_->addData(step, loss);
        loss_->addData(step, lossMean_.add(loss, smoothing_));
        cosineRaw_->addData(step, point.cosine);
        cosine_->addData(step, cosineMean_.add(point.cosine, smoothing_));
        rate_->addData(step, point.lr);
        markGap(step, !std::isfinite(loss));
    }
    const int skip = std::max(0, int(points.size()) / kMarkersALine - 1);
    for (QCPGraph* graph : {loss_, cosine_, rate_}) graph->setScatterSkip(skip);
    Q_EMIT changed();
}

void RunCurves::clearGaps() {
    for (QCPItemRect* gap : std::exchange(gaps_, {})) plot_.removeItem(gap);
    for (QCPItemText* word : std::exchange(gapWords_, {})) plot_.removeItem(word);
}

void RunCurves::markGap(double step, bool gap) {
    if (gap && inGap_)
        gaps_.back()->bottomRight->setCoords(step + 0.5, 1.0);
    else if (gap)
        addGap(step);
    inGap_ = gap;
}

void RunCurves::addGap(double step) {
    auto* mark = new QCPItemRect(&plot_);
    mark->setClipAxisRect(rects_[Loss]);
    for (QCPItemPosition* corner : {mark->topLeft, mark->bottomRight}) pinToSteps(*corner, *rects_[Loss]);
    mark->topLeft->setCoords(step - 0.5, 0.0);
    mark->bottomRight->setCoords(step + 0.5, 1.0);
    mark->setPen(QPen(Theme::palette().caution, 1));
    mark->setBrush(QBrush(Theme::palette().caution, Qt::BDiagPattern));
    gaps_.push_back(mark);
    auto* word = new QCPItemText(&plot_);
    word->setClipAxisRect(rects_[Loss]);
    word->position->setParentAnchor(mark->bottomRight);
    word->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    word->setPadding(QMargins(size::kUnit, 0, 0, 2));
    word->setText(QStringLiteral("NaN"));
    word->setFont(Theme::font(type::kSecondary));
    word->setColor(Theme::palette().caution);
    gapWords_.push_back(word);
}

void RunCurves::paint(const Palette& palette) {
    const service::RunSettings& settings = run_.settings();
    const ModelStyle style = modelStyle(modelKind(settings.weightBits, settings.activationBits));
    const QPen pen = curvePen(style, variant_, palette);
    QColor pale = pen.color();
    pale.setAlphaF(kRawOpacity);
    for (QCPGraph* raw : {lossRaw_, cosineRaw_}) raw->setPen(QPen(pale, 1));
    QCPScatterStyle marker = curveMarker(style, pen);
    marker.setBrush(palette.surface);
    for (QCPGraph* graph : {loss_, cosine_, rate_}) {
        graph->setPen(pen);
        graph->setScatterStyle(marker);
    }
    for (QCPItemRect* gap : gaps_) {
        gap->setPen(QPen(palette.caution, 1));
        gap->setBrush(QBrush(palette.caution, Qt::BDiagPattern));
    }
    for (QCPItemText* word : gapWords_) word->setColor(palette.caution);
}

}  // namespace syper::ui
