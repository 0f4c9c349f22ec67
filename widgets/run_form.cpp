// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_form.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QLocale>
#include <QMimeData>
#include <limits>

#include "widgets/bits_picker.h"
#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/model_chooser.h"
#include "widgets/number_field.h"
#include "widgets/run_advanced.h"
#include "widgets/scroll_column.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ImageSource;
using service::ModelRole;
using service::RunSettings;

RunForm::RunForm(service::ModelChoices& models, const QStringList& schemes, QWidget* parent)
    : QWidget(parent), models_(models), schemes_(schemes) {
    setAcceptDrops(true);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    const ScrollColumn list = scrollColumn(this);
    QWidget* inside = list.inside;
    list.column->setContentsMargins(0, 0, size::kGapWide, 0);
    list.column->setSpacing(size::kUnit);
    heading_ = new QLabel(inside);
    heading_->setProperty("role", QStringLiteral("heading"));
    list.column->addWidget(heading_);
    list.column->addWidget(buildPresets(inside));
    list.column->addSpacing(size::kGap);
    const auto add = [&list](QLabel* label, QWidget* widget) {
        list.column->addSpacing(size::kUnit);
        list.column->addWidget(label);
        list.column->addWidget(widget);
    };
    teacher_ = new ModelChooser(ModelRole::Teacher, models_, inside);
    teacher_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    add(teacherLabel_ = labelFor(teacher_, this), teacher_);
    bits_ = new BitsPicker(inside);
    add(bitsLabel_ = labelFor(bits_->first(), this), bits_);
    scheme_ = new QComboBox(inside);
    scheme_->addItems(schemes_);
    add(schemeLabel_ = labelFor(scheme_, this), scheme_);
    const bool choice = schemes_.size() > 1;  // one scheme is no question
    scheme_->setVisible(choice);
    schemeLabel_->setVisible(choice);
    QWidget* images = buildImages(inside);
    add(imagesLabel_ = labelFor(generated_, this), images);
    list.column->addWidget(buildLength(inside));
    advanced_ = new RunAdvanced(inside);
    list.column->addWidget(advanced_);
    list.column->addStretch(1);
    whole->addWidget(list.area, 1);
    actions_ = new FormActions(this);
    whole->addWidget(actions_);
    connect(bits_, &BitsPicker::edited, this, &RunForm::changed);
    connect(scheme_, &QComboBox::currentTextChanged, this, [this] {
        fitLength();
        changed();
    });
    connect(advanced_, &RunAdvanced::edited, this, &RunForm::changed);
    connectModels();
    setFocusProxy(bits_->first());
    retranslate();
}

void RunForm::connectModels() {
    connect(&models_, &service::ModelChoices::chosen, this, &RunForm::changed);
    connect(&models_, &service::ModelChoices::read, this, &RunForm::changed);
    connect(&Theme::instance(), &Theme::changed, this, &RunForm::refresh);
}

QWidget* RunForm::buildPresets(QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    published_ = new QPushButton(box);
    quick_ = new QPushButton(box);
    for (QPushButton* button : {published_, quick_}) {
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        row->addWidget(button);
    }
    connect(published_, &QPushButton::clicked, this, [this] { preset(false); });
    connect(quick_, &QPushButton::clicked, this, [this] { preset(true); });
    return box;
}

QWidget* RunForm::buildImages(QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kUnit);
    generated_ = new QRadioButton(box);
    generated_->setChecked(true);
    fromFolder_ = new QRadioButton(box);
    count_ = wholeField(box, 1, std::numeric_limits<int>::max(), int(RunSettings().count));
    folder_ = new QLineEdit(box);
    browse_ = new QToolButton(box);
    count_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    grid->addWidget(generated_, 0, 0);
    grid->addWidget(count_, 0, 1, 1, 2);
    grid->addWidget(fromFolder_, 1, 0);
    grid->addWidget(folder_, 1, 1);
    grid->addWidget(browse_, 1, 2);
    grid->setColumnStretch(1, 1);
    connect(generated_, &QRadioButton::toggled, this, &RunForm::changed);
    connect(count_, &QSpinBox::valueChanged, this, &RunForm::changed);
    connect(folder_, &QLineEdit::textChanged, this, &RunForm::changed);
    connect(browse_, &QToolButton::clicked, this, &RunForm::browse);
    return box;
}

