// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/train_form.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QLocale>
#include <QMimeData>
#include <QVBoxLayout>

#include "core/api/resources.h"
#include "widgets/elided_label.h"
#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/number_field.h"
#include "widgets/scroll_column.h"
#include "widgets/theme.h"
#include "widgets/train_advanced.h"

namespace syper::ui {

using service::TrainingSettings;

namespace {

constexpr int kLeastSide = 8, kLargestSide = 1024;
constexpr double kLeastKimg = 0.001, kMostKimg = 1e6;

QString bundledStart() {
    return QStringLiteral("bundled:") + QLatin1String(core::kBundledGenerator);
}

/// Thousands without zeros that say nothing.
class KimgField : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override { return locale().toString(value, 'g', 9); }
};

}  // namespace

TrainForm::TrainForm(QWidget* parent) : QWidget(parent) {
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
    const auto add = [&list](QLabel* label, QWidget* widget) {
        list.column->addSpacing(size::kGap);
        list.column->addWidget(label);
        list.column->addWidget(widget);
    };
    QWidget* data = buildData(inside);
    add(dataLabel_ = labelFor(data_, this), data);
    start_ = new QComboBox(inside);
    start_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    for (const QString& start : {QString(), bundledStart(), QStringLiteral("?")})  // the last one asks for a file
        start_->addItem(QString(), QVariant(start));
    add(startLabel_ = labelFor(start_, this), start_);
    list.column->addSpacing(size::kGap);
    list.column->addWidget(buildSize(inside));
    QWidget* out = buildOut(inside);
    add(outLabel_ = labelFor(out_, this), out);
    advanced_ = new TrainAdvanced(inside);
    list.column->addWidget(advanced_);
    list.column->addStretch(1);
    whole->addWidget(list.area, 1);
    actions_ = new FormActions(this);
    whole->addWidget(actions_);
    setFocusProxy(folder_);  // not a field: letters are keys of the page until somebody wants to type
    connectAll();
    retranslate();
}

QWidget* TrainForm::buildData(QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kUnit);
    data_ = new QLineEdit(box);
    folder_ = new QToolButton(box);
    file_ = new QToolButton(box);
    dataWords_ = new QLabel(box);
    dataWords_->setProperty("role", QStringLiteral("secondary"));
    dataWords_->setWordWrap(true);
    dataWords_->setMinimumHeight(2 * dataWords_->fontMetrics().lineSpacing());  // its space is there before its text
    dataWords_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    grid->addWidget(data_, 0, 0);
    grid->addWidget(folder_, 0, 1);
    grid->addWidget(file_, 0, 2);
    grid->addWidget(dataWords_, 1, 0, 1, 3);
    return box;
}

QWidget* TrainForm::buildSize(QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kUnit);
    resolution_ = new QComboBox(box);
    for (int side = kLeastSide; side <= kLargestSide; side *= 2) resolution_->addItem(QString(), side);
    kimg_ = new KimgField(box);
    kimg_->setDecimals(3);
    kimg_->setRange(kLeastKimg, kMostKimg);
    kimg_->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    for (QWidget* field : {static_cast<QWidget*>(resolution_), static_cast<QWidget*>(kimg_)})
        field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    resolutionLabel_ = labelFor(resolution_, this);
    kimgLabel_ = labelFor(kimg_, this);
    dragByLabel(kimgLabel_, kimg_);
    grid->addWidget(resolutionLabel_, 0, 0);
    grid->addWidget(kimgLabel_, 0, 1);
    grid->addWidget(resolution_, 1, 0);
    grid->addWidget(kimg_, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    return box;
}

QWidget* TrainForm::buildOut(QWidget* parent) {
    auto* box = new QWidget(parent);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kUnit);
    out_ = new QLineEdit(box);
    browseOut_ = new QToolButton(box);
    row->addWidget(out_, 1);
    row->addWidget(browseOut_);
    return box;
}

void TrainForm::connectAll() {
    connect(data_, &QLineEdit::textChanged, this, [this] {
        if (!filling_) Q_EMIT dataChanged();
        changed();
    });
    connect(folder_, &QToolButton::clicked, this, &TrainForm::browseFolder);
    connect(file_, &QToolButton::clicked, this, &TrainForm::browseFile);
    connect(browseOut_, &QToolButton::clicked, this, &TrainForm::browseOut);
    connect(start_, &QComboBox::activated, this, [this] {
        const QString start = start_->currentData().toString();
        if (start == QLatin1String("?")) return browseStart();
        Q_EMIT startChanged(start);
        changed();
    });
    connect(resolution_, &QComboBox::currentIndexChanged, this, &TrainForm::changed);
    connect(kimg_, &QDoubleSpinBox::valueChanged, this, &TrainForm::changed);
    connect(out_, &QLineEdit::textChanged, this, &TrainForm::changed);
    connect(advanced_, &TrainAdvanced::edited, this, [this] {
        if (!filling_) Q_EMIT dataChanged();  // which eyes are mirrored
        changed();
    });
    connect(&Theme::instance(), &Theme::changed, this, &TrainForm::refresh);
    setSettings({});
}

TrainingSettings TrainForm::settings() const {
    TrainingSettings settings;
    settings.data = data_->text();
    settings.start = start_->currentData() == QLatin1String("?") ? QString() : start_->currentData().toString();
    settings.resolution = resolution_->currentData().toInt();
    settings.kimg = kimg_->value();
    advanced_->read(settings);
    return settings;
}

void TrainForm::setSettings(const TrainingSettings& settings) {
    filling_ = true;
    data_->setText(settings.data);
    chooseStart(settings.start);
    setResolution(settings.resolution);
    kimg_->setValue(settings.kimg);
    advanced_->fill(settings);
    filling_ = false;
    Q_EMIT dataChanged();
    changed();
}

