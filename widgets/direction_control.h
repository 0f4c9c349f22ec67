// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QWidget>

#include "widgets/direction_list.h"
#include "widgets/value_slider.h"

namespace syper::ui {

/// One direction: its slider, a strip of previews, the other sense, and, unfolded, its name and layers.
class DirectionControl : public QWidget {
    Q_OBJECT
public:
    explicit DirectionControl(int id, QWidget* parent = nullptr);

    [[nodiscard]] int id() const noexcept { return id_; }
    /// layers: of w+. amount: in the row's own sense.
    void setRow(const DirectionRow& row, int layers);
    void setAmount(double amount);
    [[nodiscard]] ValueSlider* value() const noexcept { return value_; }
    [[nodiscard]] QToolButton* flipButton() const noexcept { return flip_; }
    [[nodiscard]] QToolButton* stripButton() const noexcept { return strip_; }
    [[nodiscard]] QToolButton* moreButton() const noexcept { return more_; }
    [[nodiscard]] QLineEdit* name() const noexcept { return name_; }
    [[nodiscard]] QSpinBox* from() const noexcept { return from_; }
    [[nodiscard]] QSpinBox* to() const noexcept { return to_; }
    [[nodiscard]] QPushButton* removeButton() const noexcept { return remove_; }
    void retranslate();

Q_SIGNALS:
    void walked(double amount);
    void flipWanted();
    void stripWanted();
    void layersChanged(const syper::core::LayerRange& layers);
    void renamed(const QString& name);
    void removeWanted();

private:
    void buildDetails();
    void sendLayers();
    void fitRange(double amount);
    void tint();

    int id_;
    DirectionRow row_;
    int layers_ = 1;
    double low_ = 0.0, high_ = 0.0;  ///< of the slider
    ValueSlider* value_;
    QToolButton *strip_, *flip_, *more_;
    QWidget* details_;
    QLineEdit* name_;
    QLabel *layersLabel_, *dash_;
    QSpinBox *from_, *to_;
    QPushButton* remove_;
};

}  // namespace syper::ui