QWidget* RunForm::buildLength(QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, size::kUnit, 0, 0);
    grid->setSpacing(size::kUnit);
    lengthUnit_ = new QComboBox(box);
    lengthUnit_->addItems({QString(), QString()});
    length_ = wholeField(box, 1, std::numeric_limits<int>::max(), epochs_);
    batch_ = wholeField(box, 2, 1024, RunSettings().batch);
    for (QSpinBox* field : {length_, batch_}) field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 2);
    lengthLabel_ = labelFor(length_, this);
    batchLabel_ = labelFor(batch_, this);
    dragByLabel(lengthLabel_, length_);
    dragByLabel(batchLabel_, batch_);
    grid->addWidget(lengthLabel_, 0, 0, 1, 2);
    grid->addWidget(batchLabel_, 0, 2);
    grid->addWidget(length_, 1, 0);
    grid->addWidget(lengthUnit_, 1, 1);
    grid->addWidget(batch_, 1, 2);
    connect(lengthUnit_, &QComboBox::currentIndexChanged, this, [this] {
        fitLength();
        changed();
    });
    connect(length_, &QSpinBox::valueChanged, this, [this](int value) {
        (!byEpochs() ? extraSteps_ : lengthUnit_->currentIndex() == 0 ? epochs_ : steps_) = value;
        changed();
    });
    connect(batch_, &QSpinBox::valueChanged, this, &RunForm::changed);
    return box;
}

bool RunForm::byEpochs() const {
    RunSettings chosen;
    chosen.scheme = scheme_->currentText();
    return chosen.trainsByEpochs();
}

void RunForm::fitLength() {
    const bool epochs = byEpochs();
    const QSignalBlocker quietLength(length_), quietUnit(lengthUnit_);
    if (!epochs) lengthUnit_->setCurrentIndex(1);
    lengthUnit_->setEnabled(epochs);
    length_->setMinimum(epochs ? 1 : 0);
    length_->setSpecialValueText(epochs ? QString() : tr("calibrate only"));
    length_->setValue(!epochs ? extraSteps_ : lengthUnit_->currentIndex() == 0 ? epochs_ : steps_);
}

QList<RunSettings> RunForm::settings() const {
    RunSettings base;
    base.teacher = models_.card(ModelRole::Teacher).choice;
    base.network = models_.card(ModelRole::Generator).choice;
    base.scheme = scheme_->currentText();
    base.source = generated_->isChecked() ? ImageSource::Generated : ImageSource::Folder;
    base.count = count_->value();
    base.images = base.source == ImageSource::Folder ? folder_->text() : QString();
    if (lengthUnit_->currentIndex() == 0)
        base.epochs = length_->value();
    else
        base.steps = length_->value();
    base.batch = batch_->value();
    advanced_->read(base);
    QList<RunSettings> all;
    for (const auto& [weights, activations] : bits_->bits()) {
        base.weightBits = weights;
        base.activationBits = activations;
        all.append(base);
    }
    return all;
}

void RunForm::fill(const RunSettings& settings) {
    scheme_->setCurrentText(settings.scheme);
    (settings.source == ImageSource::Generated ? generated_ : fromFolder_)->setChecked(true);
    count_->setValue(int(settings.count));
    folder_->setText(settings.images);
    if (settings.trainsByEpochs()) {
        (settings.steps > 0 ? steps_ : epochs_) = settings.steps > 0 ? int(settings.steps) : settings.epochs;
        lengthUnit_->setCurrentIndex(settings.steps > 0 ? 1 : 0);
    } else {
        extraSteps_ = int(settings.steps);
    }
    fitLength();
    batch_->setValue(settings.batch);
    advanced_->fill(settings);
}

void RunForm::setSettings(const RunSettings& settings) {
    filling_ = true;
    bits_->setBits({{settings.weightBits, settings.activationBits}});
    fill(settings);
    filling_ = false;
    models_.choose(ModelRole::Teacher, settings.teacher);
    if (settings.source == ImageSource::Generated) models_.choose(ModelRole::Generator, settings.network);
    changed();
}

void RunForm::restore(const QList<RunSettings>& settings) {
    if (settings.isEmpty()) return preset(true);
    filling_ = true;
    QList<BitsPicker::Bits> bits;
    for (const RunSettings& one : settings) bits.append({one.weightBits, one.activationBits});
    bits_->setBits(bits);
    fill(settings.first());
    filling_ = false;
    changed();
}

