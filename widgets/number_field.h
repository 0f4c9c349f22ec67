// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSpinBox>

namespace syper::ui {

/// A whole number, typed, stepped or dragged. Steps grow with the number, so that 10 and 10,000 are both quick to set.
[[nodiscard]] QSpinBox* wholeField(QWidget* parent, int low, int high, int value);
/// A real number from 0 to `high`, typed, stepped or dragged.
[[nodiscard]] QDoubleSpinBox* realField(QWidget* parent, double high, int decimals, double stride, double value);

/// Dragging `label` to the side steps `field`, whose name it shows; with Shift ten times as far. A click focuses the
/// field. Both belong to the same window.
void dragByLabel(QLabel* label, QAbstractSpinBox* field);

}  // namespace syper::ui
