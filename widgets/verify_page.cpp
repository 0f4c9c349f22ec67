// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/verify_page.h"

#include <QFileInfo>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>
#include <QPointer>
#include <QScrollArea>
#include <algorithm>
#include <cmath>

#include "core/api/error.h"
#include "service/run_settings.h"
#include "service/statistics_job.h"
#include "widgets/det_plot.h"
#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/name_table.h"
#include "widgets/picture_slot.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ModelRole;
using service::ModelStatistics;
using service::Statistics;

namespace {

constexpr double kSliderUnit = 1000.0;
constexpr std::array kFmrChoices{1e-2, 1e-3, 1e-4};

QString modelName(const QString& choice) {
    service::ModelCard card;
    card.choice = choice;
    return card.name();
}

/// FMR 0.001 as people in the field write it.
QString fmrText(double fmr) {
    return QStringLiteral("1e%1").arg(int(std::lround(std::log10(fmr))));
}

QString thresholdKey(const core::ModelInfo& info) {
    return QStringLiteral("thresholds/") + QString::fromStdString(info.sha256);
}

}  // namespace

VerifyPage::VerifyPage(service::Engine& engine, QWidget* parent) : Page(parent), engine_(engine) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(size::kMargin, size::kMargin, size::kMargin, size::kMargin);
    row->setSpacing(size::kGapWide);
    row->addWidget(buildLeft(), 1);
    row->addWidget(buildRight());
    connectService();
    fillModels();
    connect(&Theme::instance(), &Theme::changed, this, &VerifyPage::retranslate);
    retranslate();
}

QWidget* VerifyPage::buildLeft() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kGapWide);
    auto* pictures = new QHBoxLayout;
    pictures->setSpacing(size::kGapWide);
    for (int i = 0; i < 2; ++i) {
        auto* slot = new PictureSlot(i == 0 ? QStringLiteral("A") : QStringLiteral("B"), box);
        slots_[std::size_t(i)] = slot;
        pictures->addWidget(slot, 1);
        connect(slot, &PictureSlot::fileChosen, this, [this, i](const QString& path) { openPicture(i, path); });
        connect(slot, &PictureSlot::pixelsChosen, this, [this, i, slot](const QImage& pixels) {
            generated_[std::size_t(i)] = false;
            slot->setReading();
            busy();
            engine_.verifier().setPixels(i, toImage8(pixels), tr("pasted picture"));
        });
        connect(slot, &PictureSlot::generateRequested, this, [this, i] { generate(i); });
        connect(slot, &PictureSlot::eyeChosen, this, [this, i](int eye) {
            busy();
            engine_.verifier().setEye(i, eye);
        });
    }
    column->addLayout(pictures, 1);
    auto* head = new QHBoxLayout;
    modelsTitle_ = new QLabel(box);
    modelsTitle_->setProperty("role", QStringLiteral("heading"));
    add_ = new QToolButton(box);
    add_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add_->setPopupMode(QToolButton::InstantPopup);
    add_->setMenu(new QMenu(add_));
    head->addWidget(modelsTitle_, 1);
    head->addWidget(add_);
    column->addLayout(head);
    auto* scroll = new QScrollArea(box);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedHeight(size::kSidePanel * 5 / 8);
    auto* inside = new QWidget(scroll);
    cardRow_ = new QHBoxLayout(inside);
    cardRow_->setContentsMargins(0, 0, 0, 0);
    cardRow_->setSpacing(size::kGapWide);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    column->addWidget(scroll);
    connect(add_->menu(), &QMenu::aboutToShow, this, &VerifyPage::fillAddMenu);
    return box;
}

