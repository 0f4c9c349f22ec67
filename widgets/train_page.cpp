// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/train_page.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/api/inspect.h"
#include "service/run_settings.h"
#include "service/training_folder.h"
#include "widgets/run_page_frame.h"
#include "widgets/run_panel.h"
#include "widgets/run_plot_box.h"
#include "widgets/sheet_view.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"
#include "widgets/train_curves.h"
#include "widgets/train_form.h"
#include "widgets/train_head.h"

namespace syper::ui {

using service::FolderRun;
using service::Outcome;
using service::RunState;
using service::Training;
using service::TrainingSettings;

namespace {

constexpr int kSettleMs = 400;
const QString kRecipe = QStringLiteral("train/recipe"), kOut = QStringLiteral("train/out"),
              kFolders = QStringLiteral("train/folders");

/// The store holds runs of this kind alone.
Training* training(FolderRun* run) {
    return static_cast<Training*>(run);
}

RunLook look(const FolderRun& any) {
    const auto& run = static_cast<const Training&>(any);
    const std::optional<double> fid = run.fid();
    RunLook look{.style = {Theme::palette().accent, Qt::SolidLine, Marker::Circle},
                 .figure = fid ? TrainPage::tr("Frechet %1").arg(QLocale().toString(*fid, 'g', 4)) : QString(),
                 .use = {},
                 .useIcon = QStringLiteral("explore")};
    if (!run.generator().isEmpty()) look.use = TrainPage::tr("Open in Explore");
    return look;
}

}  // namespace

TrainPage::TrainPage(service::Engine& engine, QWidget* parent)
    : Page(parent), engine_(engine), form_(new TrainForm(this)) {
    QWidget* middle = buildMiddle();
    runs_ = new RunPanel(engine_.trainings(), look, this);
    frame_ = new RunPageFrame(form_, middle, runs_, this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(frame_);
    const QByteArray recipe = engine_.settings().value(kRecipe).toByteArray();
    form_->setSettings(service::trainingSettings(QJsonDocument::fromJson(recipe).object()));
    form_->setOutFolder(engine_.settings().value(kOut).toString());
    settle_.setSingleShot(true);
    settle_.setInterval(kSettleMs);
    connect(&settle_, &QTimer::timeout, this, &TrainPage::countPictures);
    connectForm();
    connectRuns();
    connect(&Theme::instance(), &Theme::changed, this, &TrainPage::showEstimate);
    retranslate();
    settingsEdited();
}

QWidget* TrainPage::buildMiddle() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kGap);
    head_ = new TrainHead(box);
    sheet_ = new SheetView(engine_.tasks(), box);
    curves_ = new RunPlotBox(trainCurves(), box);
    column->addWidget(head_);
    column->addWidget(sheet_, 5);
    column->addWidget(curves_, 6);
    connect(head_, &TrainHead::exploreRequested, this, &TrainPage::explore);
    connect(curves_, &RunPlotBox::notice, this, &TrainPage::notice);
    connect(sheet_, &SheetView::failed, this, [this](const QString& text) { tell(Notice::Kind::Bad, text); });
    return box;
}

RunPlot& TrainPage::plot() noexcept {
    return curves_->plot();
}

void TrainPage::connectForm() {
    connect(form_, &TrainForm::edited, this, &TrainPage::settingsEdited);
    connect(form_, &TrainForm::dataChanged, this, [this] { settle_.start(); });
    connect(form_, &TrainForm::startChanged, this, &TrainPage::askSize);
    connect(&form_->actions(), &FormActions::startRequested, this, &TrainPage::start);
    connect(&form_->actions(), &FormActions::copyRequested, this, [this] {
        const TrainingSettings settings = form_->settings();
        copyCommand(settings, QStringLiteral("runs/%1-%2px").arg(settings.dataName()).arg(settings.resolution));
    });
}

void TrainPage::connectRuns() {
    service::TrainingStore& store = engine_.trainings();
    connect(runs_, &RunPanel::notice, this, &TrainPage::notice);
    connect(runs_, &RunPanel::shownChanged, this, &TrainPage::showRuns);
    connect(runs_, &RunPanel::settingsRequested, this,
            [this](FolderRun* run) { form_->setSettings(training(run)->settings()); });
    connect(runs_, &RunPanel::copyRequested, this,
            [this](FolderRun* run) { copyCommand(training(run)->settings(), run->folder()); });
    connect(runs_, &RunPanel::useRequested, this, [this](FolderRun* run) { explore(training(run)->generator()); });
    connect(&store, &service::TrainingStore::finished, this, [this](FolderRun* run) { runFinished(*training(run)); });
    connect(&store, &service::TrainingStore::loadingEnded, this, &TrainPage::remember);
    connect(&store, &service::TrainingStore::added, this, &TrainPage::remember);
    connect(&store, &service::TrainingStore::removing, this, &TrainPage::remember);
    connect(&store, &service::TrainingStore::changed, this, &TrainPage::showEstimate);
}

