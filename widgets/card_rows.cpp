// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card_rows.h"

#include <algorithm>

namespace syper::ui {

CardRows::CardRows(int spacing, QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)) {
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(spacing);
}

void CardRows::setCards(const QList<QWidget*>& cards) {
    for (QWidget* card : std::as_const(cards_)) {
        grid_->removeWidget(card);
        if (!cards.contains(card)) card->hide();
    }
    cards_ = cards;
    columns_ = 0;
    fit();
    for (QWidget* card : std::as_const(cards_)) card->show();
}

int CardRows::widest() const {
    int width = 1;
    for (const QWidget* card : cards_)
        width = std::max(width, std::max(card->minimumWidth(), card->minimumSizeHint().width()));
    return width;
}

QSize CardRows::minimumSizeHint() const {
    return {widest(), QWidget::minimumSizeHint().height()};
}

void CardRows::fit() {
    const int fitting = (width() + grid_->spacing()) / (widest() + grid_->spacing());
    const int columns = std::clamp(fitting, 1, std::max(1, int(cards_.size())));
    if (columns != columns_) arrange(columns);
}

void CardRows::arrange(int columns) {
    columns_ = columns;
    for (QWidget* card : std::as_const(cards_)) grid_->removeWidget(card);
    for (int i = 0; i < int(cards_.size()); ++i) grid_->addWidget(cards_[i], i / columns, i % columns);
    for (int i = 0; i < grid_->columnCount(); ++i) grid_->setColumnStretch(i, i < columns ? 1 : 0);
}

void CardRows::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

}  // namespace syper::ui
