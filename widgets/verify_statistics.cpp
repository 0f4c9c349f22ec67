// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/verify_statistics.h"

#include <QHeaderView>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/det_plot.h"
#include "widgets/elided_label.h"
#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/name_table.h"
#include "widgets/plot_style.h"
#include "widgets/scroll_column.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ModelStatistics;

namespace {

constexpr double kSliderUnit = 1000.0;
constexpr std::array kFmrChoices{1e-2, 1e-3, 1e-4};

}  // namespace

VerifyStatistics::VerifyStatistics(QSettings& settings, QWidget* parent) : QFrame(parent), settings_(settings) {
    setProperty("panel", true);
    setFixedWidth(size::kSidePanel * 5 / 4);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    const ScrollColumn list = scrollColumn(this);
    list.column->setContentsMargins(size::kGapWide, size::kGapWide, size::kGapWide, size::kGapWide);
    buildThreshold(*list.column);
    buildFigures(*list.column);
    whole->addWidget(list.area);
    connect(fmr_, &QComboBox::currentIndexChanged, this, [this] { setManual(std::nullopt); });
    connect(own_, &QToolButton::clicked, this, [this] { setManual(std::nullopt); });
    connect(slider_, &QSlider::valueChanged, this, [this](int value) { setManual(value / kSliderUnit); });
    connect(plot_, &DetPlot::thresholdMoved, this, [this](double value) { setManual(std::clamp(value, -1.0, 1.0)); });
    connect(measure_, &QPushButton::clicked, this,
            [this] { Q_EMIT setWanted(measure_->mapToGlobal(QPoint(0, measure_->height()))); });
    connect(madeUp_, &QPushButton::clicked, this, &VerifyStatistics::madeUpWanted);
    connect(export_, &QToolButton::clicked, this, &VerifyStatistics::exportFigures);
    connect(table_, &QTableWidget::currentCellChanged, this, [this](int row) {
        if (row >= 0) plot_->setModel(row);
    });
}

void VerifyStatistics::buildThreshold(QVBoxLayout& column) {
    auto* head = new QHBoxLayout;
    thresholdTitle_ = new QLabel(this);
    thresholdTitle_->setProperty("role", QStringLiteral("heading"));
    own_ = new QToolButton(this);
    fmr_ = new QComboBox(this);
    for (const double fmr : kFmrChoices) fmr_->addItem(QStringLiteral("FMR ") + fmrText(fmr), fmr);
    fmr_->setCurrentIndex(1);
    head->addWidget(thresholdTitle_, 1);
    head->addWidget(own_);
    head->addWidget(fmr_);
    slider_ = new QSlider(Qt::Horizontal, this);
    slider_->setRange(int(-kSliderUnit), int(kSliderUnit));
    thresholdText_ = new QLabel(this);
    thresholdText_->setProperty("role", QStringLiteral("secondary"));
    thresholdText_->setWordWrap(true);
    thresholdText_->setMinimumHeight(2 * size::kMargin + size::kUnit);
    column.addLayout(head);
    column.addWidget(slider_);
    column.addWidget(thresholdText_);
}

void VerifyStatistics::buildFigures(QVBoxLayout& column) {
    auto* head = new QHBoxLayout;
    setTitle_ = new ElidedLabel(this);
    setTitle_->setProperty("role", QStringLiteral("heading"));
    export_ = new QToolButton(this);
    measure_ = new QPushButton(this);
    head->addWidget(setTitle_, 1);
    head->addWidget(export_);
    head->addWidget(measure_);
    empty_ = new QLabel(this);
    empty_->setProperty("role", QStringLiteral("secondary"));
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    plot_ = new DetPlot(this);
    table_ = new QTableWidget(this);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setTextElideMode(Qt::ElideLeft);  // names of students differ in their ends
    table_->setIconSize({size::kMargin + size::kGapWide, size::kMargin});
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(size::kControl - size::kUnit);
    table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table_->setFixedHeight(size::kControl * 5);
    column.addLayout(head);
    madeUp_ = new QPushButton(this);
    column.addWidget(empty_);
    column.addWidget(madeUp_, 0, Qt::AlignLeft);
    column.addStretch(0);
    column.addWidget(plot_, 1);
    column.addWidget(table_);
    for (QWidget* widget : std::initializer_list<QWidget*>{plot_, table_, export_}) widget->hide();
}

