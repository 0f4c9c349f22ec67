// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/train_advanced.h"

#include <QLocale>
#include <limits>

#include "widgets/number_field.h"

namespace syper::ui {

using service::TrainingSettings;

namespace {

QComboBox* choice(QWidget* parent, const QStringList& values) {
    auto* box = new QComboBox(parent);
    for (const QString& value : values) box->addItem(value, value);
    return box;
}

QStringList presets() {
    QStringList names;
    for (const std::string& name : core::ganPresets()) names << QString::fromStdString(name);
    return names;
}

void choose(QComboBox* box, const QString& value) {
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

}  // namespace

TrainAdvanced::TrainAdvanced(QWidget* parent)
    : FoldedRows(parent),
      preset_(choice(folded(), presets())),
      side_(choice(folded(), {QStringLiteral("auto"), QStringLiteral("none"), QStringLiteral("all")})),
      aug_(choice(folded(), {QStringLiteral("ada"), QStringLiteral("fixed"), QStringLiteral("noaug")})),
      pipe_(choice(folded(), {QStringLiteral("upright"), QStringLiteral("bgc"), QStringLiteral("bg"),
                              QStringLiteral("blit"), QStringLiteral("geom"), QStringLiteral("color")})),
      p_(realField(folded(), 1.0, 3, 0.05, 0.0)),
      target_(realField(folded(), 1.0, 2, 0.05, 0.0)),
      gamma_(realField(folded(), 1e4, 4, 0.1, 0.0)),
      path_(realField(folded(), 1e4, 2, 0.5, 0.0)),
      lr_(realField(folded(), 1.0, 5, 5e-4, 0.0)),
      snap_(realField(folded(), 1e5, 3, 1.0, 0.0)),
      batch_(wholeField(folded(), 0, 1024, 0)),
      freeze_(wholeField(folded(), 0, 64, 0)),
      fid_(wholeField(folded(), 0, 1'000'000, 0)),
      seed_(wholeField(folded(), 0, std::numeric_limits<int>::max(), 0)),
      mirror_(new QCheckBox(folded())),
      half_(new QCheckBox(folded())),
      resolution_(TrainingSettings().resolution) {
    for (QDoubleSpinBox* field : {gamma_, path_}) field->setMinimum(-field->singleStep());  // the preset's
    seed_->setGroupSeparatorShown(false);
    seed_->setStepType(QAbstractSpinBox::DefaultStepType);
    for (QWidget* field : std::initializer_list<QWidget*>{preset_, side_, aug_, pipe_, p_, target_, freeze_, batch_,
                                                          gamma_, path_, lr_, snap_, fid_, seed_})
        addField(field);
    for (QCheckBox* box : {mirror_, half_}) addTick(box);
    connectAll();
    fill({});
    retranslate();
}

void TrainAdvanced::connectAll() {
    for (QComboBox* box : {preset_, side_, aug_, pipe_})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            refresh();
            Q_EMIT edited();
        });
    for (QDoubleSpinBox* field : {p_, target_, gamma_, path_, lr_, snap_})
        connect(field, &QDoubleSpinBox::valueChanged, this, &TrainAdvanced::edited);
    for (QSpinBox* field : {batch_, freeze_, fid_, seed_})
        connect(field, &QSpinBox::valueChanged, this, &TrainAdvanced::edited);
    for (QCheckBox* box : {mirror_, half_}) connect(box, &QCheckBox::toggled, this, &TrainAdvanced::edited);
}

void TrainAdvanced::read(TrainingSettings& settings) const {
    settings.preset = preset_->currentData().toString();
    settings.side = side_->currentData().toString();
    settings.aug = aug_->currentData().toString();
    settings.augPipe = pipe_->currentData().toString();
    settings.p = p_->value();
    settings.target = target_->value();
    settings.freezeLayers = freeze_->value();
    settings.batch = batch_->value();
    settings.gamma = gamma_->value() < 0 ? TrainingSettings().gamma : gamma_->value();
    settings.pathLength = path_->value() < 0 ? TrainingSettings().pathLength : path_->value();
    settings.lr = lr_->value();
    settings.snapKimg = snap_->value();
    settings.fidPictures = fid_->value();
    settings.seed = quint64(seed_->value());
    settings.mirror = mirror_->isChecked();
    settings.half = half_->isChecked();
}

