// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/empty_state.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      symbol_(new QLabel(this)),
      heading_(new QLabel(this)),
      text_(new QLabel(this)),
      actions_(new QHBoxLayout) {
    auto* column = new QVBoxLayout(this);
    column->setSpacing(size::kGapWide);
    column->addStretch(2);
    for (QLabel* label : {symbol_, heading_, text_}) {
        label->setAlignment(Qt::AlignCenter);
        column->addWidget(label);
    }
    heading_->setProperty("role", QStringLiteral("title"));
    text_->setProperty("role", QStringLiteral("secondary"));
    text_->setWordWrap(true);
    text_->setContentsMargins(4 * size::kMarginWide, 0, 4 * size::kMarginWide, 0);  // short lines are read more easily
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    actions_->setSpacing(size::kGap);
    actions_->setAlignment(Qt::AlignCenter);
    column->addLayout(actions_);
    column->addStretch(3);
    connect(&Theme::instance(), &Theme::changed, this, &EmptyState::tint);
}

void EmptyState::setTexts(const QString& iconName, const QString& heading, const QString& text) {
    iconName_ = iconName;
    heading_->setText(heading);
    text_->setText(text);
    tint();
}

QPushButton* EmptyState::addAction(std::function<void()> run) {
    auto* button = new QPushButton(this);
    button->setProperty("primary", actions_->count() == 0);
    connect(button, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
    actions_->addWidget(button);
    return button;
}

void EmptyState::tint() {
    symbol_->setPixmap(lineIcon(iconName_, Theme::palette().secondary).pixmap(QSize(2 * size::kIcon, 2 * size::kIcon)));
}

}  // namespace syper::ui
