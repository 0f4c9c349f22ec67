// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bits_picker.h"

#include <QEvent>
#include <QGridLayout>
#include <QSignalBlocker>

#include "widgets/number_field.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr std::array kPresetBits{8, 6, 4};
constexpr int kSmallestBits = 2, kLargestBits = 8;

}  // namespace

BitsPicker::BitsPicker(QWidget* parent)
    : QWidget(parent),
      other_(new QCheckBox(this)),
      weights_(wholeField(this, kSmallestBits, kLargestBits, 4)),
      activations_(wholeField(this, kSmallestBits, kLargestBits, 8)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kUnit);
    for (std::size_t i = 0; i < presets_.size(); ++i) {
        presets_[i] = new QPushButton(QStringLiteral("W%1A%1").arg(kPresetBits[i]), this);
        presets_[i]->setCheckable(true);
        presets_[i]->setChecked(i == 0);
        presets_[i]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        grid->addWidget(presets_[i], 0, int(i));
        grid->setColumnStretch(int(i), 1);
        connect(presets_[i], &QPushButton::toggled, this, &BitsPicker::changed);
    }
    weights_->setPrefix(QStringLiteral("W "));
    activations_->setPrefix(QStringLiteral("A "));
    grid->addWidget(other_, 1, 0);
    for (QSpinBox* field : {weights_, activations_}) {
        field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        grid->addWidget(field, 1, field == weights_ ? 1 : 2);
        connect(field, &QSpinBox::valueChanged, this, &BitsPicker::changed);
    }
    // In the order in which they are read, not in which they were made.
    QWidget* last = presets_[0];
    for (QWidget* next : std::initializer_list<QWidget*>{presets_[1], presets_[2], other_, weights_, activations_}) {
        setTabOrder(last, next);
        last = next;
    }
    connect(other_, &QCheckBox::toggled, this, &BitsPicker::changed);
    retranslate();
    changed();
}

QList<BitsPicker::Bits> BitsPicker::bits() const {
    QList<Bits> all;
    for (std::size_t i = 0; i < presets_.size(); ++i)
        if (presets_[i]->isChecked()) all.append({kPresetBits[i], kPresetBits[i]});
    const Bits own{weights_->value(), activations_->value()};
    if (other_->isChecked() && !all.contains(own)) all.append(own);
    return all;
}

void BitsPicker::setBits(const QList<Bits>& bits) {
    {
        const QSignalBlocker quiet(this);
        other_->setChecked(false);
        for (std::size_t i = 0; i < presets_.size(); ++i)
            presets_[i]->setChecked(bits.contains({kPresetBits[i], kPresetBits[i]}));
        for (const Bits& wanted : bits) {
            if (this->bits().contains(wanted)) continue;
            weights_->setValue(wanted.first);
            activations_->setValue(wanted.second);
            other_->setChecked(true);
        }
    }
    changed();
}

void BitsPicker::changed() {
    for (QSpinBox* field : {weights_, activations_}) field->setEnabled(other_->isChecked());
    Q_EMIT edited();
}

void BitsPicker::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void BitsPicker::retranslate() {
    const auto name = [](QWidget* widget, const QString& text, const QString& tip) {
        widget->setAccessibleName(text);
        widget->setToolTip(tip);
    };
    for (std::size_t i = 0; i < presets_.size(); ++i)
        name(presets_[i], presets_[i]->text(), tr("Weights and activations in %1 bits").arg(kPresetBits[i]));
    other_->setText(tr("Other"));
    name(other_, tr("Other bits"), tr("Any mix of 2 to 8 bits"));
    name(weights_, tr("Bits of the weights"), tr("Bits of the weights"));
    name(activations_, tr("Bits of the activations"), tr("Bits of the activations"));
}

}  // namespace syper::ui
