// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_plot.h"

#include <QEvent>
#include <QHash>
#include <QKeyEvent>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/plot_style.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/scroll_column.h"

namespace syper::ui {
namespace {

constexpr int kRefreshMs = 40;
constexpr int kLegendColumns = 4;

/// Tick labels in the user's locale are QCustomPlot's own; this is for text.
QString number(double value, int digits = 4) {
    return std::isfinite(value) ? QLocale().toString(value, 'g', digits) : RunPlot::tr("not a number");
}

}  // namespace

RunPlot::RunPlot(std::unique_ptr<CurveKind> kind, QWidget* parent)
    : QFrame(parent),
      kind_(std::move(kind)),
      plot_(new QCustomPlot(this)),
      overlay_(new QLabel(plot_)),
      empty_(new QLabel(plot_)) {
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
    const std::vector<CurvePanel> panels = kind_->panels();
    for (int panel = 0; panel < int(panels.size()); ++panel) {
        const CurvePanel& about = panels[std::size_t(panel)];
        QCPAxisRect* rect = addPanel(*plot_, panel + 1, *margins);
        rect->setSizeConstraintRect(QCPLayoutElement::scrOuterRect);
        rect->axis(QCPAxis::atLeft)->setNumberFormat(QStringLiteral("gb"));
        rect->axis(QCPAxis::atLeft)->setNumberPrecision(4);
        setTicks(*rect->axis(QCPAxis::atLeft), about.ticks);
        if (about.stretch < 1.0) {  // low: few labels, or they stand on each other
            rect->axis(QCPAxis::atLeft)->ticker()->setTickCount(2);
            rect->axis(QCPAxis::atLeft)->ticker()->setTickStepStrategy(QCPAxisTicker::tssMeetTickCount);
        }
        setTicks(*rect->axis(QCPAxis::atBottom), kind_->placeTicks());
        rect->setRangeZoom(Qt::Horizontal);
        rect->setRangeZoomAxes(rect->axis(QCPAxis::atBottom), nullptr);
        plot_->plotLayout()->setRowStretchFactor(panel + 1, about.stretch);
        auto* line = new QCPItemStraightLine(plot_);
        line->setClipAxisRect(rect);
        line->setVisible(false);
        for (QCPItemPosition* point : {line->point1, line->point2}) pinToSteps(*point, *rect);
        rects_.push_back(rect);
        lines_.push_back(line);
    }
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

void RunPlot::setRuns(const QList<service::FolderRun*>& runs) {
    if (runs == runs_) return;
    for (RunCurves* curves : std::exchange(curves_, {})) {
        curves->remove();
        delete curves;
    }
    runs_ = runs;
    named_.clear();
    QHash<QRgb, int> ofColor;
    const QStringList titles = kind_->titles(runs_);
    for (service::FolderRun* run : std::as_const(runs_)) {
        const QRgb color = kind_->style(*run).color.rgb();
        auto* curves = new RunCurves(*run, *kind_, titles[qsizetype(curves_.size())], ofColor[color]++,
                                     runs_.size() == 1, {*plot_, rects_, *legend_}, smoothing_, this);
        connect(curves, &RunCurves::changed, this, &RunPlot::schedule);
        curves_.push_back(curves);
    }
    for (int i = 0; i < legend_->itemCount(); ++i)
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend_->item(i)))
            if (auto* graph = qobject_cast<QCPGraph*>(item->plottable())) named_.push_back(graph);
    showAll();
    restyle();
    setCursor(std::nullopt);
}

int RunPlot::variant(const service::FolderRun* run) const {
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
    return !timer_.isActive() &&
           std::ranges::all_of(runs_, [](const service::FolderRun* run) { return run->pointsKnown(); });
}

void RunPlot::schedule() {
    if (isVisible() && !timer_.isActive()) timer_.start();
}

void RunPlot::refresh() {
    const bool any = std::ranges::any_of(curves_, [](const RunCurves* curves) { return !curves->empty(); });
    empty_->setText(kind_->emptyText(runs_));
    empty_->setVisible(!any);
    fillLegend();
    showPanels(any);
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

void RunPlot::hover(const QPoint& position) {
    for (QCPAxisRect* rect : rects_)
        if (rect->rect().contains(position))
            return setCursor(rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x()));
    setCursor(std::nullopt);
}

void RunPlot::setCursor(std::optional<double> place) {
    cursor_ = place;
    updateReadout();
    if (plot_->isVisible()) plot_->replot(QCustomPlot::rpQueuedReplot);
}