// Where runs lie that are not in the studio's own folder, for the next start.
void TrainPage::remember() {
    if (!engine_.trainings().loaded()) return;
    QStringList folders = engine_.trainings().elsewhere();
    for (const QString& bundled : service::bundledTrainings()) folders.removeAll(QFileInfo(bundled).absoluteFilePath());
    engine_.settings().setValue(kFolders, folders);
}

void TrainPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (!isAncestorOf(focusWidget())) form_->setFocus();
    settle_.start();
}

void TrainPage::start() {
    if (!form_->problem().isEmpty()) return;
    const TrainingSettings settings = form_->settings();
    Training* started = engine_.trainings().start(settings, form_->outFolder());
    engine_.settings().setValue(kOut, form_->outFolder());
    runs_->list().show({started});
    frame_->showRuns();
    showRuns();
    showEstimate();
}

// The network that it starts from is read for its sizes: not on this thread.
void TrainPage::copyCommand(const TrainingSettings& settings, const QString& out) {
    engine_.tasks().run(
        this, [settings, out] { return service::commandLine(settings, out); },
        [this](const Outcome<QString>& outcome) {
            const auto* command = std::get_if<QString>(&outcome);
            if (command == nullptr) return tell(Notice::Kind::Bad, std::get<service::Failure>(outcome).text);
            QGuiApplication::clipboard()->setText(*command);
            tell(Notice::Kind::Good, tr("The command of this training is in the clipboard."));
        });
}

void TrainPage::showRuns() {
    const QList<FolderRun*> runs = runs_->list().shown();
    for (FolderRun* run : runs) engine_.trainings().fetchPoints(run);
    curves_->setRuns(runs);
    QHash<FolderRun*, int> variants;
    for (FolderRun* run : runs) variants.insert(run, plot().variant(run));
    runs_->list().setVariants(variants);
    // Of several the newest has the sheet.
    Training* newest = runs.isEmpty() ? nullptr : training(runs.last());
    head_->setTraining(newest);
    sheet_->setTraining(newest);
}

void TrainPage::settingsEdited() {
    showEstimate();
    const QByteArray recipe = QJsonDocument(service::toJson(form_->settings())).toJson(QJsonDocument::Compact);
    engine_.settings().setValue(kRecipe, recipe);
}

void TrainPage::countPictures() {
    ++asked_;
    const TrainingSettings settings = form_->settings();
    const auto& images = engine_.trainings().functions().images;
    if (!isVisible() || !images || settings.data.isEmpty() || !QFileInfo::exists(settings.data)) {
        form_->setDataWords({});
        return showEstimate();
    }
    if (settings.tensorData()) {
        form_->setDataWords(tr("Pictures that are decoded already; they are counted at the start."));
        return showEstimate();
    }
    form_->setDataWords(tr("Looking through the pictures ..."));
    struct Counted {
        qint64 all = 0, mirrored = 0;
    };
    engine_.tasks().run(
        this,
        [images, settings] {
            const auto set = images(settings);
            return Counted{.all = set->size(), .mirrored = set->mirroredCount()};
        },
        [this, question = asked_](const Outcome<Counted>& outcome) {
            if (question != asked_) return;  // other pictures by now
            if (const auto* counted = std::get_if<Counted>(&outcome)) {
                const QString mirrored =
                    counted->mirrored > 0 ? tr(", %1 mirrored to one side").arg(QLocale().toString(counted->mirrored))
                                          : QString();
                form_->setDataWords(tr("%n picture(s)", nullptr, int(counted->all)) + mirrored);
            } else {
                form_->setDataWords(std::get<service::Failure>(outcome).text, true);
            }
            showEstimate();
        });
}

void TrainPage::askSize(const QString& start) {
    if (start.isEmpty()) return;
    engine_.tasks().run(
        this, [start] { return core::inspectFile(service::modelFile(start)).resolution; },
        [this, start](const Outcome<int>& outcome) {
            if (form_->settings().start != start) return;
            if (const auto* failure = std::get_if<service::Failure>(&outcome))
                return tell(Notice::Kind::Bad, failure->text);
            form_->setResolution(std::get<int>(outcome));
        });
}