double VerifyStatistics::wantedFmr() const {
    return fmr_->currentData().toDouble();
}

std::optional<Threshold> VerifyStatistics::thresholdOf(const core::ModelInfo& info) const {
    if (manual_)
        return Threshold{.value = *manual_,
                         .source = tr("the slider's"),
                         .meaning = tr("The slider's threshold, the same for all models.")};
    return thresholdAt(wantedFmr(), info, settings_);
}

void VerifyStatistics::showOwnThreshold(double value) {
    if (manual_) return;
    const QSignalBlocker quiet(slider_);
    slider_->setValue(int(std::lround(value * kSliderUnit)));
}

void VerifyStatistics::setManual(std::optional<double> threshold) {
    manual_ = threshold;
    refresh();
    Q_EMIT thresholdsChanged();
}

void VerifyStatistics::refresh() {
    if (manual_) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(int(std::lround(*manual_ * kSliderUnit)));
    }
    own_->setEnabled(manual_.has_value());
    thresholdText_->setText(
        manual_
            ? tr("%1 for all models. A higher threshold accepts fewer impostors and refuses more genuine eyes.")
                  .arg(QLocale().toString(*manual_, 'f', 3))
            : tr("Each model at its own threshold for FMR %1: it accepted at most one impostor in %2 of the set it was "
                 "measured on.")
                  .arg(fmrText(wantedFmr()), QLocale().toString(int(std::lround(1.0 / wantedFmr())))));
    fillTable();
}

void VerifyStatistics::remember(const service::ModelStatistics& model, const QString& set) {
    QVariantMap kept{{QStringLiteral("set"), set}};
    for (std::size_t i = 0; i < core::kFmrPoints.size(); ++i)
        if (model.figures.thresholdAtMost[i])
            kept.insert(fmrText(core::kFmrPoints[i]), *model.figures.thresholdAtMost[i]);
    settings_.setValue(thresholdKey(model.info), kept);
}

void VerifyStatistics::setProgress(const QString& text) {
    progress_ = text;
    empty_->setText(
        progress_.isEmpty()
            ? tr("How often does each model err? Measure it: DET curves, score histograms and error rates of all "
                 "models appear here. Take your own labelled eyes or pairs, or eyes of nobody that the generator "
                 "makes up.")
            : progress_);
    showMadeUp(progress_.isEmpty() && !statistics_);
}

void VerifyStatistics::showMadeUp(bool shown) {
    if (!shown && madeUp_->hasFocus()) measure_->setFocus();  // not to whatever comes next
    madeUp_->setVisible(shown);
}

void VerifyStatistics::setStatistics(const service::Statistics& statistics) {
    statistics_ = statistics;
    // A model's own threshold stays what it is; one without gets what was measured.
    for (const ModelStatistics& model : statistics.models)
        if (model.info.thresholds.empty()) remember(model, statistics.set);
    plot_->setStatistics(statistics);
    empty_->hide();
    showMadeUp(false);
    for (QWidget* widget : std::initializer_list<QWidget*>{plot_, table_, export_}) widget->show();
    retranslate();
    Q_EMIT thresholdsChanged();
    if (!statistics.notes.isEmpty())
        Q_EMIT notice({.kind = Notice::Kind::Info, .text = statistics.notes.join(QLatin1Char(' '))});
}

QStringList VerifyStatistics::tableRow(const ModelStatistics& model, const std::optional<Threshold>& threshold) const {
    const double nothing = std::nan("");
    const auto at = std::size_t(std::ranges::find(core::kFmrPoints, wantedFmr()) - core::kFmrPoints.begin());
    const double atMost = at < core::kFmrPoints.size() ? model.figures.fnmrAtMost[at].value_or(nothing) : nothing;
    const auto percent = [](double rate) { return rateText(rate, 1); };
    return {QString::fromStdString(model.info.name), percent(model.figures.eer),
            std::isnan(atMost) ? tr("too few") : percent(atMost),
            percent(threshold ? model.fmrAt(threshold->value) : nothing),
            percent(threshold ? model.fnmrAt(threshold->value) : nothing)};
}