void TrainAdvanced::fill(const TrainingSettings& settings) {
    choose(preset_, settings.preset);
    choose(side_, settings.side);
    choose(aug_, settings.aug);
    choose(pipe_, settings.augPipe);
    p_->setValue(settings.p);
    target_->setValue(settings.target);
    freeze_->setValue(settings.freezeLayers);
    batch_->setValue(settings.batch);
    gamma_->setValue(settings.gamma < 0 ? gamma_->minimum() : settings.gamma);
    path_->setValue(settings.pathLength < 0 ? path_->minimum() : settings.pathLength);
    lr_->setValue(settings.lr);
    snap_->setValue(settings.snapKimg);
    fid_->setValue(settings.fidPictures);
    seed_->setValue(int(settings.seed));
    mirror_->setChecked(settings.mirror);
    half_->setChecked(settings.half);
}

void TrainAdvanced::setResolution(int resolution) {
    resolution_ = resolution;
    refresh();
}

void TrainAdvanced::refresh() {
    const core::GanConfig preset = core::ganPreset(preset_->currentData().toString().toStdString(), resolution_);
    const auto usual = [](double value) { return tr("auto: %1").arg(QLocale().toString(value, 'g', 4)); };
    batch_->setSpecialValueText(usual(preset.batch));
    gamma_->setSpecialValueText(usual(preset.gamma));
    path_->setSpecialValueText(usual(preset.plWeight));
    lr_->setSpecialValueText(usual(preset.lr));
    snap_->setSpecialValueText(tr("auto"));
    fid_->setSpecialValueText(tr("not measured"));
    const bool augments = aug_->currentData() != QLatin1String("noaug");
    pipe_->setEnabled(augments);
    p_->setEnabled(augments);
    target_->setEnabled(aug_->currentData() == QLatin1String("ada"));
}

void TrainAdvanced::retranslateChoices() {
    side_->setItemText(0, tr("as labels and names say"));
    side_->setItemText(1, tr("none"));
    side_->setItemText(2, tr("all"));
    aug_->setItemText(0, tr("adaptive"));
    aug_->setItemText(1, tr("fixed"));
    aug_->setItemText(2, tr("none"));
    pipe_->setItemText(0, tr("upright, colours as they are"));
}

void TrainAdvanced::retranslate() {
    FoldedRows::retranslate();
    nameRow(preset_, tr("Configuration"),
            tr("cpu is small enough for this computer; the others are the published ones"));
    nameRow(side_, tr("Mirror when loaded"), tr("So that all eyes look like one side"));
    nameRow(aug_, tr("Augmentation"), tr("Adaptive keeps the discriminator from learning the pictures by heart"));
    nameRow(pipe_, tr("Transformations"),
            tr("What the augmentation does to pictures before the discriminator sees them"));
    nameRow(p_, tr("Its probability p"), tr("For fixed; for adaptive the first one"));
    nameRow(target_, tr("Target of rt"),
            tr("Adaptive: the mean sign of the discriminator on training pictures that p steers towards"));
    nameRow(freeze_, tr("Frozen layers of D"), tr("For transfer: the discriminator's first layers stand still"));
    nameRow(batch_, tr("Batch"), tr("Pictures a step"));
    nameRow(gamma_, tr("R1 weight gamma"), tr("Larger for larger pictures and small sets"));
    nameRow(path_, tr("Path length weight"),
            tr("Keeps equal steps in latent space equal in the picture; 2 as published"));
    nameRow(lr_, tr("Learning rate"), tr("Of both networks"));
    nameRow(snap_, tr("Snapshot every kimg"), tr("A checkpoint, a generator and a sheet each time"));
    nameRow(fid_, tr("Pictures for the Frechet distance"),
            tr("At each snapshot, on the bundled teacher's embeddings: a scale of its own, smaller is better"));
    nameRow(seed_, tr("Seed"));
    nameTick(mirror_, tr("Learn from mirror images too"));
    nameTick(half_, tr("Compute in bfloat16 where it can be"));
    retranslateChoices();
    refresh();
}

}  // namespace syper::ui