QWidget* VerifyPage::buildRight() {
    auto* box = new QFrame(this);
    box->setProperty("panel", true);
    box->setFixedWidth(size::kSidePanel * 5 / 4);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(size::kGapWide, size::kGapWide, size::kGapWide, size::kGapWide);
    auto* head = new QHBoxLayout;
    thresholdTitle_ = new QLabel(box);
    thresholdTitle_->setProperty("role", QStringLiteral("heading"));
    fmr_ = new QComboBox(box);
    for (const double fmr : kFmrChoices) fmr_->addItem(QStringLiteral("FMR ") + fmrText(fmr), fmr);
    fmr_->setCurrentIndex(1);
    own_ = new QToolButton(box);
    head->addWidget(thresholdTitle_, 1);
    head->addWidget(own_);
    head->addWidget(fmr_);
    slider_ = new QSlider(Qt::Horizontal, box);
    slider_->setRange(int(-kSliderUnit), int(kSliderUnit));
    thresholdText_ = new QLabel(box);
    thresholdText_->setProperty("role", QStringLiteral("secondary"));
    thresholdText_->setWordWrap(true);
    thresholdText_->setMinimumHeight(2 * size::kMargin + size::kUnit);
    auto* setRow = new QHBoxLayout;
    setTitle_ = new QLabel(box);
    setTitle_->setProperty("role", QStringLiteral("heading"));
    setTitle_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    export_ = new QToolButton(box);
    statisticsButton_ = new QPushButton(box);
    setRow->addWidget(setTitle_, 1);
    setRow->addWidget(export_);
    setRow->addWidget(statisticsButton_);
    empty_ = new QLabel(box);
    empty_->setProperty("role", QStringLiteral("secondary"));
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    plot_ = new DetPlot(box);
    table_ = new QTableWidget(box);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(size::kControl - size::kUnit);
    table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table_->setFixedHeight(size::kControl * 5);
    column->addLayout(head);
    column->addWidget(slider_);
    column->addWidget(thresholdText_);
    column->addLayout(setRow);
    column->addWidget(empty_, 1);
    column->addWidget(plot_, 1);
    column->addWidget(table_);
    plot_->hide();
    table_->hide();
    export_->hide();
    connect(fmr_, &QComboBox::currentIndexChanged, this, [this] { setManual(std::nullopt); });
    connect(own_, &QToolButton::clicked, this, [this] { setManual(std::nullopt); });
    connect(slider_, &QSlider::valueChanged, this, [this](int value) { setManual(value / kSliderUnit); });
    connect(plot_, &DetPlot::thresholdMoved, this, [this](double value) { setManual(std::clamp(value, -1.0, 1.0)); });
    connect(statisticsButton_, &QPushButton::clicked, this, &VerifyPage::chooseSet);
    connect(export_, &QToolButton::clicked, this, &VerifyPage::exportFigures);
    connect(table_, &QTableWidget::currentCellChanged, this, [this](int row) {
        if (row >= 0) plot_->setModel(row);
    });
    return box;
}

void VerifyPage::connectService() {
    service::VerifyService& verifier = engine_.verifier();
    connect(&verifier, &service::VerifyService::pictureRead, this,
            [this](int slot, const service::EyePicture& picture) { slots_[std::size_t(slot)]->setPicture(picture); });
    connect(&verifier, &service::VerifyService::pictureFailed, this,
            [this](int slot, const service::Failure& failure) { slots_[std::size_t(slot)]->setTrouble(failure.text); });
    connect(&verifier, &service::VerifyService::scored, this, [this](const service::VerifyScore& score) {
        if (VerifyCard* found = card(score.model)) found->setScore(score);
        decide();
    });
    connect(&verifier, &service::VerifyService::modelFailed, this,
            [this](const QString& model, const service::Failure& failure) {
                if (VerifyCard* found = card(model)) found->setTrouble(failure.text);
            });
    connect(&engine_.models(), &service::ModelChoices::chosen, this, [this](ModelRole role) {
        if (role == ModelRole::Generator) return;
        const service::ModelCard& chosen = engine_.models().card(role);
        if (chosen.usable()) addModel(chosen.choice);
    });
}

