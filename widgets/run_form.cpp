// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_form.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QMimeData>
#include <QScrollArea>
#include <limits>

#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/model_chooser.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ImageSource;
using service::ModelRole;
using service::RunSettings;

namespace {

constexpr std::array kPresetBits{8, 6, 4};
constexpr int kSmallestBits = 2, kLargestBits = 8;

QSpinBox* spin(QWidget* parent, int low, int high, int value) {
    auto* box = new QSpinBox(parent);
    box->setRange(low, high);
    box->setValue(value);
    box->setGroupSeparatorShown(true);
    return box;
}

QDoubleSpinBox* realSpin(QWidget* parent, double high, int decimals, double stride, double value) {
    auto* box = new QDoubleSpinBox(parent);
    box->setRange(0.0, high);
    box->setDecimals(decimals);
    box->setSingleStep(stride);
    box->setValue(value);
    return box;
}

}  // namespace

RunForm::RunForm(service::ModelChoices& models, const QStringList& schemes, QWidget* parent)
    : QWidget(parent), models_(models), schemes_(schemes) {
    setAcceptDrops(true);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* inside = new QWidget(scroll);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, size::kGapWide, 0);
    column->setSpacing(size::kUnit);
    heading_ = new QLabel(inside);
    heading_->setProperty("role", QStringLiteral("heading"));
    auto* presets = new QHBoxLayout;
    published_ = new QPushButton(inside);
    quick_ = new QPushButton(inside);
    for (QPushButton* button : {published_, quick_}) button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    presets->addWidget(published_);
    presets->addWidget(quick_);
    connect(published_, &QPushButton::clicked, this, [this] { preset(false); });
    connect(quick_, &QPushButton::clicked, this, [this] { preset(true); });
    teacher_ = new ModelChooser(ModelRole::Teacher, models_, inside);
    teacher_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    column->addWidget(heading_);
    column->addLayout(presets);
    column->addSpacing(size::kGap);
    teacherLabel_ = labelFor(teacher_);
    QWidget* bits = buildBits();
    bitsLabel_ = labelFor(bits_[0]);
    scheme_ = new QComboBox(inside);
    scheme_->addItems(schemes_);
    schemeLabel_ = labelFor(scheme_);
    QWidget* images = buildImages();
    imagesLabel_ = labelFor(generated_);
    QWidget* length = buildLength();
    for (QWidget* widget : {static_cast<QWidget*>(teacherLabel_), static_cast<QWidget*>(teacher_),
                            static_cast<QWidget*>(bitsLabel_), bits, static_cast<QWidget*>(schemeLabel_),
                            static_cast<QWidget*>(scheme_), static_cast<QWidget*>(imagesLabel_), images, length}) {
        if (widget->property("role").isValid()) column->addSpacing(size::kUnit);
        column->addWidget(widget);
    }
    const bool choice = schemes_.size() > 1;  // one scheme is no question
    scheme_->setVisible(choice);
    schemeLabel_->setVisible(choice);
    column->addWidget(buildAdvanced());
    column->addStretch(1);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    whole->addWidget(scroll, 1);
    whole->addWidget(buildActions());
    connect(scheme_, &QComboBox::currentTextChanged, this, &RunForm::changed);
    connect(&models_, &service::ModelChoices::chosen, this, &RunForm::changed);
    connect(&models_, &service::ModelChoices::read, this, &RunForm::changed);
    connect(&Theme::instance(), &Theme::changed, this, &RunForm::refresh);
    retranslate();
}

QLabel* RunForm::labelFor(QWidget* buddy) {
    auto* label = new QLabel(this);
    label->setProperty("role", QStringLiteral("secondary"));
    label->setBuddy(buddy);
    return label;
}

QWidget* RunForm::buildBits() {
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kUnit);
    for (std::size_t i = 0; i < bits_.size(); ++i) {
        bits_[i] = new QPushButton(QStringLiteral("W%1A%1").arg(kPresetBits[i]), box);
        bits_[i]->setCheckable(true);
        bits_[i]->setChecked(i == 0);
        bits_[i]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        grid->addWidget(bits_[i], 0, int(i));
        connect(bits_[i], &QPushButton::toggled, this, &RunForm::changed);
    }
    otherBits_ = new QCheckBox(box);
    weightBits_ = spin(box, kSmallestBits, kLargestBits, 4);
    activationBits_ = spin(box, kSmallestBits, kLargestBits, 8);
    weightBits_->setPrefix(QStringLiteral("W "));
    activationBits_->setPrefix(QStringLiteral("A "));
    for (QSpinBox* field : {weightBits_, activationBits_})
        field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    for (int i = 0; i < 3; ++i) grid->setColumnStretch(i, 1);
    grid->addWidget(otherBits_, 1, 0);
    grid->addWidget(weightBits_, 1, 1);
    grid->addWidget(activationBits_, 1, 2);
    connect(otherBits_, &QCheckBox::toggled, this, &RunForm::changed);
    connect(weightBits_, &QSpinBox::valueChanged, this, &RunForm::changed);
    connect(activationBits_, &QSpinBox::valueChanged, this, &RunForm::changed);
    return box;
}

