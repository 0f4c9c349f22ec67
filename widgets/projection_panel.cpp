// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/projection_panel.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::JobState;
using Part = service::ProjectionTarget::Part;

namespace {

constexpr int kTall = 280;  // pixels: then the curve goes below the pictures, else beside them
constexpr int kSteps = 300, kMostSteps = 100000;
constexpr qint64 kPictureEveryMs = 500;  // what shows how it goes must not slow it down

}  // namespace

ProjectionPanel::ProjectionPanel(service::Engine& engine, ExploreModel& model, QWidget* parent)
    : QWidget(parent), engine_(engine), model_(model), row_(new QStackedWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kGap);
    row_->addWidget(buildChoices());
    row_->addWidget(buildCommands());
    row_->setFixedHeight(size::kControl);
    pictures_ = new PicturePair(this);
    line_ = new LossLine(this);
    text_ = new QLabel(this);
    text_->setProperty("role", QStringLiteral("secondary"));
    text_->setWordWrap(true);
    text_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    text_->setFixedHeight(2 * QFontMetrics(Theme::font(type::kSecondary)).lineSpacing());
    column->addWidget(row_);
    middle_ = new QBoxLayout(QBoxLayout::LeftToRight);
    middle_->setSpacing(size::kGap);
    middle_->addWidget(pictures_, 3);
    middle_->addWidget(line_, 2);
    column->addLayout(middle_, 1);
    column->addWidget(text_);
    connect(&engine_.sampler(), &service::SamplerService::extraSampled, this, [this](const service::Sampled& picture) {
        if (picture.id != pictureAsked_) return;
        pictureAsked_ = 0;
        pictures_->setPicture(1, toQImage(picture.image));
    });
    connect(&Theme::instance(), &Theme::changed, this, &ProjectionPanel::tint);
    retranslate();
    tint();
}

void ProjectionPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    middle_->setDirection(height() < kTall ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

QToolButton* ProjectionPanel::button(QWidget* parent, const char* iconName) {
    auto* made = new QToolButton(parent);
    made->setProperty("iconName", QLatin1String(iconName));
    made->setIconSize({size::kIcon, size::kIcon});
    return made;
}

QWidget* ProjectionPanel::buildChoices() {
    auto* box = new QWidget(row_);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kUnit);
    choose_ = new QPushButton(box);
    space_ = new QComboBox(box);
    space_->addItem(QStringLiteral("w"), int(core::ProjectSpace::W));
    space_->addItem(QStringLiteral("w+"), int(core::ProjectSpace::WPlus));
    steps_ = new QSpinBox(box);
    steps_->setRange(1, kMostSteps);
    steps_->setValue(kSteps);
    steps_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    save_ = button(box, "save");
    row->addWidget(choose_, 1);
    row->addWidget(space_);
    row->addWidget(steps_);
    row->addWidget(save_);
    connect(choose_, &QPushButton::clicked, this, &ProjectionPanel::browse);
    connect(save_, &QToolButton::clicked, this, &ProjectionPanel::savePresent);
    connect(steps_, &QAbstractSpinBox::editingFinished, this, [this] {
        if (steps_->hasFocus()) Q_EMIT confirmed();
    });
    return box;
}

QWidget* ProjectionPanel::buildCommands() {
    auto* box = new QWidget(row_);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kUnit);
    pause_ = button(box, "pause");
    take_ = button(box, "check");
    discard_ = button(box, "close");
    for (QToolButton* made : {pause_, take_, discard_}) {
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        row->addWidget(made, 1);
    }
    connect(pause_, &QToolButton::clicked, this, &ProjectionPanel::togglePause);
    connect(take_, &QToolButton::clicked, this, &ProjectionPanel::takeBest);
    connect(discard_, &QToolButton::clicked, this, &ProjectionPanel::discard);
    return box;
}

void ProjectionPanel::project(const QString& photograph) {
    const std::optional<core::NetworkInfo>& network = engine_.sampler().network();
    if (!network) {
        Q_EMIT notice({.kind = Notice::Kind::Bad,
                       .text = tr("%1 needs a generator to be projected into; open one first")
                                   .arg(QFileInfo(photograph).fileName())});
        return;
    }
    Q_EMIT begun();
    if (running() || reading_) {
        Q_EMIT notice({.kind = Notice::Kind::Caution,
                       .text = tr("%1 is being projected; take its best or discard it first").arg(name_)});
        return;
    }
    reading_ = true;
    name_ = QFileInfo(photograph).fileName();
    network_ = model_.state().network;
    info_ = network;
    classIndex_ = model_.state().request.classIndex;
    showState();
    engine_.tasks().run(
        this,
        [target = engine_.latent().target, photograph, side = network->resolution] {
            return target(photograph.toStdString(), side);
        },
        [this](service::Outcome<service::ProjectionTarget> outcome) {
            reading_ = false;
            if (const auto* target = std::get_if<service::ProjectionTarget>(&outcome)) return begin(*target);
            Q_EMIT notice({.kind = Notice::Kind::Bad, .text = std::get<service::Failure>(outcome).text});
            showState();
        });
}

