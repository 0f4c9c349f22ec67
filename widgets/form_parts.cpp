// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form_parts.h"

#include <QEvent>
#include <QVBoxLayout>

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {

QLabel* labelFor(QWidget* buddy, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setProperty("role", QStringLiteral("secondary"));
    label->setBuddy(buddy);
    return label;
}

void nameField(QWidget* field, const QString& name, const QString& tip) {
    field->setAccessibleName(name);
    field->setToolTip(tip);
}

FormActions::FormActions(QWidget* parent)
    : QWidget(parent),
      estimate_(new QLabel(this)),
      detail_(new QLabel(this)),
      start_(new QPushButton(this)),
      copy_(new QPushButton(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, size::kGap, size::kGap, 0);
    column->setSpacing(size::kUnit);
    estimate_->setWordWrap(true);
    estimate_->setFont(Theme::font(type::kTitle));
    detail_->setProperty("role", QStringLiteral("secondary"));
    detail_->setWordWrap(true);
    detail_->setMinimumHeight(2 * detail_->fontMetrics().lineSpacing());  // its space is there before its text
    detail_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    start_->setProperty("primary", true);
    auto* row = new QHBoxLayout;
    row->addWidget(start_, 1);
    row->addWidget(copy_);
    column->addWidget(estimate_);
    column->addWidget(detail_);
    column->addLayout(row);
    connect(start_, &QPushButton::clicked, this, &FormActions::startRequested);
    connect(copy_, &QPushButton::clicked, this, &FormActions::copyRequested);
    connect(&Theme::instance(), &Theme::changed, this, &FormActions::retranslate);
    retranslate();
}

void FormActions::setEstimate(const QString& text, const QString& detail, bool caution) {
    estimate_->setText(text);
    detail_->setText(detail);
    detail_->setStyleSheet(caution ? QStringLiteral("color: %1;").arg(Theme::palette().caution.name()) : QString());
}

void FormActions::setStart(const QString& text, bool enabled) {
    start_->setText(text);
    start_->setAccessibleName(text);
    start_->setEnabled(enabled);
}

void FormActions::setCopy(const QString& tip, bool enabled) {
    copy_->setToolTip(tip);
    copy_->setEnabled(enabled);
}

void FormActions::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void FormActions::retranslate() {
    copy_->setText(tr("Copy command"));
    copy_->setAccessibleName(tr("Copy command"));
    copy_->setIcon(lineIcon(QStringLiteral("copy")));
}

}  // namespace syper::ui
