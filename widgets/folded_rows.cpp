// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/folded_rows.h"

#include <QComboBox>
#include <QEvent>
#include <QVBoxLayout>

#include "widgets/form_parts.h"
#include "widgets/number_field.h"
#include "widgets/theme.h"

namespace syper::ui {

FoldedRows::FoldedRows(QWidget* parent)
    : QWidget(parent), more_(new QToolButton(this)), folded_(new QWidget(this)), rows_(new QFormLayout(folded_)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, size::kGap, 0, 0);
    more_->setCheckable(true);
    more_->setProperty("flat", true);
    more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    more_->setArrowType(Qt::RightArrow);
    folded_->hide();
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setSpacing(size::kUnit);
    column->addWidget(more_);
    column->addWidget(folded_);
    connect(more_, &QToolButton::toggled, this, [this](bool open) {
        folded_->setVisible(open);
        more_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
}

void FoldedRows::addField(QWidget* field) {
    auto* label = new QLabel(folded_);
    label->setWordWrap(true);
    label->setBuddy(field);
    field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);  // as wide as the panel leaves, never wider
    names_.insert(field, label);
    if (qobject_cast<QComboBox*>(field) != nullptr) {  // its words need the whole width
        rows_->addRow(label);
        rows_->addRow(field);
        return;
    }
    rows_->addRow(label, field);
    if (auto* number = qobject_cast<QAbstractSpinBox*>(field)) dragByLabel(label, number);
}

void FoldedRows::addTick(QCheckBox* box) {
    rows_->addRow(box);
}

void FoldedRows::nameRow(QWidget* field, const QString& name, const QString& tip) {
    nameField(field, name, tip);
    QLabel* label = names_.value(field);
    label->setText(name);
    label->setToolTip(tip);
}

void FoldedRows::nameTick(QCheckBox* box, const QString& text) {
    box->setText(text);
    box->setAccessibleName(text);
}

void FoldedRows::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void FoldedRows::retranslate() {
    more_->setText(tr("More settings"));
    more_->setAccessibleName(tr("More settings"));
}

}  // namespace syper::ui
