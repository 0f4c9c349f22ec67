// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_advanced.h"

#include <QEvent>
#include <QLocale>
#include <QVBoxLayout>
#include <limits>

#include "widgets/number_field.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::RunSettings;

RunAdvanced::RunAdvanced(QWidget* parent)
    : QWidget(parent),
      more_(new QToolButton(this)),
      folded_(new QWidget(this)),
      rows_(new QFormLayout(folded_)),
      lr_(realField(folded_, 10.0, 6, 1e-4, 0.0)),
      momentum_(realField(folded_, 0.9999, 4, 0.01, 0.0)),
      weightDecay_(realField(folded_, 1.0, 6, 1e-4, 0.0)),
      clip_(realField(folded_, 1e6, 2, 0.5, 0.0)),
      freeze_(wholeField(folded_, 0, 100'000, 0)),
      checkpoint_(wholeField(folded_, 1, 1'000'000, 1)),
      seed_(wholeField(folded_, 0, std::numeric_limits<int>::max(), 0)),
      shuffle_(new QCheckBox(folded_)),
      augment_(new QCheckBox(folded_)),
      batch_(RunSettings().batch) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, size::kGap, 0, 0);
    more_->setCheckable(true);
    more_->setProperty("flat", true);
    more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    more_->setArrowType(Qt::RightArrow);
    folded_->hide();
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setSpacing(size::kUnit);
    seed_->setGroupSeparatorShown(false);
    seed_->setStepType(QAbstractSpinBox::DefaultStepType);
    for (QAbstractSpinBox* field :
         std::initializer_list<QAbstractSpinBox*>{lr_, momentum_, weightDecay_, clip_, freeze_, checkpoint_, seed_}) {
        auto* label = new QLabel(folded_);
        label->setWordWrap(true);
        field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);  // as wide as the panel leaves, never wider
        rows_->addRow(label, field);
        dragByLabel(label, field);
    }
    rows_->addRow(shuffle_);
    rows_->addRow(augment_);
    column->addWidget(more_);
    column->addWidget(folded_);
    connect(more_, &QToolButton::toggled, this, [this](bool open) {
        folded_->setVisible(open);
        more_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    for (QDoubleSpinBox* field : {lr_, momentum_, weightDecay_, clip_})
        connect(field, &QDoubleSpinBox::valueChanged, this, &RunAdvanced::edited);
    for (QSpinBox* field : {freeze_, checkpoint_, seed_})
        connect(field, &QSpinBox::valueChanged, this, &RunAdvanced::edited);
    for (QCheckBox* field : {shuffle_, augment_}) connect(field, &QCheckBox::toggled, this, &RunAdvanced::edited);
    fill({});
    retranslate();
}

void RunAdvanced::read(RunSettings& settings) const {
    settings.lr = lr_->value();
    settings.momentum = momentum_->value();
    settings.weightDecay = weightDecay_->value();
    settings.clip = clip_->value();
    settings.freezeAfterEpochs = freeze_->value();
    settings.checkpointEvery = checkpoint_->value();
    settings.seed = quint64(seed_->value());
    settings.shuffle = shuffle_->isChecked();
    settings.augment = augment_->isChecked();
}

void RunAdvanced::fill(const RunSettings& settings) {
    lr_->setValue(settings.lr);
    momentum_->setValue(settings.momentum);
    weightDecay_->setValue(settings.weightDecay);
    clip_->setValue(settings.clip);
    freeze_->setValue(settings.freezeAfterEpochs);
    checkpoint_->setValue(int(settings.checkpointEvery));
    seed_->setValue(int(settings.seed));
    shuffle_->setChecked(settings.shuffle);
    augment_->setChecked(settings.augment);
}

void RunAdvanced::setBatch(int batch) {
    batch_ = batch;
    RunSettings rate;
    rate.batch = batch;
    lr_->setSpecialValueText(tr("auto: %1").arg(QLocale().toString(rate.effectiveLr(), 'g', 3)));
}

void RunAdvanced::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void RunAdvanced::retranslate() {
    more_->setText(tr("More settings"));
    more_->setAccessibleName(tr("More settings"));
    const std::pair<QWidget*, QString> names[] = {{lr_, tr("Learning rate")},
                                                  {momentum_, tr("Momentum")},
                                                  {weightDecay_, tr("Weight decay")},
                                                  {clip_, tr("Gradient clip")},
                                                  {freeze_, tr("Freeze ranges after epochs")},
                                                  {checkpoint_, tr("Checkpoint every steps")},
                                                  {seed_, tr("Seed")}};
    for (const auto& [field, text] : names) {
        field->setAccessibleName(text);
        qobject_cast<QLabel*>(rows_->labelForField(field))->setText(text);
    }
    const std::pair<QCheckBox*, QString> ticks[] = {{shuffle_, tr("Shuffle the images")},
                                                    {augment_, tr("Augment the images")}};
    for (const auto& [box, text] : ticks) {
        box->setText(text);
        box->setAccessibleName(text);
    }
    setBatch(batch_);
}

}  // namespace syper::ui