QWidget* RunForm::buildImages() {
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kUnit);
    generated_ = new QRadioButton(box);
    generated_->setChecked(true);
    fromFolder_ = new QRadioButton(box);
    count_ = spin(box, 1, std::numeric_limits<int>::max(), int(RunSettings().count));
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

QWidget* RunForm::buildLength() {
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, size::kUnit, 0, 0);
    grid->setSpacing(size::kUnit);
    lengthUnit_ = new QComboBox(box);
    lengthUnit_->addItems({QString(), QString()});
    length_ = spin(box, 1, std::numeric_limits<int>::max(), epochs_);
    batch_ = spin(box, 2, 1024, RunSettings().batch);
    for (QSpinBox* field : {length_, batch_}) field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 2);
    lengthLabel_ = labelFor(length_);
    batchLabel_ = labelFor(batch_);
    grid->addWidget(lengthLabel_, 0, 0, 1, 2);
    grid->addWidget(batchLabel_, 0, 2);
    grid->addWidget(length_, 1, 0);
    grid->addWidget(lengthUnit_, 1, 1);
    grid->addWidget(batch_, 1, 2);
    connect(lengthUnit_, &QComboBox::currentIndexChanged, this, [this](int unit) {
        if (filling_) return;
        const QSignalBlocker quiet(length_);
        length_->setValue(unit == 0 ? epochs_ : steps_);
        changed();
    });
    connect(length_, &QSpinBox::valueChanged, this, [this](int value) {
        (lengthUnit_->currentIndex() == 0 ? epochs_ : steps_) = value;
        changed();
    });
    connect(batch_, &QSpinBox::valueChanged, this, &RunForm::changed);
    return box;
}

QWidget* RunForm::buildAdvanced() {
    const RunSettings defaults;
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, size::kGap, 0, 0);
    more_ = new QToolButton(box);
    more_->setCheckable(true);
    more_->setProperty("flat", true);
    more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    more_->setArrowType(Qt::RightArrow);
    advanced_ = new QWidget(box);
    advanced_->hide();
    advancedRows_ = new QFormLayout(advanced_);
    advancedRows_->setContentsMargins(0, 0, 0, 0);
    advancedRows_->setSpacing(size::kUnit);
    lr_ = realSpin(box, 10.0, 6, 1e-4, 0.0);
    momentum_ = realSpin(box, 0.9999, 4, 0.01, defaults.momentum);
    weightDecay_ = realSpin(box, 1.0, 6, 1e-4, defaults.weightDecay);
    clip_ = realSpin(box, 1e6, 2, 0.5, defaults.clip);
    freeze_ = spin(box, 0, 100'000, defaults.freezeAfterEpochs);
    checkpoint_ = spin(box, 1, 1'000'000, int(defaults.checkpointEvery));
    seed_ = spin(box, 0, std::numeric_limits<int>::max(), int(defaults.seed));
    seed_->setGroupSeparatorShown(false);
    shuffle_ = new QCheckBox(box);
    shuffle_->setChecked(defaults.shuffle);
    augment_ = new QCheckBox(box);
    for (QWidget* field :
         std::initializer_list<QWidget*>{lr_, momentum_, weightDecay_, clip_, freeze_, checkpoint_, seed_})
        advancedRows_->addRow(QString(), field);
    advancedRows_->addRow(shuffle_);
    advancedRows_->addRow(augment_);
    column->addWidget(more_);
    column->addWidget(advanced_);
    connect(more_, &QToolButton::toggled, this, [this](bool open) {
        advanced_->setVisible(open);
        more_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    for (QDoubleSpinBox* field : {lr_, momentum_, weightDecay_, clip_})
        connect(field, &QDoubleSpinBox::valueChanged, this, &RunForm::changed);
    for (QSpinBox* field : {freeze_, checkpoint_, seed_})
        connect(field, &QSpinBox::valueChanged, this, &RunForm::changed);
    for (QCheckBox* field : {shuffle_, augment_}) connect(field, &QCheckBox::toggled, this, &RunForm::changed);
    return box;
}

QWidget* RunForm::buildActions() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, size::kGap, size::kGap, 0);
    column->setSpacing(size::kUnit);
    estimate_ = new QLabel(box);
    estimate_->setWordWrap(true);
    estimate_->setFont(Theme::font(type::kTitle));
    detail_ = new QLabel(box);
    detail_->setProperty("role", QStringLiteral("secondary"));
    detail_->setWordWrap(true);
    detail_->setMinimumHeight(2 * detail_->fontMetrics().lineSpacing());  // its space is there before its text
    detail_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    start_ = new QPushButton(box);
    start_->setProperty("primary", true);
    copy_ = new QPushButton(box);
    auto* row = new QHBoxLayout;
    row->addWidget(start_, 1);
    row->addWidget(copy_);
    column->addWidget(estimate_);
    column->addWidget(detail_);
    column->addLayout(row);
    connect(start_, &QPushButton::clicked, this, &RunForm::startRequested);
    connect(copy_, &QPushButton::clicked, this, &RunForm::copyRequested);
    return box;
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
    base.lr = lr_->value();
    base.momentum = momentum_->value();
    base.weightDecay = weightDecay_->value();
    base.clip = clip_->value();
    base.freezeAfterEpochs = freeze_->value();
    base.checkpointEvery = checkpoint_->value();
    base.seed = quint64(seed_->value());
    base.shuffle = shuffle_->isChecked();
    base.augment = augment_->isChecked();
    QList<RunSettings> all;
    const auto add = [&all, &base](int weights, int activations) {
        base.weightBits = weights;
        base.activationBits = activations;
        if (!all.contains(base)) all.append(base);
    };
    for (std::size_t i = 0; i < bits_.size(); ++i)
        if (bits_[i]->isChecked()) add(kPresetBits[i], kPresetBits[i]);
    if (otherBits_->isChecked()) add(weightBits_->value(), activationBits_->value());
    return all;
}

