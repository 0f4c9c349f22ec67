// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/verify_page.h"

#include <QFileInfo>
#include <QLocale>
#include <QMenu>
#include <QPointer>
#include <algorithm>

#include "service/run_settings.h"
#include "service/statistics_job.h"
#include "widgets/card_rows.h"
#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/picture_slot.h"
#include "widgets/scroll_column.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"
#include "widgets/verify_statistics.h"

namespace syper::ui {

using service::ModelRole;
using service::Statistics;

VerifyPage::VerifyPage(service::Engine& engine, QWidget* parent) : Page(parent), engine_(engine) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(size::kMargin, size::kMargin, size::kMargin, size::kMargin);
    row->setSpacing(size::kGapWide);
    row->addWidget(scrolled(buildLeft(), this), 1);
    statistics_ = new VerifyStatistics(engine_.settings(), this);
    row->addWidget(statistics_);
    connect(statistics_, &VerifyStatistics::thresholdsChanged, this, &VerifyPage::decide);
    connect(statistics_, &VerifyStatistics::setWanted, this, &VerifyPage::chooseSet);
    connect(statistics_, &VerifyStatistics::madeUpWanted, this, &VerifyPage::measureMadeUp);
    connect(statistics_, &VerifyStatistics::notice, this, &VerifyPage::notice);
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
            filled_[std::size_t(i)] = Filled::ByUser;
            slot->setReading();
            busy();
            engine_.verifier().setPixels(i, toImage8(pixels), tr("pasted picture"));
        });
        connect(slot, &PictureSlot::refused, this, [this](const QString& text) {
            Q_EMIT notice({.kind = Notice::Kind::Caution, .text = text, .actions = {}});
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
    add_->setProperty("chooser", true);  // room for the arrow
    add_->setMenu(new QMenu(add_));
    head->addWidget(modelsTitle_, 1);
    head->addWidget(add_);
    column->addLayout(head);
    cardRows_ = new CardRows(size::kGapWide, box);
    cardRows_->setMinimumHeight(VerifyCard::kHeight);
    column->addWidget(cardRows_);
    connect(add_->menu(), &QMenu::aboutToShow, this, &VerifyPage::fillAddMenu);
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
    for (const QString& choice : engine_.models().compared()) addModel(choice);
}

VerifyCard* VerifyPage::card(const QString& choice) const {
    const auto found =
        std::ranges::find_if(cards_, [&choice](const VerifyCard* made) { return made->model() == choice; });
    return found == cards_.end() ? nullptr : *found;
}

void VerifyPage::addModel(const QString& choice) {
    if (card(choice) != nullptr) return;
    auto* made = new VerifyCard(choice, service::modelTitle(choice), this);
    cards_ << made;
    cardRows_->setCards({cards_.begin(), cards_.end()});
    connect(made, &VerifyCard::removeRequested, this, [this, choice] { removeModel(choice); });
    connect(made, &VerifyCard::calibrateRequested, this,
            [this, made] { chooseSet(made->mapToGlobal(made->rect().bottomLeft())); });
    sendModels();
}

void VerifyPage::removeModel(const QString& choice) {
    VerifyCard* gone = card(choice);
    if (gone == nullptr) return;
    cards_.removeOne(gone);
    cardRows_->setCards({cards_.begin(), cards_.end()});
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
            offer(choice, service::modelTitle(choice));
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
    if (!isAncestorOf(focusWidget())) slots_[0]->setFocus();
    if (begun_) return;
    begun_ = true;  // models are loaded when somebody looks, not at the start of the program
    sendModels();
    for (int slot = 0; slot < 2; ++slot)
        if (filled_[std::size_t(slot)] == Filled::Not && engine_.models().card(ModelRole::Generator).usable())
            generate(slot);
}

void VerifyPage::openPicture(int slot, const QString& path) {
    filled_[std::size_t(slot)] = Filled::ByUser;
    slots_[std::size_t(slot)]->setReading();
    busy();
    engine_.verifier().setFile(slot, path);
}

void VerifyPage::generate(int slot) {
    const service::ModelCard& generator = engine_.models().card(ModelRole::Generator);
    if (!generator.usable()) return slots_[std::size_t(slot)]->setTrouble(generator.error);
    const std::uint32_t seed = nextSeed_++;
    filled_[std::size_t(slot)] = Filled::ByProgram;
    slots_[std::size_t(slot)]->setReading();
    busy();
    engine_.verifier().setGenerated(slot, generator.path, seed, tr("made-up eye, seed %1").arg(seed));
}

void VerifyPage::busy() {
    for (VerifyCard* made : std::as_const(cards_)) made->setBusy();
}

void VerifyPage::decide() {
    std::optional<bool> reference;
    for (VerifyCard* made : std::as_const(cards_)) {
        made->setThreshold(made->score() ? statistics_->thresholdOf(made->score()->info) : std::nullopt);
        const bool isFloat = made->score() && made->score()->info.weightBits >= 32;
        if (isFloat && !reference) reference = made->accepts();
    }
    for (VerifyCard* made : std::as_const(cards_)) {
        const std::optional<bool> own = made->accepts();
        made->setFlipped(reference && own && *own != *reference);
    }
    // The slider shows the first model's threshold while it is not moved.
    for (const VerifyCard* made : std::as_const(cards_)) {
        const auto threshold = made->score() ? statistics_->thresholdOf(made->score()->info) : std::nullopt;
        if (threshold) return statistics_->showOwnThreshold(threshold->value);
    }
}

void VerifyPage::chooseSet(const QPoint& at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* madeUp = menu->addAction(tr("Eyes that the generator makes up"), this, &VerifyPage::measureMadeUp);
    madeUp->setEnabled(engine_.models().card(ModelRole::Generator).usable());
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
    menu->popup(at);
}

void VerifyPage::measure(const QString& path) {
    watch([this, path](const QStringList& models, const auto& done) {
        return service::statisticsJob(engine_.verifier().functions(), path, models, done);
    });
}

service::Job* VerifyPage::measureMadeUp() {
    const service::ModelCard& generator = engine_.models().card(ModelRole::Generator);
    if (!generator.usable() || !generator.info) {
        tell(Notice::Kind::Caution, generator.usable()
                                        ? tr("The generator's file is still being read; try again in a moment.")
                                        : generator.error);
        return nullptr;
    }
    return watch([this, &generator](const QStringList& models, const auto& done) {
        return service::madeUpStatisticsJob(engine_.verifier().functions(), generator.path,
                                            QString::fromStdString(generator.info->sha256), models, done);
    });
}

service::Job* VerifyPage::watch(const MakeJob& make) {
    QStringList choices;
    for (const VerifyCard* made : std::as_const(cards_)) choices << made->model();
    if (choices.isEmpty()) {
        tell(Notice::Kind::Caution, tr("Add a model first: there is nothing to measure."));
        return nullptr;
    }
    service::Job* job =
        engine_.jobs().add(make(choices, [self = QPointer<VerifyPage>(this)](const Statistics& statistics) {
            if (self) self->statistics_->setStatistics(statistics);
        }));
    if (job == nullptr) return nullptr;
    const auto show = [this, job] {
        statistics_->setProgress(
            tr("%1: %2 %3").arg(job->title(), percentText(job->fraction()), timeLeftText(job->progress().secondsLeft)));
    };
    show();
    connect(job, &service::Job::changed, this, [job, show] {
        if (service::isActive(job->state())) show();
    });
    connect(job, &service::Job::ended, this, [this, job] {
        statistics_->setProgress({});
        if (job->state() == service::JobState::Failed) tell(Notice::Kind::Bad, job->failure().text);
    });
    return job;
}

bool VerifyPage::open(const OpenedFile& file) {
    if (file.kind == QLatin1String("picture")) {
        // The first place that the user has not filled, else the second: one file after another fills both.
        openPicture(filled_[0] == Filled::ByUser ? 1 : 0, file.path);
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
    const service::ModelCard& generator = engine_.models().card(ModelRole::Generator);
    const bool measurable = !statistics_->statistics() && generator.usable() && generator.info && !cards_.isEmpty();
    if (service::Job* job = measurable ? measureMadeUp() : nullptr)
        connect(job, &service::Job::ended, this, &VerifyPage::showcaseEyes);
    else
        showcaseEyes();
}

void VerifyPage::showcaseEyes() {
    const bool read = std::ranges::none_of(slots_, [](const PictureSlot* slot) { return slot->reading(); });
    const bool answered = std::ranges::all_of(cards_, [](const VerifyCard* made) { return made->answered(); });
    if (begun_ && read && answered) return Q_EMIT showcaseReady();
    connect(
        &engine_.verifier(), &service::VerifyService::settled, this, [this] { Q_EMIT showcaseReady(); },
        Qt::SingleShotConnection);
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
    statistics_->retranslate();
    decide();
}

}  // namespace syper::ui
