// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QButtonGroup>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>
#include <vector>

#include "core/api/sampler.h"
#include "widgets/direction_panel.h"
#include "widgets/explore_model.h"
#include "widgets/segmented_stack.h"
#include "widgets/value_slider.h"

namespace syper::ui {

/// Everything that determines the picture, as controls: seed, truncation, noise, class, walks along directions.
class ExploreControls : public QWidget {
    Q_OBJECT
public:
    /// model outlives this.
    explicit ExploreControls(ExploreModel& model, QWidget* parent = nullptr);

    /// Ranges that depend on the network: how many layers and classes it has.
    void setNetwork(const core::NetworkInfo& info);
    void randomSeed();
    void addDirection();
    void resetDirections();
    void retranslate();

    /// What one may do with a latent; the directions come first.
    [[nodiscard]] SegmentedStack& tabs() const noexcept { return *tabs_; }
    [[nodiscard]] ValueSlider* psi() const noexcept { return psi_; }
    [[nodiscard]] std::vector<ValueSlider*> directions() const { return panel_->sliders(); }
    [[nodiscard]] DirectionList& directionList() noexcept { return list_; }
    [[nodiscard]] DirectionPanel& directionPanel() noexcept { return *panel_; }
    [[nodiscard]] ValueSlider* cutoff() const noexcept { return cutoff_; }
    [[nodiscard]] ValueSlider* classIndex() const noexcept { return class_; }
    [[nodiscard]] const QButtonGroup& noise() const noexcept { return noise_; }
    [[nodiscard]] QDoubleSpinBox* seed() const noexcept { return seed_; }

Q_SIGNALS:
    /// A typed value was confirmed; the keys belong to the picture again.
    void confirmed();

private:
    QWidget* buildSeed();
    QWidget* buildNoise();
    ValueSlider* addSlider(const ValueSlider::Range& range);
    QDoubleSpinBox* wholeNumber();
    void connectSlider(ValueSlider* slider, int control);
    void sync();
    void change(core::SampleRequest request, int control, const QString& text);
    void tint();

    ExploreModel& model_;
    DirectionList list_;
    QLabel* seedLabel_;
    QDoubleSpinBox* seed_;
    QToolButton* dice_;
    ValueSlider* psi_;
    ValueSlider* cutoff_;
    QLabel* noiseLabel_;
    QButtonGroup noise_;
    QDoubleSpinBox* noiseSeed_;
    ValueSlider* class_;
    DirectionPanel* panel_;
    SegmentedStack* tabs_;
    int layers_ = 0;
    bool given_ = false;  ///< the latent is given as such: a reset takes its truncation away
};

}  // namespace syper::ui