void RunForm::setSettings(const RunSettings& settings) {
    filling_ = true;
    bool known = false;
    for (std::size_t i = 0; i < bits_.size(); ++i) {
        const bool mine = settings.weightBits == kPresetBits[i] && settings.activationBits == kPresetBits[i];
        bits_[i]->setChecked(mine);
        known = known || mine;
    }
    otherBits_->setChecked(!known);
    if (!known) weightBits_->setValue(settings.weightBits);
    if (!known) activationBits_->setValue(settings.activationBits);
    scheme_->setCurrentText(settings.scheme);
    (settings.source == ImageSource::Generated ? generated_ : fromFolder_)->setChecked(true);
    count_->setValue(int(settings.count));
    folder_->setText(settings.images);
    lengthUnit_->setCurrentIndex(settings.steps > 0 ? 1 : 0);
    length_->setValue(settings.steps > 0 ? int(settings.steps) : settings.epochs);
    batch_->setValue(settings.batch);
    lr_->setValue(settings.lr);
    momentum_->setValue(settings.momentum);
    weightDecay_->setValue(settings.weightDecay);
    clip_->setValue(settings.clip);
    freeze_->setValue(settings.freezeAfterEpochs);
    checkpoint_->setValue(int(settings.checkpointEvery));
    seed_->setValue(int(settings.seed));
    shuffle_->setChecked(settings.shuffle);
    augment_->setChecked(settings.augment);
    filling_ = false;
    models_.choose(ModelRole::Teacher, settings.teacher);
    if (settings.source == ImageSource::Generated) models_.choose(ModelRole::Generator, settings.network);
    changed();
}

void RunForm::preset(bool quick) {
    RunSettings settings;
    settings.teacher = models_.card(ModelRole::Teacher).choice;
    settings.network = models_.card(ModelRole::Generator).choice;
    if (quick) {
        settings.count = 256;
        settings.steps = 48;
        settings.batch = 8;
        settings.checkpointEvery = 16;
    }
    std::array<bool, 3> bits{};
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = bits_[i]->isChecked();
    setSettings(settings);
    // The presets speak of everything but the bits.
    if (std::ranges::find(bits, true) != bits.end())
        for (std::size_t i = 0; i < bits.size(); ++i) bits_[i]->setChecked(bits[i]);
}

