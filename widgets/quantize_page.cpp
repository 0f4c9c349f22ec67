// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/quantize_page.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/quantize_curves.h"
#include "widgets/run_comparison.h"
#include "widgets/run_form.h"
#include "widgets/run_page_frame.h"
#include "widgets/run_panel.h"
#include "widgets/run_plot_box.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::FolderRun;
using service::Run;
using service::RunEstimate;
using service::RunSettings;
using service::RunState;

namespace {

constexpr int kSettleMs = 400;

const QString kRecipe = QStringLiteral("quantize/recipe");

QByteArray recipeText(const QList<RunSettings>& all) {
    QJsonArray list;
    for (const RunSettings& settings : all) list.append(service::toJson(settings));
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

QList<RunSettings> recipe(const QByteArray& text) {
    QList<RunSettings> all;
    for (const QJsonValue& settings : QJsonDocument::fromJson(text).array())
        all.append(service::runSettings(settings.toObject()));
    return all;
}

/// The store holds runs of this kind alone.
Run* quantization(FolderRun* run) {
    return static_cast<Run*>(run);
}

RunLook look(const Run& run) {
    const std::optional<double> cosine = run.result()            ? std::optional(run.result()->cosine)
                                         : !run.points().empty() ? std::optional(run.points().back().cosine)
                                                                 : std::nullopt;
    RunLook look{.style = modelStyle(modelKind(run.settings().weightBits, run.settings().activationBits)),
                 .figure = cosine ? QuantizePage::tr("cos %1").arg(QLocale().toString(*cosine, 'f', 4)) : QString(),
                 .use = {},
                 .useIcon = QStringLiteral("verify")};
    if (run.state() == RunState::Done) look.use = QuantizePage::tr("Compare with the teacher in Verify");
    return look;
}

bool isRunFolder(const QString& folder) {
    for (const char* file : {"/job.json", "/report.json", "/curves.csv"})
        if (QFileInfo::exists(folder + QLatin1String(file))) return true;
    return false;
}

}  // namespace

QuantizePage::QuantizePage(service::Engine& engine, QWidget* parent)
    : Page(parent), engine_(engine), form_(new RunForm(engine.models(), engine.runs().schemes(), this)) {
    QWidget* middle = buildMiddle();
    runs_ = new RunPanel(
        engine_.runs(), [](const FolderRun& run) { return look(static_cast<const Run&>(run)); }, this);
    frame_ = new RunPageFrame(form_, middle, runs_, this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(frame_);
    form_->restore(recipe(engine_.settings().value(kRecipe).toByteArray()));
    settle_.setSingleShot(true);
    settle_.setInterval(kSettleMs);
    connect(&settle_, &QTimer::timeout, this, &QuantizePage::measureNext);
    connect(form_, &RunForm::edited, this, &QuantizePage::settingsEdited);
    connect(&form_->actions(), &FormActions::startRequested, this, &QuantizePage::start);
    connect(&form_->actions(), &FormActions::copyRequested, this, &QuantizePage::copyCommands);
    connectRuns();
    connectStore();
    connect(&Theme::instance(), &Theme::changed, this, &QuantizePage::retranslate);
    retranslate();
    settingsEdited();
}

QWidget* QuantizePage::buildMiddle() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    curves_ = new RunPlotBox(quantizeCurves(), box);
    comparison_ = new RunComparison(box);
    comparison_->setFixedHeight(size::kSidePanel * 11 / 20);
    column->addWidget(curves_, 1);
    column->addWidget(comparison_);
    connect(curves_, &RunPlotBox::notice, this, &QuantizePage::notice);
    return box;
}

RunPlot& QuantizePage::plot() noexcept {
    return curves_->plot();
}

RunList& QuantizePage::list() noexcept {
    return runs_->list();
}

void QuantizePage::connectRuns() {
    connect(runs_, &RunPanel::notice, this, &QuantizePage::notice);
    connect(runs_, &RunPanel::shownChanged, this, &QuantizePage::showRuns);
    connect(runs_, &RunPanel::settingsRequested, this,
            [this](FolderRun* run) { form_->setSettings(quantization(run)->settings()); });
    connect(runs_, &RunPanel::copyRequested, this, [this](FolderRun* run) {
        QGuiApplication::clipboard()->setText(service::commandLine(quantization(run)->settings(), run->folder()));
        tell(Notice::Kind::Good, tr("The command of this run is in the clipboard."));
    });
    connect(runs_, &RunPanel::useRequested, this, [this](FolderRun* run) {
        Q_EMIT verifyRequested(quantization(run)->settings().teacher, quantization(run)->result()->student);
    });
}

void QuantizePage::connectStore() {
    connect(&engine_.runs(), &service::RunStore::finished, this,
            [this](FolderRun* run) { runFinished(*quantization(run)); });
    service::EstimateService& estimates = engine_.estimates();
    connect(&estimates, &service::EstimateService::estimated, this, &QuantizePage::measureNext);
    connect(&estimates, &service::EstimateService::failed, this,
            [this](const RunSettings&, const service::Failure& failure) {
                estimateTrouble_ = failure.text;
                showEstimate();
            });
    // While a run computes nothing is measured: the figures would be wrong, and the run slower.
    connect(&engine_.jobs(), &service::JobQueue::added, this, [this] { engine_.estimates().drop(); });
    connect(&engine_.jobs(), &service::JobQueue::reordered, this, [this] {
        if (engine_.jobs().openCount() == 0) settle_.start();
    });
}

void QuantizePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (!isAncestorOf(focusWidget())) form_->setFocus();
    settle_.start();
}

