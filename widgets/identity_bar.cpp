// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/identity_bar.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>

#include "widgets/elided_label.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kLateMs = 250;   // figures of an earlier picture for longer are said to be
constexpr int kCaption = 108;  // pixels across
constexpr int kRoomForCaption = 520;
constexpr int kTool = 24;  // of a button, two of them below each other

}  // namespace

IdentityBar::IdentityBar(service::Engine& engine, QWidget* parent)
    : QWidget(parent),
      engine_(engine),
      caption_(new QLabel(this)),
      what_(new ElidedLabel(this)),
      none_(new ElidedLabel(this)),
      row_(new QHBoxLayout(this)),
      tools_(new QGridLayout),
      restart_(new QToolButton(this)) {
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(size::kGapWide);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    caption_->setProperty("role", QStringLiteral("heading"));
    for (QLabel* label : {what_, none_}) label->setProperty("role", QStringLiteral("secondary"));
    words->addWidget(caption_);
    words->addWidget(what_);
    words->addStretch(1);
    for (QLabel* label : {caption_, what_}) label->setFixedWidth(kCaption);
    row_->addLayout(words);
    row_->addWidget(none_, 1);
    tools_->setSpacing(0);
    addTool(restart_, 0, 0);
    row_->addLayout(tools_);
    // Its space is there before the first figure is.
    setFixedHeight(IdentityMeter(QString()).sizeHint().height());
    late_.setSingleShot(true);
    late_.setInterval(kLateMs);
    connect(&late_, &QTimer::timeout, this, &IdentityBar::showWhat);
    connect(restart_, &QToolButton::clicked, this, &IdentityBar::restart);
    const service::IdentityService& identity = engine_.identity();
    connect(&identity, &service::IdentityService::compared, this, &IdentityBar::answered);
    connect(&identity, &service::IdentityService::modelFailed, this,
            [this](const QString& model, const service::Failure& failure) {
                if (IdentityMeter* found = meter(model)) found->setTrouble(failure.text);
            });
    connect(&engine_.models(), &service::ModelChoices::chosen, this, [this](service::ModelRole role) {
        if (role != service::ModelRole::Generator) fillModels();
    });
    connect(&Theme::instance(), &Theme::changed, this, &IdentityBar::tint);
    fillModels();
    tint();
    retranslate();
}

void IdentityBar::addTool(QToolButton* button, int row, int column, int columns) {
    button->setProperty("flat", true);
    button->setProperty("compact", true);
    button->setIconSize({kTool - size::kGap, kTool - size::kGap});
    button->setFixedHeight(kTool);
    button->setMinimumWidth(kTool + size::kUnit);
    tools_->addWidget(button, row, column, 1, columns);
}

void IdentityBar::fillModels() {
    const QStringList choices = engine_.models().compared();
    for (IdentityMeter* made : std::as_const(meters_)) delete made;
    meters_.clear();
    for (const QString& choice : choices) {
        meters_ << new IdentityMeter(choice, this);
        row_->insertWidget(int(meters_.size()), meters_.last(), 1);
    }
    none_->setVisible(meters_.isEmpty());
    measure_.reset();
    engine_.identity().setModels(choices);
    send();
}

// In a narrow window the meters' words say it all.
void IdentityBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < kRoomForCaption;
    row_->setSpacing(narrow ? size::kGap : size::kGapWide);
    for (QLabel* label : {caption_, what_}) label->setVisible(!narrow);
}

IdentityMeter* IdentityBar::meter(const QString& model) const {
    const auto found = std::ranges::find(meters_, model, &IdentityMeter::model);
    return found == meters_.end() ? nullptr : *found;
}

void IdentityBar::beginAnew() {
    start_.reset();
    picture_.reset();
    sentFrom_.reset();
    asked_.clear();
    measure_.reset();
    engine_.identity().clear();
    for (IdentityMeter* made : std::as_const(meters_)) made->setVerdict({});
    showWhat();
}

