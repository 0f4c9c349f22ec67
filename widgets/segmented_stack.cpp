// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/segmented_stack.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kRoomForWords = 520;  // pixels across

}  // namespace

SegmentedStack::SegmentedStack(QWidget* parent, Qt::Orientation buttons)
    : QWidget(parent), stack_(new QStackedWidget(this)) {
    const bool above = buttons == Qt::Horizontal;
    row_ = new QBoxLayout(above ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    auto* all = new QBoxLayout(above ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(size::kGap);
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(size::kUnit);
    row_->addStretch(1);
    all->addLayout(row_);
    all->addWidget(stack_, 1);
    group_.setExclusive(true);
    connect(&group_, &QButtonGroup::idClicked, this, &SegmentedStack::show);
    connect(&Theme::instance(), &Theme::changed, this, &SegmentedStack::tint);
}

int SegmentedStack::add(QWidget* page) {
    const int index = stack_->addWidget(page);
    auto* button = new QToolButton(this);
    button->setCheckable(true);
    button->setChecked(index == 0);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    group_.addButton(button, index);
    row_->insertWidget(index, button);
    return index;
}

void SegmentedStack::setText(int index, const QString& text, const QString& explanation) {
    QAbstractButton* button = group_.button(index);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(explanation);
}

void SegmentedStack::setIcon(int index, const QString& iconName) {
    group_.button(index)->setProperty("iconName", iconName);
    group_.button(index)->setIconSize({size::kIcon, size::kIcon});
    tint();
}

void SegmentedStack::tint() {
    for (QAbstractButton* button : group_.buttons())
        if (const QString name = button->property("iconName").toString(); !name.isEmpty())
            button->setIcon(lineIcon(name));
}

void SegmentedStack::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    for (QAbstractButton* button : group_.buttons())
        if (!button->icon().isNull())
            static_cast<QToolButton*>(button)->setToolButtonStyle(width() < kRoomForWords ? Qt::ToolButtonIconOnly
                                                                                          : Qt::ToolButtonTextOnly);
}

void SegmentedStack::show(int index) {
    group_.button(index)->setChecked(true);
    if (index == stack_->currentIndex()) return;
    stack_->setCurrentIndex(index);
    Q_EMIT shown(index);
}

}  // namespace syper::ui