void QuantizePage::start() {
    if (!form_->problem().isEmpty()) return;
    QList<FolderRun*> started;
    const QList<RunSettings> all = form_->settings();
    for (const RunSettings& settings : all) started << engine_.runs().start(settings);
    engine_.settings().setValue(kRecipe, recipeText(all));
    runs_->list().show(started);
    frame_->showRuns();
    showRuns();
    showEstimate();
}

void QuantizePage::copyCommands() {
    QStringList lines;
    try {
        for (const RunSettings& settings : form_->settings())
            lines << service::commandLine(
                settings, QStringLiteral("runs/%1-%2").arg(settings.teacherName(), settings.bitsText().toLower()));
    } catch (const core::Error& error) {
        tell(Notice::Kind::Bad, QString::fromUtf8(error.what()));
        return;
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    tell(Notice::Kind::Good,
         tr("%n command(s) in the clipboard; they give the same results in a terminal.", nullptr, int(lines.size())));
}

void QuantizePage::showRuns() {
    QList<Run*> runs;
    for (FolderRun* run : runs_->list().shown()) runs << quantization(run);
    for (Run* run : runs) engine_.runs().fetchPoints(run);
    curves_->setRuns({runs.begin(), runs.end()});
    comparison_->setRuns(runs);
    QHash<FolderRun*, int> variants;
    for (Run* run : runs) variants.insert(run, plot().variant(run));
    runs_->list().setVariants(variants);
}

void QuantizePage::settingsEdited() {
    estimateTrouble_.clear();
    showEstimate();
    settle_.start();
}

void QuantizePage::measureNext() {
    showEstimate();
    if (const QList<RunSettings> all = form_->settings(); !all.isEmpty())
        engine_.settings().setValue(kRecipe, recipeText(all));
    // Measuring costs a step: only for somebody who looks.
    if (!isVisible() || !form_->problem().isEmpty() || engine_.jobs().openCount() > 0) return;
    for (const RunSettings& settings : form_->settings()) {
        if (engine_.estimates().known(settings)) continue;
        engine_.estimates().request(settings);
        return;
    }
}

void QuantizePage::showEstimate() {
    const QString problem = form_->problem();
    if (!problem.isEmpty()) return form_->actions().setEstimate(tr("Not ready"), problem, true);
    if (!estimateTrouble_.isEmpty()) return form_->actions().setEstimate(tr("No estimate"), estimateTrouble_, true);
    const QList<RunSettings> all = form_->settings();
    double seconds = 0;
    QStringList sizes;
    qint64 steps = 0;
    bool known = true;
    for (const RunSettings& settings : all) {
        const std::optional<RunEstimate> estimate = engine_.estimates().known(settings);
        known = known && estimate;
        if (!estimate) continue;
        seconds += estimate->seconds;
        steps = estimate->steps;
        sizes << bytesText(estimate->bytesPacked);
    }
    if (known && steps == 0 && all.first().trains())
        return form_->actions().setEstimate(tr("Not ready"), tr("Fewer images than one batch: lower the batch."), true);
    if (known)
        return form_->actions().setEstimate(
            tr("about %1, %2").arg(durationText(seconds), sizes.join(QStringLiteral(" + "))),
            steps == 0 ? tr("Calibration alone, measured here; the size is that of the packed "
                            "weights.")
                       : tr("%1 steps a run, measured here; the size is that of the packed "
                            "weights.")
                             .arg(QLocale().toString(steps)));
    if (engine_.jobs().openCount() > 0)
        return form_->actions().setEstimate(tr("Time not known yet"),
                                            tr("It is measured when no run computes; starting is fine."));
    form_->actions().setEstimate(all.first().trains() ? tr("Measuring a step ...") : tr("Measuring ..."),
                                 tr("Starting does not need to wait for it."));
}

void QuantizePage::runFinished(const Run& run) {
    const QString teacher = run.settings().teacher;
    const QString student = run.result()->student;
    tell(Notice::Kind::Good,
         tr("%1 is done: agreement with the teacher %2, %3 packed.")
             .arg(run.title(), QLocale().toString(run.result()->cosine, 'f', 4), bytesText(run.result()->bytesPacked)),
         {{tr("Verify"), [this, teacher, student] { Q_EMIT verifyRequested(teacher, student); }}}, true);
}

bool QuantizePage::open(const OpenedFile& file) {
    if (QFileInfo(file.path).isDir()) {
        if (isRunFolder(file.path)) {
            engine_.runs().open(file.path);
            return true;
        }
        if (!isVisible()) return false;
        form_->setFolder(file.path);
        return true;
    }
    if (file.kind != QLatin1String("backbone")) return false;
    engine_.models().choose(service::ModelRole::Teacher, file.path);
    return true;
}

void QuantizePage::showcase() {
    if (!form_->problem().isEmpty()) return Q_EMIT showcaseReady();
    QList<FolderRun*> done;
    for (FolderRun* run : engine_.runs().all())
        if (run->state() == RunState::Done) done.prepend(run);
    if (done.isEmpty()) {
        RunSettings settings = form_->settings().first();
        settings.count = 64;
        settings.steps = 16;
        settings.batch = 4;
        for (const int bits : {8, 4}) {
            settings.weightBits = settings.activationBits = bits;
            done.append(engine_.runs().start(settings));
        }
    }
    runs_->list().show(done.mid(std::max<qsizetype>(0, done.size() - 2)));
    showRuns();
    showcaseStep();
}

// Ready when no run computes, what would be started is estimated, and the curves, which come from disk, are drawn.
void QuantizePage::showcaseStep() {
    const QList<RunSettings> all = form_->settings();
    const bool estimated = !form_->problem().isEmpty() || !estimateTrouble_.isEmpty() ||
                           std::ranges::all_of(all, [this](const RunSettings& settings) {
                               return engine_.estimates().known(settings).has_value();
                           });
    if (engine_.jobs().openCount() == 0 && estimated && plot().settled()) return Q_EMIT showcaseReady();
    QTimer::singleShot(kSettleMs, this, &QuantizePage::showcaseStep);
}

QList<std::pair<QString, QString>> QuantizePage::shortcuts() const {
    return {{tr("Up, Down"), tr("Walk through the runs")},
            {tr("Space"), tr("Show or hide a run's curves")},
            {tr("Enter"), tr("Show this run alone")},
            {tr("P"), tr("Pause the run, or let it go on")},
            {tr("Del"), tr("Remove the run")},
            {tr("Left, Right"), tr("Read the curves step by step")},
            {tr("+, -"), tr("Zoom the curves")},
            {tr("Esc"), tr("Show the curves whole again")}};
}

void QuantizePage::tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions, bool stays) {
    Q_EMIT notice({.kind = kind, .text = text, .actions = actions, .stays = stays});
}

void QuantizePage::retranslate() {
    runs_->list().setFigureTip(tr("Agreement with the teacher: the mean cosine between both models' embeddings"));
    showRuns();
    showEstimate();
}

}  // namespace syper::ui
