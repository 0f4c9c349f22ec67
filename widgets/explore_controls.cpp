// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_controls.h"

#include <QApplication>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr quint32 kRandomSeeds = 100000;  // short enough to say aloud
constexpr ValueSlider::Range kPsi{.low = -1.0, .high = 2.0, .step = 0.01, .reset = 0.7, .decimals = 2};

}  // namespace

ExploreControls::ExploreControls(ExploreModel& model, QWidget* parent) : QWidget(parent), model_(model), list_(model) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kGapWide);
    column->addWidget(buildSeed());
    psi_ = new ValueSlider(kPsi, this);
    cutoff_ = new ValueSlider({.low = 0, .high = 1, .step = 1, .reset = 1, .decimals = 0}, this);
    column->addWidget(psi_);
    column->addWidget(cutoff_);
    column->addWidget(buildNoise());
    class_ = new ValueSlider({.low = 0, .high = 1, .step = 1, .reset = 0, .decimals = 0}, this);
    class_->hide();
    column->addWidget(class_);
    panel_ = new DirectionPanel(model_, list_, this);
    tabs_ = new SegmentedStack(this);
    tabs_->add(panel_);
    column->addWidget(tabs_, 1);
    connect(panel_, &DirectionPanel::confirmed, this, &ExploreControls::confirmed);
    connectSlider(psi_, ExploreModel::Psi);
    connectSlider(cutoff_, ExploreModel::Cutoff);
    connectSlider(class_, ExploreModel::Class);
    connect(psi_, &ValueSlider::edited, this, [this](double value) {
        change(ExploreModel::withPsi(model_.state().request, value), ExploreModel::Psi, tr("Truncation"));
    });
    connect(cutoff_, &ValueSlider::edited, this, [this](double value) {
        core::SampleRequest request = model_.state().request;
        request.cutoff = int(value) >= layers_ ? -1 : int(value);
        change(request, ExploreModel::Cutoff, tr("Truncated layers"));
    });
    connect(class_, &ValueSlider::edited, this, [this](double value) {
        core::SampleRequest request = model_.state().request;
        request.classIndex = int(value);
        change(request, ExploreModel::Class, tr("Class"));
    });
    connect(&model_, &ExploreModel::changed, this, &ExploreControls::sync);
    connect(&Theme::instance(), &Theme::changed, this, &ExploreControls::tint);
    retranslate();
    tint();
    sync();
}

QDoubleSpinBox* ExploreControls::wholeNumber() {
    auto* spin = new QDoubleSpinBox(this);  // QSpinBox ends at 2^31
    spin->setDecimals(0);
    spin->setRange(0, double(std::numeric_limits<std::uint32_t>::max()));
    spin->setKeyboardTracking(false);
    spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
    spin->setGroupSeparatorShown(false);
    connect(spin, &QAbstractSpinBox::editingFinished, this, [this, spin] {
        if (spin->hasFocus()) Q_EMIT confirmed();
    });
    return spin;
}

QWidget* ExploreControls::buildSeed() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(size::kGap);
    seedLabel_ = new QLabel(row);
    seedLabel_->setProperty("role", QStringLiteral("heading"));
    seed_ = wholeNumber();
    dice_ = new QToolButton(row);
    dice_->setIconSize({size::kIcon, size::kIcon});
    seedLabel_->setBuddy(seed_);
    layout->addWidget(seedLabel_);
    layout->addWidget(seed_, 1);
    layout->addWidget(dice_);
    connect(seed_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        change(ExploreModel::withSeed(model_.state().request, std::uint32_t(value)), ExploreModel::Seed, tr("Seed"));
    });
    connect(dice_, &QToolButton::clicked, this, &ExploreControls::randomSeed);
    return row;
}

QWidget* ExploreControls::buildNoise() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(size::kUnit);
    noiseLabel_ = new QLabel(row);
    layout->addWidget(noiseLabel_);
    layout->addStretch(1);
    noise_.setExclusive(true);
    for (const core::NoiseMode mode : {core::NoiseMode::Const, core::NoiseMode::None, core::NoiseMode::Random}) {
        auto* button = new QToolButton(row);
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        noise_.addButton(button, int(mode));
        layout->addWidget(button);
    }
    noiseSeed_ = wholeNumber();
    noiseSeed_->setFixedWidth(64);
    layout->addWidget(noiseSeed_);
    connect(&noise_, &QButtonGroup::idClicked, this, [this](int mode) {
        core::SampleRequest request = model_.state().request;
        request.noise = core::NoiseMode(mode);
        change(request, ExploreModel::Noise, tr("Noise"));
    });
    connect(noiseSeed_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        core::SampleRequest request = model_.state().request;
        request.noiseSeed = std::uint32_t(value);
        change(request, ExploreModel::NoiseSeed, tr("Noise seed"));
    });
    return row;
}