IdentityPicture IdentityBar::onNetwork(const service::Sampled& picture) const {
    const std::optional<core::NetworkInfo>& network = engine_.sampler().network();
    return {picture, network ? network->sha256 : std::string()};
}

void IdentityBar::setPicture(const service::Sampled& picture) {
    picture_ = onNetwork(picture);
    if (!start_) start_ = picture_;
    send();
}

void IdentityBar::setPinned(const std::optional<service::Sampled>& pinned) {
    const quint64 id = pinned ? pinned->id : 0;
    if (std::exchange(lastPin_, id) == id) return;
    pinned_.reset();
    if (pinned) pinned_ = onNetwork(*pinned);
    send();
}

void IdentityBar::restart() {
    if (!picture_) return;
    start_ = picture_;
    pinned_.reset();
    send();
}

bool IdentityBar::upToDate() const {
    return measure_ && picture_ && start() && measure_->picture.sampled.id == picture_->sampled.id &&
           measure_->start.sampled.id == start()->sampled.id;
}

bool IdentityBar::expected() const {
    return isVisible() && picture_ && !meters_.isEmpty() && !upToDate();
}

// While nobody sees the bar nothing is measured, and no model is loaded.
void IdentityBar::send() {
    showWhat();
    if (!expected()) return;
    if (sentFrom_ != start()->sampled.id) {
        asked_.clear();
        sentStart_ = engine_.identity().setStart(start()->sampled.image);
        sentFrom_ = start()->sampled.id;
    }
    asked_[picture_->sampled.id] = *picture_;
    engine_.identity().compare(picture_->sampled.id, picture_->sampled.image);
    if (!late_.isActive()) late_.start();
}

void IdentityBar::answered(const service::IdentityReading& reading) {
    const auto found = asked_.find(reading.picture);
    if (reading.start != sentStart_ || found == asked_.end() || !start()) return;
    IdentityMeasure measure{.start = *start(), .picture = found->second, .verdicts = {}};
    // Those asked for before were passed over for this one.
    asked_.erase(asked_.begin(), std::next(found));
    std::optional<bool> reference;
    for (const service::IdentityScore& score : reading.scores) {
        IdentityVerdict verdict{score, thresholdAt(kUsualFmr, score.info, engine_.settings()), false};
        if (!verdict.quantized() && !reference) reference = verdict.accepts();
        measure.verdicts.push_back(std::move(verdict));
    }
    for (IdentityVerdict& verdict : measure.verdicts) {
        verdict.flipped = verdict.quantized() && reference && verdict.accepts() && verdict.accepts() != reference;
        if (IdentityMeter* shown = meter(verdict.score.model)) shown->setVerdict(verdict);
    }
    measure_ = std::move(measure);
    showWhat();
    Q_EMIT measured(*measure_);
}

void IdentityBar::showWhat() {
    restart_->setEnabled(picture_.has_value());
    if (upToDate()) late_.stop();
    what_->setText(expected() && !late_.isActive() ? tr("measuring ...")
                   : pinned_                       ? tr("beside A")
                                                   : tr("beside the start"));
}

void IdentityBar::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    send();
}

void IdentityBar::retranslate() {
    caption_->setText(tr("Same eye?"));
    caption_->setToolTip(
        tr("How near the recognition models find this picture to the one that the walk began at, and whether they "
           "still take both for one eye"));
    none_->setText(tr("Choose a teacher and a student above: they say whether it is still the same eye."));
    restart_->setAccessibleName(tr("Compare with this picture from here on (H)"));
    restart_->setToolTip(restart_->accessibleName());
    setAccessibleName(caption_->text());
    showWhat();
}

void IdentityBar::tint() {
    restart_->setIcon(lineIcon(QStringLiteral("start")));
    for (IdentityMeter* made : std::as_const(meters_)) made->update();
}

}  // namespace syper::ui