void ProjectionPanel::begin(const service::ProjectionTarget& target) {
    const service::ModelCard& teacher = engine_.models().card(service::ModelRole::Teacher);
    const core::ProjectConfig config{.network = info_->path,
                                     .teacher = teacher.usable() ? teacher.path.toStdString() : std::string(),
                                     .target = target.image,
                                     .space = core::ProjectSpace(space_->currentData().toInt()),
                                     .steps = steps_->value(),
                                     .classIndex = classIndex_};
    pictures_->setPicture(0, toQImage(target.image));
    pictures_->setPicture(1, {});
    pictureAsked_ = 0;
    line_->setValues({}, config.steps);
    discarding_ = false;
    outcome_.reset();
    watch_ = service::ProjectionWatch::make();
    connect(watch_.get(), &service::ProjectionWatch::advanced, this, &ProjectionPanel::advanced);
    connect(watch_.get(), &service::ProjectionWatch::finished, this, &ProjectionPanel::finished);
    job_ = engine_.jobs().add({.kind = QStringLiteral("project"),
                               .title = tr("Projection of %1").arg(name_),
                               .body = service::ProjectionWatch::body(watch_, engine_.latent(), config)});
    if (job_ != nullptr) {
        connect(job_, &service::Job::changed, this, &ProjectionPanel::showState);
        connect(job_, &service::Job::ended, this, &ProjectionPanel::ended);
    }
    if (target.part == Part::Middle)
        Q_EMIT notice({.kind = Notice::Kind::Caution,
                       .text = tr("No face was found in %1: the square in its middle is projected").arg(name_)});
    else if (target.mirrored)
        Q_EMIT notice({.kind = Notice::Kind::Info,
                       .text = tr("%1 shows a left eye: it is projected mirrored, as the generator draws").arg(name_)});
    showState();
}

void ProjectionPanel::advanced() {
    std::vector<double> distances;
    for (const core::ProjectPoint& point : watch_->curve()) distances.push_back(point.distance);
    line_->setValues(std::move(distances), steps_->value());
    const bool due = !sincePicture_.isValid() || sincePicture_.elapsed() >= kPictureEveryMs;
    if (isVisible() && pictureAsked_ == 0 && due) showSoFar(watch_->ws());
    showState();
}

void ProjectionPanel::showSoFar(const std::vector<float>& ws) {
    if (!engine_.sampler().network() || engine_.sampler().network()->sha256 != info_->sha256) return;
    core::SampleRequest request;
    request.w = ws;
    pictureAsked_ = engine_.sampler().requestExtras({request}, service::ExtrasFor::Projection);
    sincePicture_.start();
}

void ProjectionPanel::setNetwork() {
    pictureAsked_ = 0;  // what was asked of the one before does not come
}