void RunPlot::updateReadout() {
    readout_.clear();
    const std::vector<CurveSpec> specs = kind_->curves();
    QString rows;
    std::optional<double> shown;
    for (const RunCurves* curves : curves_) {
        const std::optional<qsizetype> at = cursor_ ? curves->at(*cursor_) : std::nullopt;
        if (!at) continue;
        if (!shown) shown = kind_->place(curves->run(), *at);
        QStringList words;
        QString cells;
        for (const CurveSpec& spec : specs) {
            const double value = spec.value(curves->run(), *at);
            const QString text = std::isnan(value) && !spec.gaps ? QStringLiteral("\u2014") : number(value);
            words << QStringLiteral("%1 %2").arg(spec.word, text);
            cells += QStringLiteral("<td align='right'>&nbsp;%1</td>").arg(text);
        }
        readout_ += (readout_.isEmpty() ? kind_->placeText(*shown) : QString()) +
                    QStringLiteral(" · %1: %2").arg(curves->title(), words.join(QStringLiteral(", ")));
        rows += QStringLiteral("<tr><td style='color:%1'>&#9632;</td><td>%2&nbsp;</td>%3</tr>")
                    .arg(curves->color().name(), curves->title().toHtmlEscaped(), cells);
    }
    for (QCPItemStraightLine* line : lines_) {
        line->setVisible(shown.has_value());
        line->point1->setCoords(shown.value_or(0.0), 0.0);
        line->point2->setCoords(shown.value_or(0.0), 1.0);
    }
    overlay_->setVisible(shown.has_value());
    plot_->setAccessibleDescription(readout_);
    if (!shown) return;
    QString head;
    for (const CurveSpec& spec : specs) head += QStringLiteral("<td align='right'>&nbsp;%1</td>").arg(spec.word);
    overlay_->setText(QStringLiteral("<table cellspacing='2'><tr><td colspan='2'><b>%1</b></td>%2</tr>%3</table>")
                          .arg(kind_->placeText(*shown), head, rows));
    placeOverlay(*shown);
}

void RunPlot::placeOverlay(double place) {
    overlay_->adjustSize();
    const QCPAxisRect* top = rects_.front();
    const int x = int(top->axis(QCPAxis::atBottom)->coordToPixel(place));
    const bool fits = x + size::kGapWide + overlay_->width() <= plot_->width();
    overlay_->move(fits ? x + size::kGapWide : std::max(0, x - size::kGapWide - overlay_->width()),
                   top->top() + size::kGap);
}

bool RunPlot::key(int key) {
    const QCPRange range = rects_.front()->axis(QCPAxis::atBottom)->range();
    double last = range.lower;  // of the longest run
    for (const RunCurves* curves : curves_) last = std::max(last, std::min(range.upper, curves->reach()));
    const double now = cursor_.value_or(range.center());
    const double stride = std::max(kind_->leastStride(), range.size() / 100.0);
    switch (key) {
        case Qt::Key_Left:
            setCursor(std::max(range.lower, now - stride));
            return true;
        case Qt::Key_Right:
            setCursor(std::min(last, now + stride));
            return true;
        case Qt::Key_Home:
            setCursor(range.lower);
            return true;
        case Qt::Key_End:
            setCursor(last);
            return true;
        case Qt::Key_Plus:
        case Qt::Key_Minus:
            rects_.front()->axis(QCPAxis::atBottom)->scaleRange(key == Qt::Key_Plus ? 0.7 : 1.0 / 0.7, now);
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
        if (event->type() == QEvent::Wheel && scrollsAround(*plot_, *static_cast<QWheelEvent*>(event))) return true;
        if (event->type() == QEvent::KeyPress && key(static_cast<QKeyEvent*>(event)->key())) return true;
    }
    return QFrame::eventFilter(watched, event);
}

void RunPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void RunPlot::retranslate() {
    const std::vector<CurvePanel> panels = kind_->panels();
    for (std::size_t i = 0; i < rects_.size(); ++i) rects_[i]->axis(QCPAxis::atLeft)->setLabel(panels[i].label);
    plot_->setAccessibleName(kind_->name());
    plot_->setToolTip({});
    schedule();
}

QByteArray RunPlot::csv() const {
    QByteArray out = "run," + kind_->csvHead() + '\n';
    for (const RunCurves* curves : curves_) {
        QString name = curves->title();
        name.replace(QLatin1Char('"'), QLatin1String("\"\""));
        const QByteArray cell = '"' + name.toUtf8() + '"';
        for (qsizetype i = 0; i < curves->run().pointCount(); ++i)
            out += cell + ',' + kind_->csvRow(curves->run(), i) + '\n';
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
