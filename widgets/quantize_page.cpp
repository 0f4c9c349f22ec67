// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/quantize_page.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QSaveFile>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/run_comparison.h"
#include "widgets/run_form.h"
#include "widgets/run_list.h"
#include "widgets/run_plot.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::Run;
using service::RunEstimate;
using service::RunSettings;
using service::RunState;

namespace {

constexpr int kSettleMs = 400;
constexpr int kListWidth = 288;

QFrame* panel(QWidget* parent) {
    auto* made = new QFrame(parent);
    made->setProperty("panel", true);
    return made;
}

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

bool isRunFolder(const QString& folder) {
    for (const char* file : {"/job.json", "/report.json", "/curves.csv"})
        if (QFileInfo::exists(folder + QLatin1String(file))) return true;
    return false;
}

}  // namespace

QuantizePage::QuantizePage(service::Engine& engine, QWidget* parent)
    : Page(parent), engine_(engine), form_(new RunForm(engine.models(), engine.runs().schemes(), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(size::kMargin, size::kMargin, size::kMargin, size::kMargin);
    row->setSpacing(size::kGapWide);
    QFrame* left = panel(this);
    left->setFixedWidth(size::kSidePanel);
    auto* leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(size::kGapWide, size::kGapWide, size::kUnit, size::kGapWide);
    leftColumn->addWidget(form_);
    row->addWidget(left);
    row->addWidget(buildMiddle(), 1);
    row->addWidget(buildRight());
    form_->restore(recipe(engine_.settings().value(kRecipe).toByteArray()));
    settle_.setSingleShot(true);
    settle_.setInterval(kSettleMs);
    connect(&settle_, &QTimer::timeout, this, &QuantizePage::measureNext);
    connect(form_, &RunForm::edited, this, &QuantizePage::settingsEdited);
    connect(form_, &RunForm::startRequested, this, &QuantizePage::start);
    connect(form_, &RunForm::copyRequested, this, &QuantizePage::copyCommands);
    connectStore();
    connect(&Theme::instance(), &Theme::changed, this, &QuantizePage::retranslate);
    retranslate();
    settingsEdited();
}

QWidget* QuantizePage::buildMiddle() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    plotTitle_ = new QLabel(box);
    plotTitle_->setProperty("role", QStringLiteral("heading"));
    plotTitle_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    smoothingLabel_ = new QLabel(box);
    smoothingLabel_->setProperty("role", QStringLiteral("secondary"));
    smoothing_ = new QSlider(Qt::Horizontal, box);
    smoothing_->setRange(0, 99);
    smoothing_->setFixedWidth(size::kSidePanel / 3);
    smoothingLabel_->setBuddy(smoothing_);
    export_ = new QToolButton(box);
    export_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head->addWidget(plotTitle_, 1);
    head->addWidget(smoothingLabel_);
    head->addWidget(smoothing_);
    head->addSpacing(size::kGap);
    head->addWidget(export_);
    plot_ = new RunPlot(box);
    smoothing_->setValue(int(plot_->smoothing() * 100.0));
    comparison_ = new RunComparison(box);
    comparison_->setFixedHeight(size::kSidePanel * 11 / 20);
    column->addLayout(head);
    column->addWidget(plot_, 1);
    column->addWidget(comparison_);
    connect(smoothing_, &QSlider::valueChanged, this, [this](int value) { plot_->setSmoothing(value / 100.0); });
    connect(export_, &QToolButton::clicked, this, &QuantizePage::exportCurves);
    return box;
}