void VerifyStatistics::fillTable() {
    if (!statistics_) return;
    const QString fmr = fmrText(wantedFmr());
    table_->setColumnCount(5);
    table_->setHorizontalHeaderLabels({tr("Model"), tr("EER"), tr("FNMR@%1").arg(fmr), tr("FMR"), tr("FNMR")});
    table_->horizontalHeaderItem(1)->setToolTip(tr("Equal error rate: where FMR and FNMR meet"));
    table_->horizontalHeaderItem(2)->setToolTip(
        tr("Genuine eyes refused while FMR %1 is never exceeded; none where impostors are too few").arg(fmr));
    table_->horizontalHeaderItem(3)->setToolTip(tr("Impostors accepted at the threshold above"));
    table_->horizontalHeaderItem(4)->setToolTip(tr("Genuine eyes refused at the threshold above"));
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table_->setRowCount(int(statistics_->models.size()));
    std::vector<std::optional<double>> thresholds;
    std::array<int, 5> ofKind{};
    for (int row = 0; row < table_->rowCount(); ++row) {
        const ModelStatistics& model = statistics_->models[std::size_t(row)];
        const std::optional<Threshold> threshold = thresholdOf(model.info);
        thresholds.push_back(threshold ? std::optional(threshold->value) : std::nullopt);
        const QStringList cells = tableRow(model, threshold);
        for (int column = 0; column < int(cells.size()); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table_->setItem(row, column, item);
        }
        if (cells[2] == tr("too few"))
            table_->item(row, 2)->setToolTip(
                tr("Too few impostor pairs for FMR %1: the set has %2, and at least %3 are needed")
                    .arg(fmr, QLocale().toString(qint64(model.figures.impostor)),
                         QLocale().toString(int(std::lround(1.0 / wantedFmr())))));
        const ModelKind kind = modelKind(model.info.weightBits, model.info.activationBits);
        table_->item(row, 0)->setIcon(curveSample(modelStyle(kind), ofKind[std::size_t(kind)]++, devicePixelRatioF()));
        table_->item(row, 0)->setToolTip(cells.first());
    }
    plot_->setThresholds(thresholds);
}

void VerifyStatistics::exportFigures() {
    FilePicker::current().saveFile(
        window(),
        {.title = tr("Export the plot"),
         .folder = QStringLiteral("det.svg"),
         .filter = tr("Pictures (*.svg *.pdf *.png)")},
        [this](const QString& file) {
            if (plot_->exportTo(file))
                Q_EMIT notice({.kind = Notice::Kind::Good, .text = tr("Saved %1").arg(file)});
            else
                Q_EMIT notice(
                    {.kind = Notice::Kind::Bad,
                     .text = tr("Cannot write %1: check the folder and the free space, or choose another place.")
                                 .arg(file)});
        });
}

void VerifyStatistics::retranslate() {
    thresholdTitle_->setText(tr("Threshold"));
    fmr_->setAccessibleName(tr("False match rate of the threshold"));
    fmr_->setToolTip(tr("How rarely an impostor may be accepted"));
    slider_->setAccessibleName(tr("Threshold for all models"));
    slider_->setToolTip(tr("Move it to decide by one threshold for all models"));
    own_->setText(tr("own"));
    own_->setAccessibleName(tr("Each model's own threshold"));
    own_->setToolTip(tr("Back to each model's own threshold"));
    measure_->setText(tr("Measure ..."));
    measure_->setAccessibleName(tr("Measure on a labelled set"));
    madeUp_->setText(tr("Measure on made-up eyes"));
    madeUp_->setAccessibleName(tr("Measure on made-up eyes"));
    madeUp_->setToolTip(tr("60 identities of nobody, four pictures each; takes about a minute"));
    export_->setIcon(lineIcon(QStringLiteral("save")));
    export_->setAccessibleName(tr("Export the plot"));
    export_->setToolTip(tr("Save the plot as SVG, PDF or PNG"));
    setTitle_->setText(statistics_ ? tr("%1: %n picture(s)", nullptr, int(statistics_->pictures)).arg(statistics_->set)
                                   : tr("Statistics"));
    setProgress(progress_);
    nameTable(*table_, tr("Error rates of the models"));
    refresh();
}

}  // namespace syper::ui
