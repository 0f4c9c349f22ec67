// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/hard_set_panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QScreen>
#include <QSignalBlocker>
#include <algorithm>

#include "core/api/sampler.h"
#include "service/failure.h"
#include "widgets/history_strip.h"
#include "widgets/image_convert.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kPicture = 48;
constexpr int kListHeight = 280;

QString saidBy(const service::HardOpinion& opinion) {
    const QString name = opinion.weightBits < 32
                             ? QStringLiteral("W%1A%2").arg(opinion.weightBits).arg(opinion.activationBits)
                             : HardSetPanel::tr("FP");
    QString text = name + QLatin1Char(' ') + QLocale().toString(opinion.similarity, 'f', 2);
    // A quantized model's decision is worth a word where it is another one.
    if (opinion.flipped) return text + QLatin1Char(' ') + HardSetPanel::tr("flipped");
    if (opinion.same && opinion.weightBits >= 32)
        text += QLatin1Char(' ') + (*opinion.same ? HardSetPanel::tr("same") : HardSetPanel::tr("DIFFERENT"));
    return text;
}

QString textOf(const service::HardSpot& spot) {
    QStringList said;
    for (const service::HardOpinion& opinion : spot.opinions) said << saidBy(opinion);
    QString what;
    try {
        what = HistoryModel::describe(core::parseRecipe(spot.recipe.toStdString()).request);
    } catch (...) {
        what = service::currentFailure().text;
    }
    return what + QLatin1Char('\n') + said.join(QStringLiteral("  ·  "));
}

}  // namespace

HardSetModel::HardSetModel(const service::HardSet& set, QObject* parent) : QAbstractListModel(parent), set_(set) {
    connect(&set_, &service::HardSet::changed, this, &HardSetModel::refresh);
    refresh();
}

void HardSetModel::refresh() {
    beginResetModel();
    std::vector<Row> rows;
    for (auto spot = set_.spots().rbegin(); spot != set_.spots().rend(); ++spot) {
        const auto known = std::ranges::find(rows_, spot->recipe, &Row::recipe);
        const QPixmap picture =
            known != rows_.end() ? known->picture : QPixmap::fromImage(toQImage(spot->small).copy());
        rows.push_back({spot->recipe, textOf(*spot), picture});
    }
    rows_ = std::move(rows);
    endResetModel();
}

int HardSetModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(rows_.size());
}

QVariant HardSetModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Row& row = rows_[std::size_t(index.row())];
    switch (role) {
        case Qt::DecorationRole:
            return row.picture;
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            return row.text;
        default:
            return {};
    }
}

HardSetPanel::HardSetPanel(const service::HardSet& set, QWidget* parent)
    : QFrame(parent, Qt::Popup),
      model_(new HardSetModel(set, this)),
      title_(new QLabel(this)),
      text_(new QLabel(this)),
      empty_(new QLabel(this)),
      lossLabel_(new QLabel(this)),
      automatic_(new QCheckBox(this)),
      loss_(new QDoubleSpinBox(this)),
      list_(new QListView(this)),
      quantize_(new QPushButton(this)),
      export_(new QPushButton(this)),
      remove_(new QPushButton(this)) {
    setProperty("panel", true);
    setFixedWidth(size::kSidePanel * 3 / 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(size::kGapWide, size::kGapWide, size::kGapWide, size::kGapWide);
    column->setSpacing(size::kGap);
    title_->setProperty("role", QStringLiteral("heading"));
    text_->setProperty("role", QStringLiteral("secondary"));
    empty_->setProperty("role", QStringLiteral("secondary"));
    for (QLabel* label : {text_, empty_}) label->setWordWrap(true);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setFixedHeight(kListHeight);
    loss_->setRange(0.0, 1.0);
    loss_->setSingleStep(0.01);
    loss_->setDecimals(2);
    loss_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    loss_->setFixedWidth(64);
    lossLabel_->setBuddy(loss_);
    auto* rule = new QHBoxLayout;
    rule->addWidget(automatic_, 1);
    rule->addWidget(lossLabel_);
    rule->addWidget(loss_);
    list_->setModel(model_);
    list_->setIconSize({kPicture, kPicture});
    list_->setUniformItemSizes(true);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setFixedHeight(kListHeight);
    quantize_->setProperty("primary", true);
    auto* actions = new QHBoxLayout;
    actions->addWidget(quantize_, 1);
    actions->addWidget(export_);
    actions->addWidget(remove_);
    column->addWidget(title_);
    column->addWidget(text_);
    column->addLayout(rule);
    column->addWidget(list_);
    column->addWidget(empty_);
    column->addLayout(actions);
    connect(automatic_, &QCheckBox::toggled, this, &HardSetPanel::collectingChanged);
    connect(loss_, &QDoubleSpinBox::valueChanged, this, &HardSetPanel::collectingChanged);
    connect(list_, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(model_->recipe(index.row())); });
    connect(list_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HardSetPanel::refresh);
    connect(model_, &QAbstractItemModel::modelReset, this, &HardSetPanel::refresh);
    connect(quantize_, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT quantizeWanted();
    });
    connect(export_, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT exportWanted();
    });
    connect(remove_, &QPushButton::clicked, this, &HardSetPanel::removeSelected);
    retranslate();
}