void VerifyPage::fillModels() {
    for (const ModelRole role : {ModelRole::Teacher, ModelRole::Student}) {
        const service::ModelCard& chosen = engine_.models().card(role);
        if (chosen.usable()) addModel(chosen.choice);
    }
    for (const QString& choice : service::ModelChoices::bundled(ModelRole::Student)) {
        try {
            (void)service::modelFile(choice);
            addModel(choice);
        } catch (const core::Error&) {
            // Not shipped with this build; the menu says what can be added.
        }
    }
}

VerifyCard* VerifyPage::card(const QString& choice) const {
    const auto found =
        std::ranges::find_if(cards_, [&choice](const VerifyCard* made) { return made->model() == choice; });
    return found == cards_.end() ? nullptr : *found;
}

void VerifyPage::addModel(const QString& choice) {
    if (card(choice) != nullptr) return;
    // A run's student is named after its folder: all their files have one name.
    const bool ofRun = QFileInfo(choice).completeBaseName() == QLatin1String("student");
    const QString name = ofRun ? QFileInfo(QFileInfo(choice).absolutePath()).fileName() : modelName(choice);
    auto* made = new VerifyCard(choice, name, this);
    cards_ << made;
    cardRow_->addWidget(made, 1);
    connect(made, &VerifyCard::removeRequested, this, [this, choice] { removeModel(choice); });
    connect(made, &VerifyCard::calibrateRequested, this, &VerifyPage::chooseSet);
    sendModels();
}

void VerifyPage::removeModel(const QString& choice) {
    VerifyCard* gone = card(choice);
    if (gone == nullptr) return;
    cards_.removeOne(gone);
    gone->hide();
    gone->deleteLater();  // its own button may have asked for it
    sendModels();
    decide();
}

void VerifyPage::compareModels(const QString& teacher, const QString& student) {
    const QList<VerifyCard*> before = cards_;
    for (const VerifyCard* made : before)
        if (made->model() != teacher && made->model() != student) removeModel(made->model());
    addModel(teacher);
    addModel(student);
}

void VerifyPage::sendModels() {
    QStringList choices;
    for (const VerifyCard* made : std::as_const(cards_)) choices << made->model();
    if (begun_) engine_.verifier().setModels(choices);
}

void VerifyPage::fillAddMenu() {
    QMenu* menu = add_->menu();
    menu->clear();
    const auto offer = [this, menu](const QString& choice, const QString& text) {
        if (card(choice) == nullptr) menu->addAction(text, this, [this, choice] { addModel(choice); });
    };
    for (const service::Run* run : engine_.runs().runs())
        if (run->result())
            offer(run->result()->student,
                  tr("%1, run of %2").arg(run->title(), QLocale().toString(run->created(), QLocale::ShortFormat)));
    for (const ModelRole role : {ModelRole::Teacher, ModelRole::Student})
        for (const QString& choice : service::ModelChoices::bundled(role) + engine_.models().recent(role))
            offer(choice, modelName(choice));
    menu->addSeparator();
    menu->addAction(lineIcon(QStringLiteral("open")), tr("Open..."), this, [this] {
        FilePicker::current().openFile(
            window(),
            {.title = tr("Open a recognition model"),
             .folder = {},
             .filter = tr("Models (*.pth *.pt *.safetensors)") + QStringLiteral(";;") + tr("All files (*)")},
            [this](const QString& path) { addModel(path); });
    });
}

void VerifyPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (begun_) return;
    begun_ = true;  // models are loaded when somebody looks, not at the start of the program
    sendModels();
    for (int slot = 0; slot < 2; ++slot)
        if (!slots_[std::size_t(slot)]->picture() && engine_.models().card(ModelRole::Generator).usable())
            generate(slot);
}

void VerifyPage::openPicture(int slot, const QString& path) {
    generated_[std::size_t(slot)] = false;
    slots_[std::size_t(slot)]->setReading();
    busy();
    engine_.verifier().setFile(slot, path);
}

