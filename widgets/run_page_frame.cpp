// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_page_frame.h"

#include <QEvent>
#include <QVBoxLayout>

#include "widgets/run_panel.h"
#include "widgets/scroll_column.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kLeastMiddle = 400;

}  // namespace

RunPageFrame::RunPageFrame(QWidget* form, QWidget* middle, RunPanel* runs, QWidget* parent)
    : QWidget(parent),
      row_(new QHBoxLayout(this)),
      left_(nullptr),
      choice_(nullptr),
      new_(nullptr),
      list_(nullptr),
      runs_(runs) {
    row_->setContentsMargins(size::kMargin, size::kMargin, size::kMargin, size::kMargin);
    row_->setSpacing(size::kGapWide);
    auto* panel = new QFrame(this);
    panel->setProperty("panel", true);
    panel->setFixedWidth(size::kSidePanel);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(size::kGapWide, size::kGapWide, size::kUnit, size::kGapWide);
    choice_ = new QWidget(panel);
    auto* buttons = new QHBoxLayout(choice_);
    buttons->setContentsMargins(0, 0, size::kGap, 0);
    buttons->setSpacing(size::kUnit);
    for (QToolButton** button : {&new_, &list_}) {
        *button = new QToolButton(choice_);
        (*button)->setCheckable(true);
        (*button)->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        which_.addButton(*button);
        buttons->addWidget(*button);
    }
    new_->setChecked(true);
    choice_->hide();
    left_ = new QStackedWidget(panel);
    left_->addWidget(form);
    column->addWidget(choice_);
    column->addWidget(left_, 1);
    row_->addWidget(panel);
    row_->addWidget(scrolled(middle, this), 1);
    row_->addWidget(runs_);
    connect(&which_, &QButtonGroup::buttonClicked, this,
            [this](const QAbstractButton* button) { left_->setCurrentIndex(button == list_ ? 1 : 0); });
    retranslate();
}

void RunPageFrame::showRuns() {
    if (narrow_) list_->click();
}

void RunPageFrame::setNarrow(bool narrow) {
    if (narrow == narrow_) return;
    narrow_ = narrow;
    choice_->setVisible(narrow);
    runs_->setFramed(!narrow);
    if (narrow) {
        left_->addWidget(runs_);
    } else {
        left_->removeWidget(runs_);
        row_->addWidget(runs_);
        runs_->show();
        new_->setChecked(true);
        left_->setCurrentIndex(0);
    }
}

void RunPageFrame::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int sides = size::kSidePanel + RunPanel::kWidth + 2 * size::kMargin + 2 * size::kGapWide;
    setNarrow(width() < sides + kLeastMiddle);
}

void RunPageFrame::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void RunPageFrame::retranslate() {
    new_->setText(tr("New"));
    new_->setAccessibleName(tr("New run"));
    new_->setToolTip(tr("What a new run is to be"));
    list_->setText(tr("Runs"));
    list_->setAccessibleName(tr("All runs"));
    list_->setToolTip(tr("All runs, with what can be done with them"));
}

}  // namespace syper::ui