void HardSetPanel::setCollecting(bool automatic, double loss) {
    const QSignalBlocker quietBox(automatic_), quietSpin(loss_);
    automatic_->setChecked(automatic);
    loss_->setValue(loss);
}

void HardSetPanel::refresh() {
    const bool any = model_->rowCount() > 0;
    list_->setVisible(any);
    empty_->setVisible(!any);
    quantize_->setEnabled(any);
    export_->setEnabled(any);
    remove_->setEnabled(list_->selectionModel()->hasSelection());
    title_->setText(any ? tr("Hard set: %n picture(s)", nullptr, model_->rowCount()) : tr("Hard set"));
}

void HardSetPanel::removeSelected() {
    QStringList recipes;
    const QModelIndexList chosen = list_->selectionModel()->selectedIndexes();
    for (const QModelIndex& index : chosen) recipes << model_->recipe(index.row());
    if (!recipes.isEmpty()) Q_EMIT removeWanted(recipes);
}

void HardSetPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete) return removeSelected();
    QFrame::keyPressEvent(event);
}

void HardSetPanel::openAt(const QWidget& anchor) {
    adjustSize();
    const QRect screen = anchor.screen()->availableGeometry();
    QPoint at = anchor.mapToGlobal(QPoint(anchor.width() - width(), -height() - size::kUnit));
    at.setX(std::clamp(at.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
    at.setY(std::max(at.y(), screen.top()));
    move(at);
    show();
    if (list_->isVisible())
        list_->setFocus();
    else
        automatic_->setFocus();
}

void HardSetPanel::retranslate() {
    model_->refresh();
    text_->setText(tr(
        "Where a smaller model answers otherwise than its teacher, or loses more similarity than it may. Quantize can "
        "train on these pictures."));
    automatic_->setText(tr("Collect while walking"));
    automatic_->setToolTip(tr("Keeps every such picture by itself; X keeps the present one in any case"));
    lossLabel_->setText(tr("Loss above"));
    loss_->setAccessibleName(tr("Similarity that a student may lose"));
    loss_->setToolTip(tr("A picture is hard, too, where a student's similarity is lower than its teacher's by more"));
    list_->setAccessibleName(tr("Pictures of the hard set"));
    list_->setToolTip(tr("Enter goes there, Delete removes"));
    empty_->setText(tr("None yet. Walk about until a model says that its answer flipped, and press X."));
    quantize_->setText(tr("Use on the Quantize page"));
    export_->setText(tr("Export..."));
    export_->setToolTip(tr("Writes the pictures with their recipes, and a table of what the models said"));
    remove_->setText(tr("Remove"));
    for (QPushButton* button : {quantize_, export_, remove_}) button->setAccessibleName(button->text());
    setAccessibleName(tr("Hard set"));
    refresh();
}

}  // namespace syper::ui