void VerifyPage::generate(int slot) {
    const service::ModelCard& generator = engine_.models().card(ModelRole::Generator);
    if (!generator.usable()) return slots_[std::size_t(slot)]->setTrouble(generator.error);
    const std::uint32_t seed = nextSeed_++;
    generated_[std::size_t(slot)] = true;
    slots_[std::size_t(slot)]->setReading();
    busy();
    engine_.verifier().setGenerated(slot, generator.path, seed, tr("made-up eye, seed %1").arg(seed));
}

void VerifyPage::busy() {
    for (VerifyCard* made : std::as_const(cards_)) made->setBusy();
}

double VerifyPage::wantedFmr() const {
    return fmr_->currentData().toDouble();
}

std::optional<Threshold> VerifyPage::measuredThreshold(const core::ModelInfo& info) const {
    const QVariantMap kept = engine_.settings().value(thresholdKey(info)).toMap();
    const QVariant value = kept.value(fmrText(wantedFmr()));
    if (!value.isValid()) return {};
    return Threshold{value.toDouble(), tr("Accepts impostors at most at FMR %1, measured here on %2.")
                                           .arg(fmrText(wantedFmr()), kept.value(QStringLiteral("set")).toString())};
}

std::optional<Threshold> VerifyPage::thresholdOf(const core::ModelInfo& info) const {
    if (manual_) return Threshold{*manual_, tr("The slider's threshold, the same for all models.")};
    for (const core::ModelThreshold& own : info.thresholds)
        if (std::abs(own.fmr - wantedFmr()) < wantedFmr() * 1e-6)
            return Threshold{own.value, tr("The model's own threshold: it accepts impostors at FMR %1, measured on %2.")
                                            .arg(fmrText(own.fmr), QString::fromStdString(own.set))};
    return measuredThreshold(info);
}

void VerifyPage::decide() {
    std::optional<bool> reference;
    for (VerifyCard* made : std::as_const(cards_)) {
        made->setThreshold(made->score() ? thresholdOf(made->score()->info) : std::nullopt);
        const bool isFloat = made->score() && made->score()->info.weightBits >= 32;
        if (isFloat && !reference) reference = made->accepts();
    }
    for (VerifyCard* made : std::as_const(cards_)) {
        const std::optional<bool> own = made->accepts();
        made->setFlipped(reference && own && *own != *reference);
    }
    // The slider shows the first model's threshold while it is not moved.
    std::optional<double> shown = manual_;
    for (const VerifyCard* made : std::as_const(cards_))
        if (!shown && made->score())
            if (const auto threshold = thresholdOf(made->score()->info)) shown = threshold->value;
    if (shown) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(int(std::lround(*shown * kSliderUnit)));
    }
    own_->setEnabled(manual_.has_value());
    thresholdText_->setText(
        manual_ ? tr("%1 for all models. A higher threshold accepts fewer impostors and refuses more genuine eyes.")
                      .arg(QLocale().toString(*manual_, 'f', 3))
                : tr("Each model at its own threshold for FMR %1: at most one impostor in %2 is accepted.")
                      .arg(fmrText(wantedFmr()), QLocale().toString(int(std::lround(1.0 / wantedFmr())))));
    fillTable();
}

void VerifyPage::setManual(std::optional<double> threshold) {
    manual_ = threshold;
    decide();
}

void VerifyPage::chooseSet() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Folder with labels.csv, pairs.txt, or a folder for each identity..."), this, [this] {
        FilePicker::current().openFolder(window(), {.title = tr("Folder of labelled eyes"), .folder = {}, .filter = {}},
                                         [this](const QString& path) { measure(path); });
    });
    menu->addAction(tr("Table of labels or list of pairs..."), this, [this] {
        FilePicker::current().openFile(
            window(),
            {.title = tr("Table of labels or list of pairs"),
             .folder = {},
             .filter = tr("Tables and lists (*.csv *.txt)") + QStringLiteral(";;") + tr("All files (*)")},
            [this](const QString& path) { measure(path); });
    });
    menu->popup(statisticsButton_->mapToGlobal(QPoint(0, statisticsButton_->height())));
}