QString RunForm::problem() const {
    const service::ModelCard& teacher = models_.card(ModelRole::Teacher);
    if (!teacher.usable()) return tr("No teacher: %1").arg(teacher.error);
    if (settings().isEmpty()) return tr("Choose at least one bit width.");
    if (generated_->isChecked()) {
        const service::ModelCard& generator = models_.card(ModelRole::Generator);
        if (!generator.usable()) return tr("No generator: %1").arg(generator.error);
        if (count_->value() < batch_->value())
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

void RunForm::setEstimate(const QString& text, const QString& detail, bool caution) {
    estimate_->setText(text);
    detail_->setText(detail);
    QPalette palette = detail_->palette();
    palette.setColor(QPalette::WindowText, caution ? Theme::palette().caution : Theme::palette().secondary);
    detail_->setStyleSheet(caution ? QStringLiteral("color: %1;").arg(Theme::palette().caution.name()) : QString());
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
    weightBits_->setEnabled(otherBits_->isChecked());
    activationBits_->setEnabled(otherBits_->isChecked());
    RunSettings rate;
    rate.batch = batch_->value();
    lr_->setSpecialValueText(tr("auto: %1").arg(QLocale().toString(rate.effectiveLr(), 'g', 3)));
    const int runs = int(settings().size());
    start_->setText(runs > 1 ? tr("Start %n runs", nullptr, runs) : tr("Start"));
    start_->setAccessibleName(start_->text());
    start_->setEnabled(problem().isEmpty());
    copy_->setEnabled(runs > 0);
    browse_->setIcon(lineIcon(QStringLiteral("open")));
    copy_->setIcon(lineIcon(QStringLiteral("copy")));
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
    const auto name = [](QWidget* widget, const QString& text, const QString& tip = {}) {
        widget->setAccessibleName(text);
        widget->setToolTip(tip);
    };
    heading_->setText(tr("New run"));
    published_->setText(tr("As published"));
    name(published_, tr("As published"), tr("The paper's settings: 10,000 images, 10 epochs, batch 16"));
    quick_->setText(tr("Quick look"));
    name(quick_, tr("Quick look"), tr("48 steps on 256 images: shows how it goes, trains little"));
    teacherLabel_->setText(tr("Teacher"));
    bitsLabel_->setText(tr("Bits (each chosen makes a run)"));
    for (std::size_t i = 0; i < bits_.size(); ++i)
        name(bits_[i], bits_[i]->text(), tr("Weights and activations in %1 bits").arg(kPresetBits[i]));
    otherBits_->setText(tr("Other"));
    name(otherBits_, tr("Other bits"), tr("Any mix of 2 to 8 bits"));
    name(weightBits_, tr("Bits of the weights"));
    name(activationBits_, tr("Bits of the activations"));
    schemeLabel_->setText(tr("Scheme"));
    name(scheme_, tr("Scheme"), tr("How values are put on the quantized grid; paper is the published way"));
    imagesLabel_->setText(tr("Unlabelled images"));
    generated_->setText(tr("Generated"));
    name(generated_, tr("Images generated on the fly"), tr("Seeds 0, 1, 2 .. of the generator chosen above"));
    name(count_, tr("Number of generated images"));
    fromFolder_->setText(tr("Folder"));
    name(fromFolder_, tr("Images from a folder"),
         tr("All pictures below it; names that mark the left eye are mirrored"));
    name(folder_, tr("Folder of the images"));
    folder_->setPlaceholderText(tr("choose or drop"));
    name(browse_, tr("Choose a folder"), tr("Choose a folder"));
    lengthLabel_->setText(tr("Length"));
    lengthUnit_->setItemText(0, tr("epochs"));
    lengthUnit_->setItemText(1, tr("steps"));
    name(lengthUnit_, tr("Unit of the length"));
    name(length_, tr("Length of the run"));
    batchLabel_->setText(tr("Batch"));
    name(batch_, tr("Batch"), tr("Images in one step"));
    more_->setText(tr("More settings"));
    name(more_, tr("More settings"));
    const std::pair<QWidget*, QString> rows[] = {{lr_, tr("Learning rate")},
                                                 {momentum_, tr("Momentum")},
                                                 {weightDecay_, tr("Weight decay")},
                                                 {clip_, tr("Gradient clip")},
                                                 {freeze_, tr("Freeze ranges after epochs")},
                                                 {checkpoint_, tr("Checkpoint every steps")},
                                                 {seed_, tr("Seed")}};
    for (const auto& [field, text] : rows) {
        name(field, text);
        if (auto* label = qobject_cast<QLabel*>(advancedRows_->labelForField(field))) label->setText(text);
    }
    shuffle_->setText(tr("Shuffle the images"));
    name(shuffle_, tr("Shuffle the images"));
    augment_->setText(tr("Augment the images"));
    name(augment_, tr("Augment the images"));
    copy_->setText(tr("Copy command"));
    name(copy_, tr("Copy command"), tr("The same run for the command line"));
    refresh();
}

}  // namespace syper::ui