void ExploreControls::connectSlider(ValueSlider* slider, int control) {
    slider->setProperty("control", control);
    connect(slider, &ValueSlider::gestureBegan, &model_, &ExploreModel::beginGesture);
    connect(slider, &ValueSlider::gestureEnded, &model_, &ExploreModel::endGesture);
    connect(slider, &ValueSlider::confirmed, this, &ExploreControls::confirmed);
}

void ExploreControls::change(core::SampleRequest request, int control, const QString& text) {
    model_.edit({.network = model_.state().network, .request = std::move(request)}, control, text);
}

void ExploreControls::setNetwork(const core::NetworkInfo& info) {
    layers_ = info.numWs;
    cutoff_->setRange({.low = 0, .high = double(info.numWs), .step = 1, .reset = double(info.numWs), .decimals = 0});
    cutoff_->setSuffix(QStringLiteral(" / %1").arg(info.numWs));
    class_->setVisible(info.cDim > 0);
    class_->setRange({.low = 0, .high = double(std::max(0, info.cDim - 1)), .step = 1, .reset = 0, .decimals = 0});
    sync();
}

void ExploreControls::addDirection() {
    if (list_.addOwn()) panel_->sliders().back()->slider()->setFocus();
}

void ExploreControls::resetDirections() {
    list_.reset();
}

void ExploreControls::randomSeed() {
    change(ExploreModel::withSeed(model_.state().request, QRandomGenerator::global()->bounded(kRandomSeeds)),
           ExploreModel::Seed, tr("Random seed"));
}

void ExploreControls::sync() {
    const core::SampleRequest& request = model_.state().request;
    const auto show = [](QDoubleSpinBox* spin, double value) {
        const QSignalBlocker quiet(spin);
        spin->setValue(value);
    };
    show(seed_, request.seed);
    show(noiseSeed_, request.noiseSeed);
    noiseSeed_->setEnabled(request.noise == core::NoiseMode::Random);
    noise_.button(int(request.noise))->setChecked(true);
    // A latent given as such is what it is until somebody truncates it.
    const bool given = !request.w.empty();
    if (std::exchange(given_, given) != given) {
        ValueSlider::Range range = kPsi;
        if (given) range.reset = 1.0;
        psi_->setRange(range);
    }
    psi_->setValue(ExploreModel::psi(request));
    // Nothing is drawn then, of whatever class. The keyboard must not fall into what comes next, which may be a field
    // that takes Ctrl+Z for itself.
    if (given && class_->isAncestorOf(QApplication::focusWidget())) Q_EMIT confirmed();
    class_->setEnabled(!given);
    cutoff_->setValue(request.cutoff < 0 ? layers_ : request.cutoff);
    class_->setValue(std::max(0, request.classIndex));
}

void ExploreControls::retranslate() {
    seedLabel_->setText(tr("Seed"));
    seed_->setAccessibleName(tr("Seed"));
    seed_->setToolTip(tr("The number that the latent is drawn from: the same seed gives the same eye"));
    dice_->setAccessibleName(tr("Random seed"));
    dice_->setToolTip(tr("Random seed (R)"));
    psi_->setName(tr("Truncation psi"),
                  tr("How far from the average eye: 0 is the average itself, 1 the full variety, more is beyond it"));
    cutoff_->setName(tr("Truncated layers"), tr("Truncation holds for so many layers, from the coarsest"));
    class_->setName(tr("Class"), tr("The class that a conditional network draws"));
    noiseLabel_->setText(tr("Noise"));
    const std::pair<core::NoiseMode, std::pair<QString, QString>> modes[] = {
        {core::NoiseMode::Const, {tr("Fixed"), tr("Fixed noise: the network's own, always the same")}},
        {core::NoiseMode::None, {tr("None"), tr("No noise: the smoothest picture")}},
        {core::NoiseMode::Random, {tr("Random"), tr("Random noise, drawn from the noise seed")}}};
    for (const auto& [mode, texts] : modes) {
        noise_.button(int(mode))->setText(texts.first);
        noise_.button(int(mode))->setAccessibleName(tr("Noise: %1").arg(texts.first));
        noise_.button(int(mode))->setToolTip(texts.second);
    }
    noiseSeed_->setAccessibleName(tr("Noise seed"));
    noiseSeed_->setToolTip(tr("Noise seed"));
    panel_->retranslate();
    for (DirectionControl* control : panel_->controls()) control->retranslate();
    tabs_->setText(0, tr("Directions"), tr("Walk along directions of the latent space"));
}

void ExploreControls::tint() {
    dice_->setIcon(lineIcon(QStringLiteral("dice")));
}

}  // namespace syper::ui