QWidget* QuantizePage::buildRight() {
    QFrame* box = panel(this);
    box->setFixedWidth(kListWidth);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(size::kGapWide, size::kGapWide, size::kGap, size::kGapWide);
    auto* head = new QHBoxLayout;
    listTitle_ = new QLabel(box);
    listTitle_->setProperty("role", QStringLiteral("heading"));
    openRun_ = new QToolButton(box);
    openRun_->setProperty("flat", true);
    head->addWidget(listTitle_, 1);
    head->addWidget(openRun_);
    list_ = new RunList(engine_.runs(), box);
    column->addLayout(head);
    column->addWidget(list_, 1);
    connect(openRun_, &QToolButton::clicked, this, [this] {
        FilePicker::current().openFolder(window(), {.title = tr("Open a run's folder"), .folder = {}, .filter = {}},
                                         [this](const QString& folder) { engine_.runs().open(folder); });
    });
    connect(list_, &RunList::shownChanged, this, &QuantizePage::showRuns);
    connect(list_, &RunList::removeRequested, this, &QuantizePage::remove);
    connect(list_, &RunList::settingsRequested, this, [this](Run* run) { form_->setSettings(run->settings()); });
    connect(list_, &RunList::folderRequested, this,
            [](Run* run) { QDesktopServices::openUrl(QUrl::fromLocalFile(run->folder())); });
    connect(list_, &RunList::copyRequested, this, [this](Run* run) {
        QGuiApplication::clipboard()->setText(service::commandLine(run->settings(), run->folder()));
        tell(Notice::Kind::Good, tr("The command of this run is in the clipboard."));
    });
    connect(list_, &RunList::verifyRequested, this,
            [this](Run* run) { Q_EMIT verifyRequested(run->settings().teacher, run->result()->student); });
    return box;
}

void QuantizePage::connectStore() {
    service::RunStore& store = engine_.runs();
    connect(&store, &service::RunStore::failed, this, [this](const QString& text) { tell(Notice::Kind::Bad, text); });
    connect(&store, &service::RunStore::finished, this, &QuantizePage::runFinished);
    connect(&store, &service::RunStore::loadingEnded, this, &QuantizePage::tellInterrupted);
    connect(&store, &service::RunStore::opened, this, [this](Run* run) {
        list_->show({run});
        showRuns();
    });
    connect(&store, &service::RunStore::changed, this, [this](Run* run) {
        if (run->state() == RunState::Failed && run->job() == nullptr) tell(Notice::Kind::Bad, run->failure());
    });
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
    QList<Run*> started;
    const QList<RunSettings> all = form_->settings();
    for (const RunSettings& settings : all) started << engine_.runs().start(settings);
    engine_.settings().setValue(kRecipe, recipeText(all));
    list_->show(started);
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
    const QList<Run*> runs = list_->shown();
    for (Run* run : runs) engine_.runs().fetchPoints(run);
    plot_->setRuns(runs);
    comparison_->setRuns(runs);
    QHash<Run*, int> variants;
    for (Run* run : runs) variants.insert(run, plot_->variant(run));
    list_->setVariants(variants);
    plotTitle_->setText(runs.isEmpty()     ? tr("Curves")
                        : runs.size() == 1 ? tr("Curves of %1").arg(runs.first()->title())
                                           : tr("%n runs compared", nullptr, int(runs.size())));
    export_->setEnabled(!runs.isEmpty());
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
    if (!problem.isEmpty()) return form_->setEstimate(tr("Not ready"), problem, true);
    if (!estimateTrouble_.isEmpty()) return form_->setEstimate(tr("No estimate"), estimateTrouble_, true);
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
        return form_->setEstimate(tr("Not ready"), tr("Fewer images than one batch: lower the batch."), true);
    if (known)
        return form_->setEstimate(tr("about %1, %2").arg(durationText(seconds), sizes.join(QStringLiteral(" + "))),
                                  steps == 0 ? tr("Calibration alone, measured here; the size is that of the packed "
                                                  "weights.")
                                             : tr("%1 steps a run, measured here; the size is that of the packed "
                                                  "weights.")
                                                   .arg(QLocale().toString(steps)));
    if (engine_.jobs().openCount() > 0)
        return form_->setEstimate(tr("Time not known yet"),
                                  tr("It is measured when no run computes; starting is fine."));
    form_->setEstimate(all.first().trains() ? tr("Measuring a step ...") : tr("Measuring ..."),
                       tr("Starting does not need to wait for it."));
}

