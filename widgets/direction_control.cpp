// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/direction_control.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/icons.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kTool = 24;
constexpr double kStep = 0.05;

}  // namespace

DirectionControl::DirectionControl(int id, QWidget* parent)
    : QWidget(parent),
      id_(id),
      value_(new ValueSlider({.low = -3, .high = 3, .step = kStep, .reset = 0, .decimals = 2}, this)),
      strip_(new QToolButton(this)),
      flip_(new QToolButton(this)),
      more_(new QToolButton(this)),
      details_(new QWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(value_);
    column->addWidget(details_);
    for (QToolButton* button : {strip_, flip_, more_}) {
        button->setProperty("flat", true);
        button->setProperty("compact", true);
        button->setIconSize({kTool - size::kGap, kTool - size::kGap});
        button->setFixedSize(kTool, kTool);
        value_->addTool(button);
    }
    flip_->setCheckable(true);
    more_->setCheckable(true);
    buildDetails();
    connect(value_, &ValueSlider::edited, this, &DirectionControl::walked);
    connect(strip_, &QToolButton::clicked, this, &DirectionControl::stripWanted);
    connect(flip_, &QToolButton::clicked, this, &DirectionControl::flipWanted);
    connect(more_, &QToolButton::toggled, this, [this](bool on) {
        details_->setVisible(on);
        tint();
    });
    connect(&Theme::instance(), &Theme::changed, this, &DirectionControl::tint);
    tint();
}

void DirectionControl::buildDetails() {
    auto* column = new QVBoxLayout(details_);
    column->setContentsMargins(0, size::kUnit, 0, size::kUnit);
    column->setSpacing(size::kUnit);
    name_ = new QLineEdit(details_);
    auto* row = new QHBoxLayout;
    row->setSpacing(size::kUnit);
    layersLabel_ = new QLabel(details_);
    layersLabel_->setProperty("role", QStringLiteral("secondary"));
    dash_ = new QLabel(QStringLiteral("\u2013"), details_);
    from_ = new QSpinBox(details_);
    to_ = new QSpinBox(details_);
    remove_ = new QPushButton(details_);
    for (QSpinBox* spin : {from_, to_}) {
        spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
        spin->setKeyboardTracking(false);
        spin->setFixedWidth(44);
    }
    layersLabel_->setBuddy(from_);
    row->addWidget(layersLabel_);
    row->addWidget(from_);
    row->addWidget(dash_);
    row->addWidget(to_);
    row->addStretch(1);
    row->addWidget(remove_);
    column->addWidget(name_);
    column->addLayout(row);
    details_->hide();
    connect(name_, &QLineEdit::editingFinished, this, [this] { Q_EMIT renamed(name_->text()); });
    for (QSpinBox* spin : {from_, to_}) connect(spin, &QSpinBox::valueChanged, this, &DirectionControl::sendLayers);
    connect(remove_, &QPushButton::clicked, this, &DirectionControl::removeWanted);
}

void DirectionControl::sendLayers() {
    // The end that was moved takes the other one along.
    const bool first = sender() == from_;
    const int from = first ? from_->value() : std::min(from_->value(), to_->value());
    const int to = first ? std::max(from_->value(), to_->value()) : to_->value();
    Q_EMIT layersChanged({.first = from, .last = to >= layers_ - 1 ? -1 : to});
}

void DirectionControl::setRow(const DirectionRow& row, int layers) {
    row_ = row;
    layers_ = std::max(1, layers);
    const QSignalBlocker quietName(name_), quietFrom(from_), quietTo(to_), quietFlip(flip_);
    for (QSpinBox* spin : {from_, to_}) spin->setRange(0, layers_ - 1);
    from_->setValue(row.direction.layers.first);
    to_->setValue(row.direction.layers.last < 0 ? layers_ - 1 : row.direction.layers.last);
    flip_->setChecked(row.flipped);
    low_ = row.flipped ? -row.direction.high : row.direction.low;
    high_ = row.flipped ? -row.direction.low : row.direction.high;
    fitRange(value_->value());
    retranslate();
}

// A recipe may go further than a slider: then the slider does, too, and stays so long.
void DirectionControl::fitRange(double amount) {
    low_ = std::min(low_, std::floor(amount));
    high_ = std::max(high_, std::ceil(amount));
    value_->setRange({.low = low_, .high = high_, .step = kStep, .reset = 0, .decimals = 2});
}

void DirectionControl::setAmount(double amount) {
    if (amount < low_ || amount > high_) fitRange(amount);
    value_->setValue(amount);
}

void DirectionControl::retranslate() {
    const QString name = row_.name();
    name_->setText(name);
    const core::LayerRange& layers = row_.direction.layers;
    QStringList told{tr("Walk along %1, in standard deviations").arg(name)};
    if (std::isfinite(row_.direction.share))
        told << tr("Explains %1 of the variance").arg(rateText(row_.direction.share, 1));
    const bool all = layers == core::LayerRange();
    if (!all) told << tr("In the layers %1 to %2").arg(from_->value()).arg(to_->value());
    value_->setName(all ? name : tr("%1 (layers %2\u2013%3)").arg(name).arg(from_->value()).arg(to_->value()),
                    told.join(QLatin1Char('\n')));
    const std::pair<QWidget*, QString> texts[] = {
        {strip_, tr("Previews of %1 from -3 to 3 standard deviations").arg(name)},
        {flip_, tr("Turn %1 round: the slider goes the other way").arg(name)},
        {more_, tr("Name and layers of %1").arg(name)},
        {name_, tr("Name of %1").arg(name)},
        {from_, tr("First layer of %1").arg(name)},
        {to_, tr("Last layer of %1").arg(name)},
        {remove_, tr("Remove %1").arg(name)}};
    for (const auto& [widget, text] : texts) {
        widget->setAccessibleName(text);
        widget->setToolTip(text);
    }
    layersLabel_->setText(tr("Layers"));
    remove_->setText(tr("Remove"));
}

void DirectionControl::tint() {
    strip_->setIcon(lineIcon(QStringLiteral("strip")));
    flip_->setIcon(lineIcon(QStringLiteral("flip")));
    more_->setIcon(lineIcon(more_->isChecked() ? QStringLiteral("chevron-up") : QStringLiteral("chevron")));
}

}  // namespace syper::ui