void TrainPage::showEstimate() {
    const QString problem = form_->problem();
    if (!problem.isEmpty()) return form_->actions().setEstimate(tr("Not ready"), problem, true);
    const TrainingSettings settings = form_->settings();
    // As fast as the newest one of the same size on this computer was.
    for (const Training* run : engine_.trainings().trainings()) {
        const TrainingSettings& other = run->settings();
        if (other.data.isEmpty() || other.resolution != settings.resolution || other.preset != settings.preset ||
            run->points().empty())
            continue;
        const core::GanPoint& last = run->points().back();
        if (!(last.seconds > 0) || !(last.kimg > 0)) continue;
        // With what snapshots cost beside the steps.
        return form_->actions().setEstimate(
            tr("about %1").arg(durationText(settings.kimg * last.seconds / last.kimg)),
            tr("As long as the last training of this size took here: %1 pictures/s, snapshots included.")
                .arg(QLocale().toString(last.kimg * 1000.0 / last.seconds, 'f', 1)));
    }
    form_->actions().setEstimate(tr("Time not known yet"),
                                 tr("It is told after the first step; it can be stopped and go on."));
}

void TrainPage::runFinished(const Training& run) {
    const service::TrainingResult& result = *run.result();
    const QString kimg = QLocale().toString(result.kimg, 'g', 6);
    const QString text = result.fid ? tr("%1 is done: %2 kimg, Frechet distance %3.")
                                          .arg(run.title(), kimg, QLocale().toString(*result.fid, 'g', 4))
                                    : tr("%1 is done: %2 kimg.").arg(run.title(), kimg);
    tell(Notice::Kind::Good, text, {{tr("Open in Explore"), [this, file = result.generator] { explore(file); }}}, true);
}

void TrainPage::explore(const QString& generator) {
    if (generator.isEmpty()) return;
    engine_.models().choose(service::ModelRole::Generator, generator);
    Q_EMIT exploreRequested();
}

bool TrainPage::open(const OpenedFile& file) {
    if (QFileInfo(file.path).isDir() && service::isTrainingFolder(file.path)) {
        engine_.trainings().open(file.path);
        return true;
    }
    // A data set that other pages take too is this page's while somebody looks at it.
    const bool table = file.path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive);
    const bool pictures = file.kind == QLatin1String("folder") || file.kind == QLatin1String("dataset") ||
                          file.kind == QLatin1String("tensors");
    const bool zip = file.kind == QLatin1String("dataset") && !QFileInfo(file.path).isDir() && !table;
    if (table || !pictures || (!isVisible() && !zip)) return false;
    form_->setData(file.path);
    return true;
}

void TrainPage::showcase() {
    const QList<FolderRun*>& all = engine_.trainings().all();
    const auto done = std::ranges::find_if(all, [](const FolderRun* run) { return run->state() == RunState::Done; });
    if (done != all.end()) {
        runs_->list().show({*done});
        showRuns();
    }
    showcaseStep();
}

// Ready when the log and the sheet, which come from disk, are drawn.
void TrainPage::showcaseStep() {
    if (plot().settled() && sheet_->settled() && !settle_.isActive()) return Q_EMIT showcaseReady();
    QTimer::singleShot(kSettleMs, this, &TrainPage::showcaseStep);
}

QList<std::pair<QString, QString>> TrainPage::shortcuts() const {
    return {{tr("Up, Down"), tr("Walk through the runs")},
            {tr("Space"), tr("Show or hide a run's curves")},
            {tr("Enter"), tr("Show this run alone")},
            {tr("P"), tr("Pause the run, or let it go on")},
            {tr("Del"), tr("Remove the run")},
            {tr("Left, Right"), tr("On the slider: earlier and later sheets; in the curves: read them")},
            {tr("+, -"), tr("Zoom the sheet or the curves")},
            {tr("Esc"), tr("Show the curves whole again")}};
}

void TrainPage::tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions, bool stays) {
    Q_EMIT notice({.kind = kind, .text = text, .actions = actions, .stays = stays});
}

void TrainPage::retranslate() {
    runs_->list().setFigureTip(
        tr("Frechet distance to the training pictures on the bundled teacher's embeddings; smaller is better"));
    showRuns();
    settle_.start();
}

}  // namespace syper::ui
