// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_plot.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/plot_style.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/run_titles.h"

namespace syper::ui {
namespace {

constexpr int kRefreshMs = 40;
constexpr int kSmallestDrag = 8;  // pixels; less is a click
constexpr int kLegendColumns = 3;
// Room beyond the curves: factors of loss and rate, a share of the agreement's span, and the least of that span.
constexpr double kLossRoom = 1.3, kRateRoom = 1.15, kCosineRoom = 0.08, kSmallestCosineSpan = 0.01;

/// Tick labels in the user's locale are QCustomPlot's own; this is for text.
QString number(double value, int digits = 4) {
    return std::isfinite(value) ? QLocale().toString(value, 'g', digits) : RunPlot::tr("not a number");
}

}  // namespace

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
    plot_->setMinimumSize(size::kThumbnail, size::kThumbnail);  // QCustomPlot cannot draw on nothing
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

void RunPlot::build() {
    plot_->plotLayout()->clear();
    plot_->setAutoAddPlottableToLegend(false);
    plot_->plotLayout()->setRowSpacing(size::kUnit);
    auto* margins = new QCPMarginGroup(plot_);
    for (int panel = 0; panel < RunCurves::kPanels; ++panel) {
        QCPAxisRect* rect = addPanel(*plot_, panel + 1, *margins);
        rects_[std::size_t(panel)] = rect;
        rect->axis(QCPAxis::atLeft)->setNumberFormat(QStringLiteral("gb"));
        rect->axis(QCPAxis::atLeft)->setNumberPrecision(4);
        setTicks(*rect->axis(QCPAxis::atLeft), panel == RunCurves::Loss ? Ticks::Log : Ticks::Real);
        setTicks(*rect->axis(QCPAxis::atBottom), Ticks::Whole);
        rect->axis(QCPAxis::atBottom)->setTickLabels(panel == RunCurves::kPanels - 1);
        rect->setRangeZoom(Qt::Horizontal);
        rect->setRangeZoomAxes(rect->axis(QCPAxis::atBottom), nullptr);
        auto* line = new QCPItemStraightLine(plot_);
        line->setClipAxisRect(rect);
        line->setVisible(false);
        for (QCPItemPosition* point : {line->point1, line->point2}) pinToSteps(*point, *rect);
        lines_[std::size_t(panel)] = line;
    }
    plot_->plotLayout()->setRowStretchFactor(1 + RunCurves::Loss, 1.4);
    plot_->plotLayout()->setRowStretchFactor(1 + RunCurves::Cosine, 1.2);
    plot_->plotLayout()->setRowStretchFactor(1 + RunCurves::Rate, 0.7);
    rects_[RunCurves::Rate]->axis(QCPAxis::atLeft)->ticker()->setTickCount(2);
    // Above the curves, never on them.
    legend_ = new QCPLegend;
    plot_->plotLayout()->addElement(0, 0, legend_);
    plot_->plotLayout()->setRowStretchFactor(0, 0.001);
    legend_->setFillOrder(QCPLayoutGrid::foColumnsFirst);
    legend_->setWrap(kLegendColumns);
    legend_->setLayer(QStringLiteral("legend"));
    connectPlot();
}

void RunPlot::connectPlot() {
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
    for (RunCurves* curves : std::exchange(curves_, {})) {
        curves->remove();
        delete curves;
    }
    runs_ = runs;
    std::array<int, 5> ofKind{};
    const QStringList titles = runTitles(runs_);
    for (service::Run* run : std::as_const(runs_)) {
        const ModelKind kind = modelKind(run->settings().weightBits, run->settings().activationBits);
        auto* curves = new RunCurves(*run, titles[qsizetype(curves_.size())], ofKind[std::size_t(kind)]++, *plot_, rects_, *legend_, smoothing_, this);
        connect(curves, &RunCurves::changed, this, &RunPlot::schedule);
        curves_.push_back(curves);
    }
    showAll();
    restyle();
    setCursor(std::nullopt);
}

int RunPlot::variant(const service::Run* run) const {
    const auto found = std::ranges::find_if(curves_, [run](const RunCurves* curves) { return &curves->run() == run; });
    return found == curves_.end() ? 0 : (*found)->variant();
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
    for (std::size_t i = 0; i < rects_.size(); ++i) {
        styleRect(*rects_[i], palette);
        lines_[i]->setPen(QPen(palette.secondary, 1, Qt::DashLine));
    }
    styleLegend(*legend_, palette);
    for (RunCurves* curves : curves_) curves->paint(palette);
}

void RunPlot::setSmoothing(double smoothing) {
    smoothing_ = std::clamp(smoothing, 0.0, 0.99);
    for (RunCurves* curves : curves_) curves->setSmoothing(smoothing_);
    schedule();
}

bool RunPlot::settled() const {
    return !timer_.isActive() && std::ranges::all_of(runs_, [](const service::Run* run) { return run->pointsKnown(); });
}

void RunPlot::schedule() {
    if (isVisible() && !timer_.isActive()) timer_.start();
}

void RunPlot::refresh() {
    const bool any = std::ranges::any_of(curves_, [](const RunCurves* curves) { return !curves->empty(); });
    empty_->setText(runs_.isEmpty()
                        ? tr("No curves yet.\nStart a run on the left, or tick one in the list on the right.")
                    : std::ranges::none_of(runs_, [](const service::Run* run) { return run->settings().trains(); })
                        ? tr("Calibrated without a step of training, so there is no curve.\n"
                             "The result stands below.")
                        : tr("No step is done yet.\nThe curves begin with the first one."));
    empty_->setVisible(!any);
    for (QCPAxisRect* rect : rects_) rect->setVisible(any);
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
    rects_[RunCurves::Loss]->axis(QCPAxis::atBottom)->setRange(0.0, last * 1.02);
    fitValues();
}

void RunPlot::fitValues() {
    const auto whole = [this](RunCurves::Panel panel) {
        std::optional<QCPRange> range;
        for (const RunCurves* curves : curves_)
            if (const auto own = curves->values(panel)) range = range ? range->expanded(*own) : *own;
        return range;
    };
    const auto axis = [this](RunCurves::Panel panel) { return rects_[panel]->axis(QCPAxis::atLeft); };
    const QCPRange loss = whole(RunCurves::Loss).value_or(QCPRange(1e-4, 1e-2));
    axis(RunCurves::Loss)->setRange(loss.lower / kLossRoom, loss.upper * kLossRoom);
    // Agreement lives near its best value, one: that stays in sight, and the rest is measured from it.
    const double lowest =
        std::min(whole(RunCurves::Cosine).value_or(QCPRange(0.0, 1.0)).lower, 1.0 - kSmallestCosineSpan);
    const double room = (1.0 - lowest) * kCosineRoom;
    axis(RunCurves::Cosine)->setRange(lowest - room, 1.0 + room);
    const double rate = whole(RunCurves::Rate).value_or(QCPRange(0.0, 1.0)).upper;
    axis(RunCurves::Rate)->setRange(0.0, std::max(std::numeric_limits<double>::min(), rate * kRateRoom));
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
    for (const RunCurves* curves : curves_) {
        const core::QuantizePoint* at = cursor_ ? curves->at(*cursor_) : nullptr;
        if (at == nullptr) continue;
        const QString& title = curves->title();
        const QString loss = number(at->loss), cosine = number(at->cosine), rate = number(at->lr, 3);
        if (shown < 0) shown = at->step;
        readout_ += (readout_.isEmpty() ? tr("step %1").arg(at->step) : QString()) + QStringLiteral(" · ") +
                    tr("%1: loss %2, agreement %3, rate %4").arg(title, loss, cosine, rate);
        rows += QStringLiteral(
                    "<tr><td style='color:%1'>&#9632;</td><td>%2&nbsp;</td><td align='right'>%3&nbsp;</td>"
                    "<td align='right'>%4&nbsp;</td><td align='right'>%5</td></tr>")
                    .arg(curves->color().name(), title.toHtmlEscaped(), loss, cosine, rate);
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
    const QCPAxisRect* top = rects_[RunCurves::Loss];
    const int x = int(top->axis(QCPAxis::atBottom)->coordToPixel(double(shown)));
    const bool fits = x + size::kGapWide + overlay_->width() <= plot_->width();
    overlay_->move(fits ? x + size::kGapWide : std::max(0, x - size::kGapWide - overlay_->width()),
                   top->top() + size::kGap);
}

bool RunPlot::key(int key) {
    const QCPRange range = rects_[RunCurves::Loss]->axis(QCPAxis::atBottom)->range();
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
            rects_[RunCurves::Loss]->axis(QCPAxis::atBottom)->scaleRange(key == Qt::Key_Plus ? 0.7 : 1.0 / 0.7, now);
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
        showFocus(*this, *event);
        if (event->type() == QEvent::KeyPress && key(static_cast<QKeyEvent*>(event)->key())) return true;
    }
    return QFrame::eventFilter(watched, event);
}

void RunPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void RunPlot::retranslate() {
    rects_[RunCurves::Loss]->axis(QCPAxis::atLeft)->setLabel(tr("Loss (log)"));
    rects_[RunCurves::Cosine]->axis(QCPAxis::atLeft)->setLabel(tr("Agreement"));
    rects_[RunCurves::Rate]->axis(QCPAxis::atLeft)->setLabel(tr("Rate"));
    rects_[RunCurves::Rate]->axis(QCPAxis::atBottom)->setLabel(tr("Step"));
    plot_->setAccessibleName(tr("Curves of the runs shown: loss, agreement with the teacher, learning rate"));
    plot_->setToolTip({});
    schedule();
}

QByteArray RunPlot::csv() const {
    QByteArray out("run,step,epoch,loss,grad_norm,lr,seconds,cosine\n");
    const auto real = [](double value) { return QByteArray::number(value, 'g', QLocale::FloatingPointShortest); };
    for (const RunCurves* curves : curves_) {
        const service::Run* run = &curves->run();
        QString name = curves->title();
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
