// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_advanced.h"

#include <QLocale>
#include <limits>

#include "widgets/number_field.h"

namespace syper::ui {

using service::RunSettings;

RunAdvanced::RunAdvanced(QWidget* parent)
    : FoldedRows(parent),
      lr_(realField(folded(), 10.0, 6, 1e-4, 0.0)),
      momentum_(realField(folded(), 0.9999, 4, 0.01, 0.0)),
      weightDecay_(realField(folded(), 1.0, 6, 1e-4, 0.0)),
      clip_(realField(folded(), 1e6, 2, 0.5, 0.0)),
      freeze_(wholeField(folded(), 0, 100'000, 0)),
      checkpoint_(wholeField(folded(), 1, 1'000'000, 1)),
      seed_(wholeField(folded(), 0, std::numeric_limits<int>::max(), 0)),
      shuffle_(new QCheckBox(folded())),
      augment_(new QCheckBox(folded())),
      batch_(RunSettings().batch) {
    seed_->setGroupSeparatorShown(false);
    seed_->setStepType(QAbstractSpinBox::DefaultStepType);
    for (QWidget* field :
         std::initializer_list<QWidget*>{lr_, momentum_, weightDecay_, clip_, freeze_, checkpoint_, seed_})
        addField(field);
    for (QCheckBox* box : {shuffle_, augment_}) addTick(box);
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

void RunAdvanced::retranslate() {
    FoldedRows::retranslate();
    nameRow(lr_, tr("Learning rate"));
    nameRow(momentum_, tr("Momentum"));
    nameRow(weightDecay_, tr("Weight decay"));
    nameRow(clip_, tr("Gradient clip"));
    nameRow(freeze_, tr("Freeze ranges after epochs"));
    nameRow(checkpoint_, tr("Checkpoint every steps"));
    nameRow(seed_, tr("Seed"));
    nameTick(shuffle_, tr("Shuffle the images"));
    nameTick(augment_, tr("Augment the images"));
    setBatch(batch_);
}

}  // namespace syper::ui
