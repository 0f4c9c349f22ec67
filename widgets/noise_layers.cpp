// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/noise_layers.h"

#include <QApplication>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr ValueSlider::Range kFactor{.low = 0.0, .high = 3.0, .step = 0.05, .reset = 1.0, .decimals = 2};

/// Pixels across where that convolution works: one at 4, two at each size after it.
int sideOf(std::size_t layer) {
    return 4 << ((layer + 1) / 2);
}

}  // namespace

NoiseLayers::NoiseLayers(ExploreModel& model, QWidget* parent)
    : QWidget(parent), model_(model), unfold_(new QToolButton(this)), folded_(new QWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kUnit);
    unfold_->setCheckable(true);
    unfold_->setProperty("flat", true);
    unfold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    unfold_->setArrowType(Qt::RightArrow);
    column->addWidget(unfold_);
    column->addWidget(folded_);
    auto* rows = new QVBoxLayout(folded_);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(size::kUnit);
    folded_->hide();
    connect(unfold_, &QToolButton::toggled, this, [this](bool open) {
        folded_->setVisible(open);
        unfold_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    connect(&model_, &ExploreModel::changed, this, &NoiseLayers::sync);
    retranslate();
}

void NoiseLayers::setNetwork(const core::NetworkInfo& info) {
    const auto count = std::size_t(std::max(0, info.numWs - 1));  // the last layer only colours
    while (layers_.size() > count) {
        layers_.back()->hide();
        layers_.back()->deleteLater();
        layers_.pop_back();
    }
    while (layers_.size() < count) add();
    retranslate();
    sync();
}

void NoiseLayers::add() {
    auto* slider = new ValueSlider(kFactor, folded_);
    const std::size_t layer = layers_.size();
    connect(slider, &ValueSlider::gestureBegan, &model_, &ExploreModel::beginGesture);
    connect(slider, &ValueSlider::gestureEnded, &model_, &ExploreModel::endGesture);
    connect(slider, &ValueSlider::confirmed, this, &NoiseLayers::confirmed);
    connect(slider, &ValueSlider::edited, this, [this, layer](double factor) { change(layer, factor); });
    folded_->layout()->addWidget(slider);
    layers_.push_back(slider);
}

void NoiseLayers::change(std::size_t layer, double factor) {
    ExploreState next = model_.state();
    std::vector<float>& strength = next.request.edits.noiseStrength;
    strength.resize(std::max(strength.size(), layer + 1), 1.0F);
    strength[layer] = float(factor);
    while (!strength.empty() && strength.back() == 1.0F) strength.pop_back();  // equal pictures have equal requests
    model_.edit(next, ExploreModel::NoiseLayer, tr("Noise of a layer"));
}

void NoiseLayers::sync() {
    const core::SampleRequest& request = model_.state().request;
    const std::vector<float>& strength = request.edits.noiseStrength;
    for (std::size_t i = 0; i < layers_.size(); ++i)
        layers_[i]->setValue(i < strength.size() ? double(strength[i]) : 1.0);
    const bool any = request.noise != core::NoiseMode::None;
    // The keyboard must not fall into whatever comes next, which may be a field that takes Ctrl+Z for itself.
    if (!any && folded_->isAncestorOf(QApplication::focusWidget())) Q_EMIT confirmed();
    folded_->setEnabled(any);
}

void NoiseLayers::retranslate() {
    unfold_->setText(tr("Noise by layer"));
    unfold_->setAccessibleName(unfold_->text());
    unfold_->setToolTip(tr("How strong the noise of each layer is, as a factor of the network's own"));
    for (std::size_t i = 0; i < layers_.size(); ++i)
        layers_[i]->setName(tr("Noise of layer %1, %2 px").arg(i).arg(sideOf(i)),
                            tr("Factor of this layer's noise: 0 is none, 1 the network's own"));
}

}  // namespace syper::ui