void TrainForm::setResolution(int resolution) {
    const int index = resolution_->findData(resolution);
    if (index >= 0) resolution_->setCurrentIndex(index);
}

QString TrainForm::outFolder() const {
    return out_->text();
}

void TrainForm::setOutFolder(const QString& folder) {
    out_->setText(folder);
}

void TrainForm::setData(const QString& path) {
    data_->setText(path);
}

QString TrainForm::problem() const {
    if (data_->text().isEmpty()) return tr("Choose pictures to learn from, or drop them here.");
    if (!QFileInfo::exists(data_->text())) return tr("There is no %1: choose other pictures.").arg(data_->text());
    if (dataUnusable_) return tr("These pictures cannot be used, see above.");
    if (!out_->text().isEmpty() && !QFileInfo(out_->text()).isDir())
        return tr("There is no folder %1 to save in: choose another one.").arg(out_->text());
    return {};
}

void TrainForm::browseFolder() {
    FilePicker::current().openFolder(
        window(), {.title = tr("Folder with pictures to learn from"), .folder = data_->text(), .filter = {}},
        [this](const QString& path) { setData(path); });
}

void TrainForm::browseFile() {
    FilePicker::current().openFile(window(),
                                   {.title = tr("Pictures to learn from"),
                                    .folder = QFileInfo(data_->text()).absolutePath(),
                                    .filter = tr("Data sets (*.zip dataset.json *.safetensors *.npy)") +
                                              QStringLiteral(";;") + tr("All files (*)")},
                                   [this](const QString& path) { setData(path); });
}

void TrainForm::browseStart() {
    chooseStart(settings().start);  // where the question is given up
    FilePicker::current().openFile(window(),
                                   {.title = tr("Network to start from"),
                                    .folder = startFile_,
                                    .filter = tr("Networks and checkpoints (*.safetensors *.pkl *.pt *.pth)") +
                                              QStringLiteral(";;") + tr("All files (*)")},
                                   [this](const QString& path) {
                                       chooseStart(path);
                                       Q_EMIT startChanged(path);
                                       changed();
                                   });
}

void TrainForm::browseOut() {
    FilePicker::current().openFolder(window(),
                                     {.title = tr("Folder to save trainings in"), .folder = out_->text(), .filter = {}},
                                     [this](const QString& path) { setOutFolder(path); });
}

void TrainForm::chooseStart(const QString& start) {
    if (start_->findData(start) < 0) {
        if (!startFile_.isEmpty()) start_->removeItem(start_->findData(startFile_));
        startFile_ = start;
        start_->insertItem(start_->count() - 1, QFileInfo(start).fileName(), QVariant(start));
        start_->setItemData(start_->findData(start), start, Qt::ToolTipRole);
    }
    start_->setCurrentIndex(start_->findData(start));
}

void TrainForm::setDataWords(const QString& text, bool unusable) {
    dataUnusable_ = unusable;
    dataWords_->setText(text);
    dataWords_->setStyleSheet(unusable ? QStringLiteral("color: %1;").arg(Theme::palette().caution.name()) : QString());
    refresh();
}

void TrainForm::changed() {
    if (filling_) return;
    refresh();
    Q_EMIT edited();
}

void TrainForm::refresh() {
    advanced_->setResolution(resolution_->currentData().toInt());
    const bool ready = problem().isEmpty();
    actions_->setStart(tr("Start"), ready);
    actions_->setCopy(tr("The same training for the command line"), ready);
    folder_->setIcon(lineIcon(QStringLiteral("open")));
    file_->setIcon(lineIcon(QStringLiteral("layers")));
    browseOut_->setIcon(lineIcon(QStringLiteral("open")));
}

void TrainForm::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile()) event->acceptProposedAction();
}

void TrainForm::dropEvent(QDropEvent* event) {
    setData(event->mimeData()->urls().first().toLocalFile());
    event->acceptProposedAction();
}

void TrainForm::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void TrainForm::retranslate() {
    heading_->setText(tr("New training"));
    dataLabel_->setText(tr("Pictures to learn from"));
    nameField(data_, tr("Pictures to learn from"),
              tr("A folder, a zip, a dataset.json, or a .safetensors or .npy of pictures"));
    data_->setPlaceholderText(tr("choose or drop"));
    nameField(folder_, tr("Choose a folder"), tr("Choose a folder"));
    nameField(file_, tr("Choose a zip, a dataset.json or a file of tensors"),
              tr("Choose a zip, a dataset.json or a file of tensors"));
    startLabel_->setText(tr("Start from"));
    nameField(start_, tr("Start from"), tr("A network that knows something alike needs far less time"));
    start_->setItemText(0, tr("a new network"));
    start_->setItemText(1, tr("the bundled generator"));
    start_->setItemText(start_->count() - 1, tr("a snapshot or network ..."));
    resolutionLabel_->setText(tr("Size"));
    nameField(resolution_, tr("Size"), tr("Side of the pictures; each doubling takes about four times as long"));
    for (int i = 0; i < resolution_->count(); ++i)
        resolution_->setItemText(i, tr("%1 px").arg(resolution_->itemData(i).toInt()));
    kimgLabel_->setText(tr("Length"));
    nameField(kimg_, tr("Length"), tr("Thousands of pictures shown in all, repeats included"));
    kimg_->setSuffix(tr(" kimg"));
    outLabel_->setText(tr("Save in"));
    nameField(out_, tr("Save in"), tr("Each training gets a folder of its own there"));
    out_->setPlaceholderText(tr("the studio's own folder"));
    nameField(browseOut_, tr("Choose where to save"), tr("Choose where to save"));
    refresh();
}

}  // namespace syper::ui
