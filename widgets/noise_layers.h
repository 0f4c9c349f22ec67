// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>
#include <QWidget>
#include <vector>

#include "widgets/explore_model.h"
#include "widgets/value_slider.h"

namespace syper::ui {

/// How strong each convolution's noise is, as a factor; folded until somebody opens it.
class NoiseLayers : public QWidget {
    Q_OBJECT
public:
    /// model outlives this.
    explicit NoiseLayers(ExploreModel& model, QWidget* parent = nullptr);

    /// Another network: how many convolutions there are.
    void setNetwork(const core::NetworkInfo& info);
    void retranslate();
    [[nodiscard]] const std::vector<ValueSlider*>& layers() const noexcept { return layers_; }
    [[nodiscard]] QToolButton* unfoldButton() const noexcept { return unfold_; }

Q_SIGNALS:
    void confirmed();

private:
    void add();
    void change(std::size_t layer, double factor);
    void sync();

    ExploreModel& model_;
    QToolButton* unfold_;
    QWidget* folded_;
    std::vector<ValueSlider*> layers_;
};

}  // namespace syper::ui