// The presets speak of everything but the bits and the models.
void RunForm::preset(bool quick) {
    RunSettings settings;
    if (quick) {
        settings.count = 256;
        settings.steps = 48;
        settings.batch = 8;
        settings.checkpointEvery = 16;
        settings.scheme = scheme_->currentText();
        if (!byEpochs()) settings.steps = 0;  // it is quick by itself
    }
    filling_ = true;
    fill(settings);
    filling_ = false;
    changed();
}

QString RunForm::problem() const {
    const service::ModelCard& teacher = models_.card(ModelRole::Teacher);
    if (!teacher.usable()) return tr("No teacher: %1").arg(teacher.error);
    if (settings().isEmpty()) return tr("Choose at least one bit width.");
    if (generated_->isChecked()) {
        const service::ModelCard& generator = models_.card(ModelRole::Generator);
        if (!generator.usable()) return tr("No generator: %1").arg(generator.error);
        if ((byEpochs() || length_->value() > 0) && count_->value() < batch_->value())
            return tr("Fewer images than one batch: raise the count or lower the batch.");
    } else if (folder_->text().isEmpty()) {
        return tr("Choose a folder with images, or drop one here.");
    }
    return {};
}

void RunForm::setFolder(const QString& folder) {
    fromFolder_->setChecked(true);
    folder_->setText(folder);
}

void RunForm::browse() {
    FilePicker::current().openFolder(
        window(), {.title = tr("Folder with unlabelled eye images"), .folder = folder_->text(), .filter = {}},
        [this](const QString& path) { setFolder(path); });
}

void RunForm::changed() {
    if (filling_) return;
    refresh();
    Q_EMIT edited();
}

void RunForm::refresh() {
    const bool generated = generated_->isChecked();
    count_->setEnabled(generated);
    folder_->setEnabled(!generated);
    advanced_->setBatch(batch_->value());
    batch_->setEnabled(byEpochs() || length_->value() > 0);
    const int runs = int(settings().size());
    actions_->setStart(runs > 1 ? tr("Start %n runs", nullptr, runs) : tr("Start"), problem().isEmpty());
    actions_->setCopy(tr("The same run for the command line"), runs > 0);
    browse_->setIcon(lineIcon(QStringLiteral("open")));
}

void RunForm::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && QFileInfo(urls.first().toLocalFile()).isDir()) event->acceptProposedAction();
}

void RunForm::dropEvent(QDropEvent* event) {
    setFolder(event->mimeData()->urls().first().toLocalFile());
    event->acceptProposedAction();
}

void RunForm::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void RunForm::retranslate() {
    heading_->setText(tr("New run"));
    published_->setText(tr("As published"));
    nameField(published_, tr("As published"), tr("The paper's settings: 10,000 images, 10 epochs, batch 16"));
    quick_->setText(tr("Quick look"));
    nameField(quick_, tr("Quick look"), tr("48 steps on 256 images: shows how it goes, trains little"));
    teacherLabel_->setText(tr("Teacher"));
    bitsLabel_->setText(tr("Bits (each chosen makes a run)"));
    schemeLabel_->setText(tr("Scheme"));
    nameField(scheme_, tr("Scheme"),
              tr("paper: the published way, simulated. deploy: whole numbers that run fast, ready in seconds"));
    retranslateImages();
    lengthLabel_->setText(tr("Length"));
    lengthUnit_->setItemText(0, tr("epochs"));
    lengthUnit_->setItemText(1, tr("steps"));
    nameField(lengthUnit_, tr("Unit of the length"));
    nameField(length_, tr("Length of the run"));
    fitLength();
    batchLabel_->setText(tr("Batch"));
    nameField(batch_, tr("Batch"), tr("Images in one step"));
    refresh();
}

void RunForm::retranslateImages() {
    imagesLabel_->setText(tr("Unlabelled images"));
    generated_->setText(tr("Generated"));
    nameField(generated_, tr("Images generated on the fly"), tr("Seeds 0, 1, 2 .. of the generator chosen above"));
    nameField(count_, tr("Number of generated images"));
    fromFolder_->setText(tr("Folder"));
    nameField(fromFolder_, tr("Images from a folder"),
              tr("All pictures below it; names that mark the left eye are mirrored"));
    nameField(folder_, tr("Folder of the images"));
    folder_->setPlaceholderText(tr("choose or drop"));
    nameField(browse_, tr("Choose a folder"), tr("Choose a folder"));
}

}  // namespace syper::ui