void VerifyPage::measure(const QString& path) {
    QStringList choices;
    for (const VerifyCard* made : std::as_const(cards_)) choices << made->model();
    if (choices.isEmpty()) return tell(Notice::Kind::Caution, tr("Add a model first: there is nothing to measure."));
    service::Job* job =
        engine_.jobs().add(service::statisticsJob(engine_.verifier().functions(), path, choices,
                                                  [self = QPointer<VerifyPage>(this)](const Statistics& statistics) {
                                                      if (self) self->showStatistics(statistics);
                                                  }));
    if (job == nullptr) return;
    empty_->setText(tr("Measuring on %1 ...").arg(QFileInfo(path).fileName()));
    connect(job, &service::Job::changed, this, [this, job] {
        if (service::isActive(job->state()))
            empty_->setText(
                tr("%1: %2 %3")
                    .arg(job->title(), percentText(job->fraction()), timeLeftText(job->progress().secondsLeft)));
    });
    connect(job, &service::Job::ended, this, [this, job] {
        retranslate();
        if (job->state() == service::JobState::Failed) tell(Notice::Kind::Bad, job->failure().text);
    });
    tell(Notice::Kind::Info, tr("Measuring on %1; see Jobs.").arg(QFileInfo(path).fileName()));
}

void VerifyPage::remember(const ModelStatistics& model, const QString& set) {
    QVariantMap kept{{QStringLiteral("set"), set}};
    for (std::size_t i = 0; i < core::kFmrPoints.size(); ++i)
        if (model.figures.thresholdAtMost[i])
            kept.insert(fmrText(core::kFmrPoints[i]), *model.figures.thresholdAtMost[i]);
    engine_.settings().setValue(thresholdKey(model.info), kept);
}

void VerifyPage::showStatistics(const Statistics& statistics) {
    statistics_ = statistics;
    // A model's own threshold stays what it is; one without gets what was measured.
    for (const ModelStatistics& model : statistics.models)
        if (model.info.thresholds.empty()) remember(model, statistics.set);
    plot_->setStatistics(statistics);
    empty_->hide();
    for (QWidget* widget :
         {static_cast<QWidget*>(plot_), static_cast<QWidget*>(table_), static_cast<QWidget*>(export_)})
        widget->show();
    retranslate();
    decide();
    if (!statistics.notes.isEmpty()) tell(Notice::Kind::Info, statistics.notes.join(QLatin1Char(' ')));
}

void VerifyPage::fillTable() {
    if (!statistics_) return;
    const QString fmr = fmrText(wantedFmr());
    const auto at = std::size_t(std::ranges::find(core::kFmrPoints, wantedFmr()) - core::kFmrPoints.begin());
    table_->setColumnCount(5);
    table_->setHorizontalHeaderLabels({tr("Model"), tr("EER"), tr("FNMR@%1").arg(fmr), tr("FMR"), tr("FNMR")});
    table_->horizontalHeaderItem(1)->setToolTip(tr("Equal error rate: where FMR and FNMR meet"));
    table_->horizontalHeaderItem(2)->setToolTip(
        tr("Genuine eyes refused while FMR %1 is never exceeded; a dash where impostors are too few").arg(fmr));
    table_->horizontalHeaderItem(3)->setToolTip(tr("Impostors accepted at the threshold above"));
    table_->horizontalHeaderItem(4)->setToolTip(tr("Genuine eyes refused at the threshold above"));
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table_->setRowCount(int(statistics_->models.size()));
    const double nothing = std::nan("");
    std::vector<std::optional<double>> thresholds;
    for (int row = 0; row < table_->rowCount(); ++row) {
        const ModelStatistics& model = statistics_->models[std::size_t(row)];
        const std::optional<Threshold> threshold = thresholdOf(model.info);
        thresholds.push_back(threshold ? std::optional(threshold->value) : std::nullopt);
        const double atMost = at < core::kFmrPoints.size() ? model.figures.fnmrAtMost[at].value_or(nothing) : nothing;
        const QStringList cells{modelName(model.model), rateText(model.figures.eer), rateText(atMost),
                                rateText(threshold ? model.fmrAt(threshold->value) : nothing),
                                rateText(threshold ? model.fnmrAt(threshold->value) : nothing)};
        for (int column = 0; column < int(cells.size()); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table_->setItem(row, column, item);
        }
    }
    plot_->setThresholds(thresholds);
}