void QuantizePage::exportCurves() {
    FilePicker::current().saveFile(window(),
                                   {.title = tr("Export the curves"),
                                    .folder = QStringLiteral("curves.svg"),
                                    .filter = tr("Pictures and numbers (*.svg *.pdf *.png *.csv)")},
                                   [this](const QString& file) { exportTo(file); });
}

void QuantizePage::exportTo(const QString& file) {
    bool written = false;
    if (file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        QSaveFile out(file);
        written = out.open(QIODevice::WriteOnly) && out.write(plot_->csv()) >= 0 && out.commit();
    } else {
        written = plot_->exportTo(file);
    }
    if (written)
        tell(Notice::Kind::Good, tr("Saved %1").arg(file));
    else
        tell(Notice::Kind::Bad,
             tr("Cannot write %1: check the folder and the free space, or choose another place.").arg(file));
}

void QuantizePage::runFinished(Run* run) {
    const QString teacher = run->settings().teacher;
    const QString student = run->result()->student;
    tell(Notice::Kind::Good,
         tr("%1 is done: agreement with the teacher %2, %3 packed.")
             .arg(run->title(), QLocale().toString(run->result()->cosine, 'f', 4),
                  bytesText(run->result()->bytesPacked)),
         {{tr("Verify"), [this, teacher, student] { Q_EMIT verifyRequested(teacher, student); }}});
}

void QuantizePage::remove(Run* run) {
    if (run->job() != nullptr)
        return tell(Notice::Kind::Caution, tr("%1 still computes: stop it first.").arg(run->title()));
    const QString folder = run->folder();
    const QString title = run->title();
    engine_.runs().remove(run);
    tell(Notice::Kind::Info, tr("%1 was removed; its files go when the studio starts next time.").arg(title),
         {{tr("Undo"), [this, folder] { engine_.runs().restore(folder); }}});
}

void QuantizePage::tellInterrupted() {
    QList<Run*> waiting;
    for (Run* run : engine_.runs().runs())
        if (run->state() == RunState::Interrupted) waiting << run;
    // The newest with something to see.
    const QList<Run*>& runs = engine_.runs().runs();
    const auto seen = std::ranges::find_if(runs, [](const Run* run) { return run->lastStep() > 0; });
    if (list_->shown().isEmpty() && !runs.isEmpty()) {
        list_->show({seen == runs.end() ? runs.first() : *seen});
        showRuns();
    }
    if (waiting.isEmpty()) return;
    tell(Notice::Kind::Caution,
         tr("%n run(s) were interrupted and can go on from the last checkpoint.", nullptr, int(waiting.size())),
         {{tr("Go on"), [this] {
               const QList<Run*> runs = engine_.runs().runs();
               for (Run* run : runs)
                   if (run->state() == RunState::Interrupted) engine_.runs().resume(run);
           }}});
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
    QList<Run*> done;
    for (Run* run : engine_.runs().runs())
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
    list_->show(done.mid(std::max<qsizetype>(0, done.size() - 2)));
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
    if (engine_.jobs().openCount() == 0 && estimated && plot_->settled()) return Q_EMIT showcaseReady();
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

void QuantizePage::tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions) {
    Q_EMIT notice({.kind = kind, .text = text, .actions = actions});
}

void QuantizePage::retranslate() {
    smoothingLabel_->setText(tr("Smoothing"));
    smoothing_->setAccessibleName(tr("Smoothing"));
    smoothing_->setToolTip(tr("Running mean over the measured values, which stay visible behind it"));
    export_->setText(tr("Export"));
    export_->setAccessibleName(tr("Export the curves"));
    export_->setToolTip(tr("Save the curves as SVG, PDF or PNG, or their numbers as CSV"));
    export_->setIcon(lineIcon(QStringLiteral("save")));
    listTitle_->setText(tr("Runs"));
    openRun_->setIcon(lineIcon(QStringLiteral("open")));
    openRun_->setAccessibleName(tr("Open a run's folder"));
    openRun_->setToolTip(tr("Open the folder of another run"));
    showRuns();
    showEstimate();
}

}  // namespace syper::ui