void ProjectionPanel::finished(const core::ProjectOutcome& outcome) {
    if (outcome.stopped && job_ != nullptr)
        job_->setRemark(discarding_ ? tr("discarded") : tr("the best so far is kept"));
    if (discarding_) return;
    outcome_ = outcome;
    showSoFar(outcome.ws);
    // A slider that is held keeps the picture until it is let go.
    if (model_.inGesture())
        connect(&model_, &ExploreModel::gestureEnded, this, &ProjectionPanel::offer,
                Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
    else
        offer();
}

void ProjectionPanel::offer() {
    if (!outcome_) return;
    const Notice::Action saving{tr("Save w..."),
                                [this, ws = outcome_->ws, info = *info_] { save([ws] { return ws; }, info); }};
    if (model_.state().network != network_) {
        Q_EMIT notice(
            {.kind = Notice::Kind::Good,
             .text = tr("%1 is projected; it belongs to the generator that was open when it began").arg(name_),
             .actions = {{tr("Show it"), [this] { take(); }}, saving}});
        return;
    }
    take();
    Q_EMIT notice({.kind = Notice::Kind::Good,
                   .text = tr("%1 is the picture now: distance %2 after %3 steps, the best of them %4")
                               .arg(name_, QLocale().toString(outcome_->distance, 'f', 4))
                               .arg(outcome_->steps)
                               .arg(outcome_->bestStep),
                   .actions = {{tr("Undo"), [this] { model_.undoStack().undo(); }}, saving}});
}

void ProjectionPanel::take() {
    if (!outcome_) return;
    ExploreState next{.network = network_, .request = {}};
    next.request.psi = model_.state().request.psi;
    next.request.classIndex = classIndex_;
    next.request.w = outcome_->ws;
    model_.edit(next, ExploreModel::Recipe, tr("Projection of %1").arg(name_));
}

void ProjectionPanel::ended() {
    const JobState state = job_->state();
    const QString trouble = job_->failure().text;
    job_ = nullptr;
    if (state == JobState::Failed)
        Q_EMIT notice({.kind = Notice::Kind::Bad, .text = trouble});
    else if (!outcome_)
        Q_EMIT notice({.kind = Notice::Kind::Info, .text = tr("The projection of %1 was discarded").arg(name_)});
    showState();
}

void ProjectionPanel::togglePause() {
    if (job_ == nullptr) return;
    if (job_->state() == JobState::Paused)
        engine_.jobs().resume(job_);
    else
        engine_.jobs().pause(job_);
}

void ProjectionPanel::takeBest() {
    if (job_ != nullptr) engine_.jobs().cancel(job_);
}

void ProjectionPanel::discard() {
    discarding_ = true;
    takeBest();
}

void ProjectionPanel::setUsable(bool usable) {
    usable_ = usable;
    showState();
}

void ProjectionPanel::showState() {
    const bool runs = job_ != nullptr && !service::isOver(job_->state());
    const bool stopping = runs && job_->state() == JobState::Stopping;
    const bool paused = runs && job_->state() == JobState::Paused;
    row_->setCurrentIndex(runs ? 1 : 0);
    for (QWidget* widget :
         {static_cast<QWidget*>(choose_), static_cast<QWidget*>(space_), static_cast<QWidget*>(steps_)})
        widget->setEnabled(usable_ && !reading_);
    save_->setEnabled(usable_);
    pause_->setEnabled(runs && (paused || job_->state() == JobState::Running));
    take_->setEnabled(runs && !stopping && !watch_->curve().empty());
    discard_->setEnabled(runs && !stopping);
    pause_->setText(paused ? tr("Go on") : tr("Pause"));
    pause_->setToolTip(pause_->text());
    pause_->setIcon(lineIcon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
    text_->setText(stateText());
}

QString ProjectionPanel::stateText() const {
    if (reading_) return tr("Looking for the eye in %1").arg(name_);
    const QLocale locale;
    if (job_ == nullptr || service::isOver(job_->state())) {
        if (!outcome_) return tr("Drop a photograph: the eye in it is looked for in the latent space.");
        return tr("%1: distance %2 after %3 steps")
            .arg(name_, locale.toString(outcome_->distance, 'f', 4))
            .arg(outcome_->steps);
    }
    if (job_->state() == JobState::Waiting) return tr("%1 waits for other jobs").arg(name_);
    if (job_->state() == JobState::Stopping) return tr("%1: stops").arg(name_);
    if (watch_->curve().empty()) return tr("%1: measuring the spread of w").arg(name_);
    const core::ProjectPoint& last = watch_->curve().back();
    const QString left = job_->state() == JobState::Paused ? tr("paused") : timeLeftText(job_->progress().secondsLeft);
    return tr("Step %1 of %2, distance %3")
               .arg(last.step)
               .arg(steps_->value())
               .arg(locale.toString(last.distance, 'f', 4)) +
           (left.isEmpty() ? QString() : QStringLiteral("\n") + left);
}

void ProjectionPanel::tint() {
    for (QToolButton* made : {take_, discard_, save_}) made->setIcon(lineIcon(made->property("iconName").toString()));
    showState();
}

void ProjectionPanel::retranslate() {
    choose_->setText(tr("Photo..."));
    choose_->setAccessibleName(tr("Choose a photograph to project"));
    choose_->setToolTip(
        tr("Finds the latent whose picture is nearest to a photograph's eye; dropping one does so too"));
    space_->setAccessibleName(tr("Space of the projection"));
    space_->setToolTip(tr("w: one latent for all layers, natural; w+: one a layer, nearer to the photograph"));
    steps_->setSuffix(tr(" steps"));
    steps_->setAccessibleName(tr("Steps of the projection"));
    steps_->setToolTip(tr("Steps of the projection: more come nearer"));
    save_->setAccessibleName(tr("Save the present picture's w"));
    save_->setToolTip(tr("Save the present picture's w for other tools (projected_w.npz)"));
    pause_->setAccessibleName(tr("Pause the projection, or go on"));
    take_->setText(tr("Take best"));
    take_->setAccessibleName(tr("Stop and take the best so far"));
    take_->setToolTip(tr("Stop and take the best so far"));
    discard_->setText(tr("Discard"));
    discard_->setAccessibleName(tr("Stop and discard it"));
    discard_->setToolTip(tr("Stop and discard it"));
    pictures_->setCaptions(tr("Photograph"), tr("So far"));
    pictures_->setAccessibleName(tr("The photograph, and the picture so far"));
    line_->setAccessibleName(tr("Distance to the photograph"));
    line_->setToolTip(tr("Distance to the photograph as it falls, logarithmic; the point is the least"));
    showState();
}

}  // namespace syper::ui