void VerifyPage::exportFigures() {
    FilePicker::current().saveFile(
        window(),
        {.title = tr("Export the plot"),
         .folder = QStringLiteral("det.svg"),
         .filter = tr("Pictures (*.svg *.pdf *.png)")},
        [this](const QString& file) {
            if (plot_->exportTo(file))
                tell(Notice::Kind::Good, tr("Saved %1").arg(file));
            else
                tell(Notice::Kind::Bad,
                     tr("Cannot write %1: check the folder and the free space, or choose another place.").arg(file));
        });
}

bool VerifyPage::open(const OpenedFile& file) {
    if (file.kind == QLatin1String("picture")) {
        // The first place that the user has not filled, else the second: one file after another fills both.
        openPicture(generated_[0] || !slots_[0]->picture() ? 0 : 1, file.path);
        return true;
    }
    if (file.kind == QLatin1String("quantized") || (isVisible() && file.kind == QLatin1String("backbone"))) {
        addModel(file.path);
        return true;
    }
    const QFileInfo info(file.path);
    const bool table = info.suffix() == QLatin1String("csv") || info.suffix() == QLatin1String("txt");
    if (!isVisible() || !(info.isDir() || table)) return false;
    measure(file.path);
    return true;
}

void VerifyPage::showcase() {
    if (cards_.isEmpty()) return Q_EMIT showcaseReady();
    connect(
        &engine_.verifier(), &service::VerifyService::settled, this, [this] { Q_EMIT showcaseReady(); },
        Qt::SingleShotConnection);
    if (!begun_) return;  // shown in a moment, which begins the work
    generate(0);
    generate(1);
}

QList<std::pair<QString, QString>> VerifyPage::shortcuts() const {
    return {{tr("Enter"), tr("Open a file for the focused picture")},
            {tr("Ctrl+V"), tr("Paste into the focused picture")},
            {tr("Left, Right"), tr("Choose the eye; move the threshold in the plot")}};
}

void VerifyPage::tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions) {
    Q_EMIT notice({.kind = kind, .text = text, .actions = actions});
}

void VerifyPage::retranslate() {
    modelsTitle_->setText(tr("Models side by side"));
    add_->setText(tr("Add a model"));
    add_->setAccessibleName(tr("Add a model"));
    add_->setIcon(lineIcon(QStringLiteral("plus")));
    thresholdTitle_->setText(tr("Threshold"));
    fmr_->setAccessibleName(tr("False match rate of the threshold"));
    fmr_->setToolTip(tr("How rarely an impostor may be accepted"));
    slider_->setAccessibleName(tr("Threshold for all models"));
    slider_->setToolTip(tr("Move it to decide by one threshold for all models"));
    own_->setText(tr("own"));
    own_->setAccessibleName(tr("Each model's own threshold"));
    own_->setToolTip(tr("Back to each model's own threshold"));
    statisticsButton_->setText(tr("Measure on a set"));
    statisticsButton_->setAccessibleName(tr("Measure on a labelled set"));
    export_->setIcon(lineIcon(QStringLiteral("save")));
    export_->setAccessibleName(tr("Export the plot"));
    export_->setToolTip(tr("Save the plot as SVG, PDF or PNG"));
    setTitle_->setText(statistics_ ? tr("%1: %n picture(s)", nullptr, int(statistics_->pictures)).arg(statistics_->set)
                                   : tr("Statistics"));
    empty_->setText(
        tr("How often does each model err? Choose a folder of labelled eyes or a list of pairs: DET curves, "
           "score histograms and error rates of all models above appear here."));
    nameTable(*table_, tr("Error rates of the models"));
    decide();
}

}  // namespace syper::ui
