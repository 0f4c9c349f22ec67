// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_plot.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/plot_style.h"
#include "widgets/qcustomplot_wrapper.h"

namespace syper::ui {
namespace {

constexpr int kRefreshMs = 40;
constexpr int kSmallestDrag = 8;  // pixels; less is a click
constexpr int kMarkersALine = 12;

/// Tick labels in the user's locale are QCustomPlot's own; this is for text.
QString number(double value, int digits = 4) {
    return std::isfinite(value) ? QLocale().toString(value, 'g', digits) : RunPlot::tr("not a number");
}

}  // namespace

/// What one run has in the plot.
struct RunPlot::Curves {
    service::Run* run = nullptr;
    int variant = 0;
    QCPGraph* lossRaw = nullptr;
    QCPGraph* loss = nullptr;
    QCPGraph* cosineRaw = nullptr;
    QCPGraph* cosine = nullptr;
    QCPGraph* rate = nullptr;
    qsizetype fed = 0;
    // Running means, with their weights so that the first steps are not pulled to zero.
    double lossMean = 0, cosineMean = 0, lossWeight = 0, cosineWeight = 0;
    std::vector<QCPItemRect*> gaps;
    std::vector<QCPItemText*> gapWords;
    bool inGap = false;

    [[nodiscard]] std::array<QCPGraph*, 5> graphs() const { return {lossRaw, loss, cosineRaw, cosine, rate}; }
};

RunPlot::RunPlot(QWidget* parent)
    : QFrame(parent), plot_(new QCustomPlot(this)), overlay_(new QLabel(plot_)), empty_(new QLabel(plot_)) {
    setProperty("panel", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->addWidget(plot_);
    build();
    overlay_->setAttribute(Qt::WA_TransparentForMouseEvents);
    overlay_->setMargin(size::kGap);
    overlay_->hide();
    empty_->setAttribute(Qt::WA_TransparentForMouseEvents);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    plot_->setFocusPolicy(Qt::StrongFocus);
    plot_->setMouseTracking(true);
    plot_->installEventFilter(this);
    timer_.setSingleShot(true);
    timer_.setInterval(kRefreshMs);
    connect(&timer_, &QTimer::timeout, this, &RunPlot::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &RunPlot::restyle);
    retranslate();
    restyle();
}

RunPlot::~RunPlot() = default;

void RunPlot::build() {
    plot_->plotLayout()->clear();
    plot_->setAutoAddPlottableToLegend(false);
    plot_->plotLayout()->setRowSpacing(size::kUnit);
    auto* margins = new QCPMarginGroup(plot_);
    for (int panel = 0; panel < kPanels; ++panel) {
        auto* rect = new QCPAxisRect(plot_);
        rects_[std::size_t(panel)] = rect;
        plot_->plotLayout()->addElement(panel, 0, rect);
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
        rect->setMinimumMargins(QMargins(0, size::kGap, size::kGapWide, 0));
        for (QCPAxis* axis : rect->axes()) {
            axis->setLayer(QStringLiteral("axes"));
            axis->grid()->setLayer(QStringLiteral("grid"));
        }
        rect->axis(QCPAxis::atLeft)->setNumberFormat(QStringLiteral("gb"));
        rect->axis(QCPAxis::atLeft)->setNumberPrecision(4);
        rect->axis(QCPAxis::atBottom)->setNumberFormat(QStringLiteral("f"));
        rect->axis(QCPAxis::atBottom)->setNumberPrecision(0);
        rect->axis(QCPAxis::atBottom)->setTickLabels(panel == kPanels - 1);
        rect->setRangeZoom(Qt::Horizontal);
        rect->setRangeZoomAxes(rect->axis(QCPAxis::atBottom), nullptr);
        auto* line = new QCPItemStraightLine(plot_);
        line->setClipAxisRect(rect);
        line->setVisible(false);
        for (QCPItemPosition* point : {line->point1, line->point2}) {
            point->setTypeX(QCPItemPosition::ptPlotCoords);
            point->setTypeY(QCPItemPosition::ptAxisRectRatio);
            point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
            point->setAxisRect(rect);
        }
        lines_[std::size_t(panel)] = line;
    }
    plot_->plotLayout()->setRowStretchFactor(Loss, 1.4);
    plot_->plotLayout()->setRowStretchFactor(Cosine, 1.2);
    plot_->plotLayout()->setRowStretchFactor(Rate, 0.7);
    QCPAxis* loss = rects_[Loss]->axis(QCPAxis::atLeft);
    loss->setScaleType(QCPAxis::stLogarithmic);
    loss->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    rects_[Rate]->axis(QCPAxis::atLeft)->ticker()->setTickCount(2);
    legend_ = new QCPLegend;
    rects_[Loss]->insetLayout()->addElement(legend_, Qt::AlignTop | Qt::AlignRight);
    legend_->setLayer(QStringLiteral("legend"));

    for (QCPAxisRect* rect : rects_)
        connect(rect->axis(QCPAxis::atBottom), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
                [this](const QCPRange& range) {
                    for (QCPAxisRect* other : rects_) other->axis(QCPAxis::atBottom)->setRange(range);
                });
    plot_->setInteraction(QCP::iRangeZoom);
    plot_->setSelectionRectMode(QCP::srmCustom);
    connect(plot_->selectionRect(), &QCPSelectionRect::accepted, this,
            [this](const QRect& area) { zoomTo(area.normalized()); });
    connect(plot_, &QCustomPlot::mouseDoubleClick, this, &RunPlot::showAll);
    connect(plot_, &QCustomPlot::mouseWheel, this, [this] {
        zoomed_ = true;
        schedule();
    });
    connect(plot_, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { hover(event->pos()); });
}

void RunPlot::setRuns(const QList<service::Run*>& runs) {
    if (runs == runs_) return;
    for (service::Run* run : std::as_const(runs_)) run->disconnect(this);
    for (const auto& curves : curves_) {
        for (QCPGraph* graph : curves->graphs()) plot_->removeGraph(graph);
        clearGaps(*curves);
    }
    curves_.clear();
    runs_ = runs;
    std::array<int, 5> ofKind{};
    for (service::Run* run : runs_) {
        const ModelKind kind = modelKind(run->settings().weightBits, run->settings().activationBits);
        addCurves(run, ofKind[std::size_t(kind)]++);
    }
    showAll();
    restyle();
    setCursor(std::nullopt);
}

int RunPlot::variant(const service::Run* run) const {
    const auto found = std::ranges::find_if(curves_, [run](const auto& curves) { return curves->run == run; });
    return found == curves_.end() ? 0 : (*found)->variant;
}

void RunPlot::addCurves(service::Run* run, int variant) {
    auto made = std::make_unique<Curves>();
    made->run = run;
    made->variant = variant;
    const auto graph = [this](Panel panel) {
        QCPAxisRect* rect = rects_[panel];
        return plot_->addGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    };
    made->lossRaw = graph(Loss);
    made->loss = graph(Loss);
    made->cosineRaw = graph(Cosine);
    made->cosine = graph(Cosine);
    made->rate = graph(Rate);
    made->rate->setLineStyle(QCPGraph::lsStepLeft);
    made->loss->setName(run->title());
    made->loss->addToLegend(legend_);
    Curves* curves = made.get();
    curves_.push_back(std::move(made));
    feed(*curves, 0);
    connect(run, &service::Run::pointsAdded, this, [this, curves](qsizetype first) { feed(*curves, first); });
}

void RunPlot::feed(Curves& curves, qsizetype first) {
    if (first < curves.fed) {  // steps were computed anew
        for (QCPGraph* graph : curves.graphs()) graph->data()->clear();
        clearGaps(curves);
        const Curves fresh{.run = curves.run,
                           .variant = curves.variant,
                           .lossRaw = curves.lossRaw,
                           .loss = curves.loss,
                           .cosineRaw = curves.cosineRaw,
                           .cosine = curves.cosine,
                           .rate = curves.rate,
                           .gaps = {},
                           .gapWords = {}};
        curves = fresh;
    }
    const auto smooth = [this](double value, double& mean, double& weight) {
        if (!std::isfinite(value)) return std::nan("");
        mean = smoothing_ * mean + (1.0 - smoothing_) * value;
        weight = smoothing_ * weight + (1.0 - smoothing_);
        return mean / weight;
    };
    const std::vector<core::QuantizePoint>& points = curves.run->points();
    for (; curves.fed < qsizetype(points.size()); ++curves.fed) {
        const core::QuantizePoint& point = points[std::size_t(curves.fed)];
        const double step = double(point.step);
        const double loss = std::isfinite(point.loss) ? point.loss : std::nan("");
        curves.lossRaw->addData(step, loss);
        curves.loss->addData(step, smooth(loss, curves.lossMean, curves.lossWeight));
        curves.cosineRaw->addData(step, point.cosine);
        curves.cosine->addData(step, smooth(point.cosine, curves.cosineMean, curves.cosineWeight));
        curves.rate->addData(step, point.lr);
        markGap(curves, step, !std::isfinite(loss));
    }
    const int skip = std::max(0, int(points.size()) / kMarkersALine - 1);
    for (QCPGraph* graph : {curves.loss, curves.cosine, curves.rate}) graph->setScatterSkip(skip);
    schedule();
}

void RunPlot::clearGaps(Curves& curves) {
    for (QCPItemRect* gap : std::exchange(curves.gaps, {})) plot_->removeItem(gap);
    for (QCPItemText* word : std::exchange(curves.gapWords, {})) plot_->removeItem(word);
}

void RunPlot::markGap(Curves& curves, double step, bool gap) {
    if (!gap) {
        curves.inGap = false;
        return;
    }
    if (curves.inGap) {
        curves.gaps.back()->bottomRight->setCoords(step + 0.5, 1.0);
        return;
    }
    curves.inGap = true;
    auto* mark = new QCPItemRect(plot_);
    mark->setClipAxisRect(rects_[Loss]);
    for (QCPItemPosition* corner : {mark->topLeft, mark->bottomRight}) {
        corner->setTypeX(QCPItemPosition::ptPlotCoords);
        corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
        corner->setAxes(rects_[Loss]->axis(QCPAxis::atBottom), rects_[Loss]->axis(QCPAxis::atLeft));
        corner->setAxisRect(rects_[Loss]);
    }
    mark->topLeft->setCoords(step - 0.5, 0.0);
    mark->bottomRight->setCoords(step + 0.5, 1.0);
    mark->setPen(QPen(Theme::palette().caution, 1));
    mark->setBrush(QBrush(Theme::palette().caution, Qt::BDiagPattern));
    curves.gaps.push_back(mark);
    auto* word = new QCPItemText(plot_);
    word->setClipAxisRect(rects_[Loss]);
    word->position->setParentAnchor(mark->bottomRight);
    word->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    word->setPadding(QMargins(size::kUnit, 0, 0, 2));
    word->setText(QStringLiteral("NaN"));
    word->setFont(Theme::font(type::kSecondary));
    word->setColor(Theme::palette().caution);
    curves.gapWords.push_back(word);
}

void RunPlot::restyle() {
    paint(Theme::palette());
    const Palette& palette = Theme::palette();
    overlay_->setStyleSheet(QStringLiteral("background: %1; color: %2; border: 1px solid %3; border-radius: %4px;")
                                .arg(palette.raised.name(), palette.text.name(), palette.border.name())
                                .arg(size::kRadius));
    empty_->setStyleSheet(QStringLiteral("color: %1;").arg(palette.secondary.name()));
    // At once: whoever grabs the window next must not see the other theme's curves.
    if (plot_->isVisible()) plot_->replot(QCustomPlot::rpImmediateRefresh);
    schedule();
}

void RunPlot::paint(const Palette& palette) {
    stylePlot(*plot_, palette);
    for (std::size_t i = 0; i < kPanels; ++i) {
        styleRect(*rects_[i], palette);
        lines_[i]->setPen(QPen(palette.secondary, 1, Qt::DashLine));
    }
    styleLegend(*legend_, palette);
    for (const auto& curves : curves_) {
        const service::RunSettings& settings = curves->run->settings();
        const ModelStyle style = modelStyle(modelKind(settings.weightBits, settings.activationBits));
        const QPen pen = curvePen(style, curves->variant, palette);
        QColor pale = pen.color();
        pale.setAlphaF(0.35F);
        for (QCPGraph* raw : {curves->lossRaw, curves->cosineRaw}) raw->setPen(QPen(pale, 1));
        QCPScatterStyle marker = curveMarker(style, pen);
        marker.setBrush(palette.surface);
        for (QCPGraph* graph : {curves->loss, curves->cosine, curves->rate}) {
            graph->setPen(pen);
            graph->setScatterStyle(marker);
        }
        for (QCPItemRect* gap : curves->gaps) {
            gap->setPen(QPen(palette.caution, 1));
            gap->setBrush(QBrush(palette.caution, Qt::BDiagPattern));
        }
        for (QCPItemText* word : curves->gapWords) word->setColor(palette.caution);
    }
}

void RunPlot::setSmoothing(double smoothing) {
    smoothing_ = std::clamp(smoothing, 0.0, 0.99);
    for (const auto& curves : curves_)
        if (curves->fed > 0) feed(*curves, 0);
    schedule();
}

void RunPlot::schedule() {
    if (isVisible() && !timer_.isActive()) timer_.start();
}

void RunPlot::refresh() {
    const bool any = std::ranges::any_of(curves_, [](const auto& curves) { return curves->fed > 0; });
    empty_->setVisible(!any);
    legend_->setVisible(any);
    if (!zoomed_) fitAxes();
    updateReadout();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void RunPlot::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    schedule();
}

void RunPlot::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    empty_->setGeometry(rect());
}

void RunPlot::fitAxes() {
    double last = 10.0;
    for (const service::Run* run : std::as_const(runs_))
        if (!run->points().empty()) last = std::max(last, double(run->points().back().step));
    rects_[Loss]->axis(QCPAxis::atBottom)->setRange(0.0, last * 1.02);
    fitValues();
}

void RunPlot::fitValues() {
    for (const Panel panel : {Loss, Cosine, Rate}) {
        QCPAxis* axis = rects_[panel]->axis(QCPAxis::atLeft);
        QCPRange whole;
        bool any = false;
        for (const auto& curves : curves_) {
            QCPGraph* graph = panel == Loss ? curves->lossRaw : panel == Cosine ? curves->cosineRaw : curves->rate;
            bool found = false;
            const QCPRange range = graph->getValueRange(found, panel == Loss ? QCP::sdPositive : QCP::sdBoth);
            if (!found) continue;
            whole = any ? whole.expanded(range) : range;
            any = true;
        }
        if (!any) whole = panel == Loss ? QCPRange(1e-4, 1e-2) : QCPRange(0.0, 1.0);
        if (panel == Loss) {
            axis->setRange(whole.lower / 1.3, whole.upper * 1.3);
        } else if (panel == Cosine) {
            const double margin = std::max(0.002, whole.size() * 0.08);
            axis->setRange(whole.lower - margin, std::min(1.0, whole.upper) + margin);
        } else {
            axis->setRange(0.0, std::max(1e-12, whole.upper * 1.15));
        }
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

void RunPlot::hover(const QPoint& position) {
    for (QCPAxisRect* rect : rects_)
        if (rect->rect().contains(position))
            return setCursor(rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x()));
    setCursor(std::nullopt);
}

void RunPlot::setCursor(std::optional<double> step) {
    cursor_ = step;
    updateReadout();
    if (plot_->isVisible()) plot_->replot(QCustomPlot::rpQueuedReplot);
}

void RunPlot::updateReadout() {
    readout_.clear();
    QString rows;
    std::int64_t shown = -1;
    for (const auto& curves : curves_) {
        const std::vector<core::QuantizePoint>& points = curves->run->points();
        if (!cursor_ || points.empty()) continue;
        auto at =
            std::ranges::lower_bound(points, std::int64_t(std::llround(*cursor_)), {}, &core::QuantizePoint::step);
        if (at == points.end()) --at;
        if (shown < 0) shown = at->step;
        readout_ += (readout_.isEmpty() ? tr("step %1").arg(at->step) : QString()) + QStringLiteral(" · ") +
                    tr("%1: loss %2, agreement %3, rate %4")
                        .arg(curves->run->title(), number(at->loss), number(at->cosine), number(at->lr, 3));
        const QColor color = curves->loss->pen().color();
        rows += QStringLiteral(
                    "<tr><td style='color:%1'>&#9632;</td><td>%2&nbsp;</td><td align='right'>%3&nbsp;</td>"
                    "<td align='right'>%4&nbsp;</td><td align='right'>%5</td></tr>")
                    .arg(color.name(), curves->run->title().toHtmlEscaped(), number(at->loss), number(at->cosine),
                         number(at->lr, 3));
    }
    const bool any = !rows.isEmpty();
    for (QCPItemStraightLine* line : lines_) {
        line->setVisible(any);
        line->point1->setCoords(double(shown), 0.0);
        line->point2->setCoords(double(shown), 1.0);
    }
    overlay_->setVisible(any);
    plot_->setAccessibleDescription(readout_);
    if (!any) return;
    overlay_->setText(
        QStringLiteral("<table cellspacing='2'><tr><td colspan='2'><b>%1</b></td><td align='right'>%2</td>"
                       "<td align='right'>&nbsp;%3</td><td align='right'>&nbsp;%4</td></tr>%5</table>")
            .arg(tr("step %1").arg(shown), tr("loss"), tr("agreement"), tr("rate"), rows));
    overlay_->adjustSize();
    const QCPAxisRect* top = rects_[Loss];
    const int x = int(top->axis(QCPAxis::atBottom)->coordToPixel(double(shown)));
    const bool fits = x + size::kGapWide + overlay_->width() <= plot_->width();
    overlay_->move(fits ? x + size::kGapWide : std::max(0, x - size::kGapWide - overlay_->width()),
                   top->top() + size::kGap);
}

bool RunPlot::key(int key) {
    const QCPRange range = rects_[Loss]->axis(QCPAxis::atBottom)->range();
    const double now = cursor_.value_or(range.center());
    const double stride = std::max(1.0, range.size() / 100.0);
    switch (key) {
        case Qt::Key_Left:
            setCursor(std::max(range.lower, now - stride));
            return true;
        case Qt::Key_Right:
            setCursor(std::min(range.upper, now + stride));
            return true;
        case Qt::Key_Home:
            setCursor(range.lower);
            return true;
        case Qt::Key_End:
            setCursor(range.upper);
            return true;
        case Qt::Key_Plus:
        case Qt::Key_Minus:
            rects_[Loss]->axis(QCPAxis::atBottom)->scaleRange(key == Qt::Key_Plus ? 0.7 : 1.0 / 0.7, now);
            zoomed_ = true;
            schedule();
            return true;
        case Qt::Key_Escape:
            setCursor(std::nullopt);
            showAll();
            return true;
        default:
            return false;
    }
}

bool RunPlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched == plot_) {
        if (event->type() == QEvent::Leave || event->type() == QEvent::FocusOut) setCursor(std::nullopt);
        if (event->type() == QEvent::KeyPress && key(static_cast<QKeyEvent*>(event)->key())) return true;
    }
    return QFrame::eventFilter(watched, event);
}

void RunPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void RunPlot::retranslate() {
    rects_[Loss]->axis(QCPAxis::atLeft)->setLabel(tr("Loss (log)"));
    rects_[Cosine]->axis(QCPAxis::atLeft)->setLabel(tr("Agreement (cosine)"));
    rects_[Rate]->axis(QCPAxis::atLeft)->setLabel(tr("Learning rate"));
    rects_[Rate]->axis(QCPAxis::atBottom)->setLabel(tr("Step"));
    empty_->setText(tr("No curves yet.\nStart a run on the left, or tick one in the list on the right."));
    plot_->setAccessibleName(tr("Curves of the runs shown: loss, agreement with the teacher, learning rate"));
    plot_->setToolTip({});
    schedule();
}

QByteArray RunPlot::csv() const {
    QByteArray out("run,step,epoch,loss,grad_norm,lr,seconds,cosine\n");
    const auto real = [](double value) { return QByteArray::number(value, 'g', QLocale::FloatingPointShortest); };
    for (const service::Run* run : runs_) {
        QString name = run->title();
        name.replace(QLatin1Char('"'), QLatin1String("\"\""));
        const QByteArray cell = '"' + name.toUtf8() + '"';
        for (const core::QuantizePoint& p : run->points())
            out += cell + ',' + QByteArray::number(qlonglong(p.step)) + ',' + QByteArray::number(p.epoch) + ',' +
                   real(p.loss) + ',' + real(p.gradNorm) + ',' + real(p.lr) + ',' + real(p.seconds) + ',' +
                   real(p.cosine) + '\n';
    }
    return out;
}

bool RunPlot::exportTo(const QString& file) {
    constexpr int kWidth = 900, kHeight = 700;
    setCursor(std::nullopt);
    paint(Theme::paletteOf(false));
    const bool written = exportPlot(*plot_, file, kWidth, kHeight);
    restyle();
    return written;
}

}  // namespace syper::ui
