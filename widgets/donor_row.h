// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>
#include <vector>

#include "widgets/mixer_rows.h"
#include "widgets/value_slider.h"

namespace syper::ui {

/// One donor of the layer mixer: its picture, its seed, and how much of it goes into each band, or each layer.
class DonorView : public QWidget {
    Q_OBJECT
public:
    explicit DonorView(int layers, QWidget* parent = nullptr);

    void setRow(const DonorRow& row);
    void setPicture(const QImage& picture);
    void setByLayer(bool byLayer);
    [[nodiscard]] bool byLayer() const { return byLayer_->isChecked(); }
    /// Coarse, middle and fine.
    [[nodiscard]] const std::vector<ValueSlider*>& bands() const noexcept { return bands_; }
    [[nodiscard]] const std::vector<ValueSlider*>& layers() const noexcept { return layers_; }
    [[nodiscard]] QDoubleSpinBox* seed() const noexcept { return seed_; }
    [[nodiscard]] QToolButton* removeButton() const noexcept { return remove_; }
    [[nodiscard]] QToolButton* byLayerButton() const noexcept { return byLayer_; }

Q_SIGNALS:
    void edited(const syper::ui::DonorRow& row);
    void removed();
    void gestureBegan();
    void gestureEnded();
    /// A typed value was confirmed.
    void confirmed();

private:
    QWidget* buildHead();
    ValueSlider* addSlider(const core::LayerRange& range);
    void setAmount(const core::LayerRange& range, double amount);
    void tint();

    DonorRow row_;
    QLabel* picture_;
    QLabel* name_;
    QDoubleSpinBox* seed_;
    QToolButton *byLayer_, *remove_;
    QVBoxLayout* column_;
    std::vector<ValueSlider*> bands_, layers_;
};

}  // namespace syper::ui
