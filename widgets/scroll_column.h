// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <QVBoxLayout>

namespace syper::ui {

/// A column that scrolls where it does not fit, without a frame and a ground of its own. The keyboard passes it over:
/// what is in it takes the focus.
struct ScrollColumn {
    QScrollArea* area = nullptr;
    QWidget* inside = nullptr;
    QVBoxLayout* column = nullptr;  ///< of `inside`
};

[[nodiscard]] inline ScrollColumn scrollColumn(QWidget* parent) {
    auto* area = new QScrollArea(parent);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    auto* inside = new QWidget(area);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    area->setWidget(inside);
    area->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    return {area, inside, column};
}

}  // namespace syper::ui
