// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/det_plot.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/plot_style.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/scroll_column.h"

namespace syper::ui {
namespace {

constexpr int kBins = 60;
constexpr int kLeastHeight = 300;  // pixels; two panels with an axis each
constexpr double kStep = 0.005;    // of the threshold, per arrow key

/// Shares of sorted scores a bin.
QVector<double> shares(const std::vector<double>& sorted, double low, double width) {
    QVector<double> out(kBins);
    for (const double score : sorted)
        out[std::clamp(int((score - low) / width), 0, kBins - 1)] += 1.0 / double(sorted.size());
    return out;
}

}  // namespace

DetPlot::DetPlot(QWidget* parent) : QFrame(parent), plot_(new QCustomPlot(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->addWidget(plot_);
    setProperty("panel", true);
    plot_->setMinimumSize(kLeastHeight, kLeastHeight);
    plot_->setFocusPolicy(Qt::StrongFocus);
    plot_->installEventFilter(this);
    build();
    connect(&Theme::instance(), &Theme::changed, this, &DetPlot::restyle);
    retranslate();
    restyle();
}

void DetPlot::build() {
    plot_->plotLayout()->clear();
    auto* margins = new QCPMarginGroup(plot_);
    det_ = addPanel(*plot_, 0, *margins);
    histogram_ = addPanel(*plot_, 1, *margins);
    plot_->plotLayout()->setRowStretchFactor(0, 1.5);
    for (const QCPAxis::AxisType type : {QCPAxis::atLeft, QCPAxis::atBottom}) {
        QCPAxis* axis = det_->axis(type);
        setTicks(*axis, Ticks::Log);
        axis->setNumberFormat(QStringLiteral("eb"));
        axis->setNumberPrecision(0);
        axis->setRange(1e-4, 1.0);
    }
    QCPAxis* x = histogram_->axis(QCPAxis::atBottom);
    QCPAxis* y = histogram_->axis(QCPAxis::atLeft);
    genuine_ = plot_->addGraph(x, y);
    impostor_ = plot_->addGraph(x, y);
    for (QCPGraph* graph : {genuine_, impostor_}) graph->setLineStyle(QCPGraph::lsStepCenter);
    y->setTickLabels(false);
    whose_ = new QCPItemText(plot_);
    whose_->setClipAxisRect(histogram_);
    whose_->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    whose_->position->setType(QCPItemPosition::ptAxisRectRatio);
    whose_->position->setAxisRect(histogram_);
    whose_->position->setCoords(0.0, 0.0);
    whose_->setPadding(QMargins(size::kUnit, 0, 0, 0));
    line_ = new QCPItemStraightLine(plot_);
    line_->setClipAxisRect(histogram_);
    line_->setVisible(false);
    for (QCPItemPosition* point : {line_->point1, line_->point2}) pinToSteps(*point, *histogram_);
}

void DetPlot::setStatistics(const service::Statistics& statistics) {
    statistics_ = statistics;
    model_ = 0;
    thresholds_.assign(statistics_.models.size(), std::nullopt);
    drawCurves();
    drawHistograms();
    restyle();
}

void DetPlot::drawCurves() {
    for (QCPGraph* graph : curves_) plot_->removeGraph(graph);
    for (QCPGraph* graph : dots_) plot_->removeGraph(graph);
    curves_.clear();
    dots_.clear();
    double lowestFmr = 1.0;
    double lowestFnmr = 1.0;
    for (const service::ModelStatistics& model : statistics_.models) {
        QCPGraph* curve = plot_->addGraph(det_->axis(QCPAxis::atBottom), det_->axis(QCPAxis::atLeft));
        QCPGraph* dot = plot_->addGraph(det_->axis(QCPAxis::atBottom), det_->axis(QCPAxis::atLeft));
        curve->setLineStyle(QCPGraph::lsStepLeft);
        dot->setLineStyle(QCPGraph::lsNone);
        // A rate of zero has no place on a log axis: half of one comparison stands for it at the edge.
        const double leastFmr = 0.5 / std::max(1.0, double(model.figures.impostor));
        const double leastFnmr = 0.5 / std::max(1.0, double(model.figures.genuine));
        lowestFmr = std::min(lowestFmr, leastFmr);
        lowestFnmr = std::min(lowestFnmr, leastFnmr);
        for (const core::RocPoint& point : model.figures.roc)
            curve->addData(std::max(point.fmr, leastFmr), std::max(1.0 - point.tmr, leastFnmr));
        curves_.push_back(curve);
        dots_.push_back(dot);
    }
    det_->axis(QCPAxis::atBottom)->setRange(std::max(1e-6, lowestFmr), 1.0);
    det_->axis(QCPAxis::atLeft)->setRange(std::max(1e-4, lowestFnmr), 1.0);
}

void DetPlot::drawHistograms() {
    genuine_->data()->clear();
    impostor_->data()->clear();
    if (model_ >= int(statistics_.models.size())) return;
    const service::ModelStatistics& model = statistics_.models[std::size_t(model_)];
    showWhose();
    if (model.genuine.empty() || model.impostor.empty()) return;
    const double low = std::min(model.genuine.front(), model.impostor.front());
    const double width = std::max(1e-9, std::max(model.genuine.back(), model.impostor.back()) - low) / kBins;
    double highest = 0;
    for (const auto& [graph, scores] : {std::pair(genuine_, &model.genuine), std::pair(impostor_, &model.impostor)}) {
        const QVector<double> heights = shares(*scores, low, width);
        for (int i = 0; i < kBins; ++i) graph->addData(low + (i + 0.5) * width, heights[i]);
        highest = std::max(highest, *std::ranges::max_element(heights));
    }
    histogram_->axis(QCPAxis::atBottom)->setRange(low - width, low + (kBins + 1) * width);
    histogram_->axis(QCPAxis::atLeft)->setRange(0.0, highest * 1.1);
}

void DetPlot::showWhose() {
    if (model_ >= int(statistics_.models.size())) return;
    whose_->setText(tr("Scores of %1").arg(QString::fromStdString(statistics_.models[std::size_t(model_)].info.name)));
}

QString DetPlot::whose() const {
    return whose_->text();
}

void DetPlot::setModel(int index) {
    model_ = std::clamp(index, 0, std::max(0, int(statistics_.models.size()) - 1));
    drawHistograms();
    setThresholds(thresholds_);
    restyle();
}

void DetPlot::setThresholds(const std::vector<std::optional<double>>& thresholds) {
    thresholds_ = thresholds;
    QStringList texts;
    for (std::size_t i = 0; i < dots_.size(); ++i) {
        dots_[i]->data()->clear();
        if (i >= thresholds_.size() || !thresholds_[i]) continue;
        const service::ModelStatistics& model = statistics_.models[i];
        const double fmr = model.fmrAt(*thresholds_[i]);
        const double fnmr = model.fnmrAt(*thresholds_[i]);
        const QCPRange x = det_->axis(QCPAxis::atBottom)->range();
        const QCPRange y = det_->axis(QCPAxis::atLeft)->range();
        dots_[i]->addData(std::max(fmr, x.lower), std::max(fnmr, y.lower));
        texts << tr("%1: FMR %2, FNMR %3").arg(QString::fromStdString(model.info.name)).arg(fmr).arg(fnmr);
    }
    const bool known = model_ < int(thresholds_.size()) && thresholds_[std::size_t(model_)];
    line_->setVisible(known);
    if (known) {
        line_->point1->setCoords(*thresholds_[std::size_t(model_)], 0.0);
        line_->point2->setCoords(*thresholds_[std::size_t(model_)], 1.0);
    }
    plot_->setAccessibleDescription(texts.join(QStringLiteral("; ")));
    if (plot_->isVisible()) plot_->replot(QCustomPlot::rpQueuedReplot);
}

void DetPlot::paint(const Palette& palette) {
    stylePlot(*plot_, palette);
    styleRect(*det_, palette);
    styleRect(*histogram_, palette);
    std::array<int, 5> ofKind{};
    for (std::size_t i = 0; i < curves_.size(); ++i) {
        const core::ModelInfo& info = statistics_.models[i].info;
        const ModelKind kind = modelKind(info.weightBits, info.activationBits);
        const ModelStyle style = modelStyle(kind);
        const QPen pen = curvePen(style, ofKind[std::size_t(kind)]++, palette);
        curves_[i]->setPen(pen);
        QCPScatterStyle dot = curveMarker(style, pen);
        dot.setBrush(pen.color());
        dot.setSize(11);
        dots_[i]->setScatterStyle(dot);
    }
    // Genuine filled, impostors hatched: told apart without colour.
    const auto fill = [](QCPGraph* graph, QColor color, Qt::BrushStyle brush) {
        graph->setPen(QPen(color, 1.5));
        color.setAlphaF(brush == Qt::SolidPattern ? 0.35F : 0.9F);
        graph->setBrush(QBrush(color, brush));
    };
    fill(genuine_, palette.good, Qt::SolidPattern);
    fill(impostor_, palette.caution, Qt::BDiagPattern);
    line_->setPen(QPen(palette.text, 2));
    whose_->setFont(Theme::font(type::kSecondary));
    whose_->setColor(palette.text);
}

void DetPlot::restyle() {
    paint(Theme::palette());
    // At once: whoever grabs the window next must not see the other theme's curves. Hidden, it has no size to draw on.
    if (plot_->isVisible()) plot_->replot(QCustomPlot::rpImmediateRefresh);
}

void DetPlot::moveTo(int x) {
    Q_EMIT thresholdMoved(histogram_->axis(QCPAxis::atBottom)->pixelToCoord(x));
}

bool DetPlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched == plot_) showFocus(*this, *event);
    if (watched == plot_ && event->type() == QEvent::Wheel && scrollsAround(*plot_, *static_cast<QWheelEvent*>(event)))
        return true;
    if (watched != plot_ || statistics_.models.empty()) return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::MouseButtonPress) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        dragging_ = mouse->button() == Qt::LeftButton && histogram_->rect().contains(mouse->pos());
        if (dragging_) moveTo(mouse->pos().x());
    } else if (event->type() == QEvent::MouseMove && dragging_) {
        moveTo(static_cast<QMouseEvent*>(event)->pos().x());
    } else if (event->type() == QEvent::MouseButtonRelease) {
        dragging_ = false;
    } else if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const auto now = model_ < int(thresholds_.size()) ? thresholds_[std::size_t(model_)] : std::nullopt;
        if (now && (key == Qt::Key_Left || key == Qt::Key_Right)) {
            Q_EMIT thresholdMoved(*now + (key == Qt::Key_Left ? -kStep : kStep));
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void DetPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void DetPlot::retranslate() {
    det_->axis(QCPAxis::atBottom)->setLabel(tr("FMR (false match rate)"));
    det_->axis(QCPAxis::atLeft)->setLabel(tr("FNMR"));
    histogram_->axis(QCPAxis::atBottom)->setLabel(tr("Score: genuine filled, impostors hatched"));
    histogram_->axis(QCPAxis::atLeft)->setLabel(tr("Share"));
    showWhose();
    plot_->setAccessibleName(tr("DET curves and score histograms with the threshold"));
    plot_->setToolTip(tr("Drag the line in the histogram to move the threshold (Left, Right)"));
    if (plot_->isVisible()) plot_->replot(QCustomPlot::rpQueuedReplot);
}

bool DetPlot::exportTo(const QString& file) {
    constexpr int kWidth = 700, kHeight = 800;
    paint(Theme::paletteOf(false));
    const bool written = exportPlot(*plot_, file, kWidth, kHeight);
    restyle();
    return written;
}

}  // namespace syper::ui
