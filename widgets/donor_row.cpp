// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/donor_row.h"

#include <QSignalBlocker>
#include <cmath>
#include <limits>

#include "widgets/elided_label.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

/// Below 0 away from the donor, above 1 beyond it.
constexpr ValueSlider::Range kAmount{.low = -1.0, .high = 2.0, .step = 0.01, .reset = 0.0, .decimals = 2};
constexpr int kPicture = 44;

}  // namespace

DonorView::DonorView(int layers, QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, 0, 0, size::kGap);
    column_->setSpacing(size::kUnit);
    column_->addWidget(buildHead());
    for (const core::LayerRange& band : layerBands(layers)) bands_.push_back(addSlider(band));
    for (int layer = 0; layer < layers; ++layer) layers_.push_back(addSlider({layer, layer}));
    const QString names[] = {tr("Coarse"), tr("Middle"), tr("Fine")};
    const QString meanings[] = {tr("Shape and pose"), tr("Features: lids, brow, iris"), tr("Colour and texture")};
    const auto ranges = layerBands(layers);
    for (std::size_t i = 0; i < bands_.size(); ++i)
        bands_[i]->setName(names[i], tr("%1 (layers %2 to %3): 0 keeps the eye's own, 1 takes the donor's")
                                         .arg(meanings[i])
                                         .arg(ranges[i].first)
                                         .arg(ranges[i].last));
    for (std::size_t i = 0; i < layers_.size(); ++i)
        layers_[i]->setName(tr("Layer %1").arg(i), tr("How much of the donor's style goes into layer %1").arg(i));
    setByLayer(false);
    connect(&Theme::instance(), &Theme::changed, this, &DonorView::tint);
    tint();
}

QWidget* DonorView::buildHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kGap);
    picture_ = new QLabel(head);
    picture_->setFixedSize(kPicture, kPicture);
    name_ = new ElidedLabel(head);
    seed_ = new QDoubleSpinBox(head);  // QSpinBox ends at 2^31
    seed_->setDecimals(0);
    seed_->setRange(0, double(std::numeric_limits<std::uint32_t>::max()));
    seed_->setKeyboardTracking(false);
    seed_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    seed_->setFixedWidth(92);
    seed_->setAccessibleName(tr("Donor seed"));
    seed_->setToolTip(tr("The seed whose styles are mixed in"));
    byLayer_ = new QToolButton(head);
    remove_ = new QToolButton(head);
    for (QToolButton* button : {byLayer_, remove_}) {
        button->setProperty("flat", true);
        button->setIconSize({size::kIcon, size::kIcon});
    }
    byLayer_->setCheckable(true);
    byLayer_->setAccessibleName(tr("Layer by layer"));
    byLayer_->setToolTip(tr("Layer by layer instead of bands"));
    remove_->setAccessibleName(tr("Remove this donor"));
    remove_->setToolTip(tr("Remove this donor"));
    row->addWidget(picture_);
    row->addWidget(name_, 1);
    row->addWidget(seed_);
    row->addWidget(byLayer_);
    row->addWidget(remove_);
    connect(seed_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        DonorRow row = row_;
        row.seed = std::uint32_t(value);
        Q_EMIT edited(row);
    });
    connect(seed_, &QAbstractSpinBox::editingFinished, this, [this] {
        if (seed_->hasFocus()) Q_EMIT confirmed();
    });
    connect(byLayer_, &QToolButton::toggled, this, &DonorView::setByLayer);
    connect(remove_, &QToolButton::clicked, this, &DonorView::removed);
    return head;
}

ValueSlider* DonorView::addSlider(const core::LayerRange& range) {
    auto* slider = new ValueSlider(kAmount, this);
    column_->addWidget(slider);
    connect(slider, &ValueSlider::gestureBegan, this, &DonorView::gestureBegan);
    connect(slider, &ValueSlider::gestureEnded, this, &DonorView::gestureEnded);
    connect(slider, &ValueSlider::confirmed, this, &DonorView::confirmed);
    connect(slider, &ValueSlider::edited, this, [this, range](double amount) { setAmount(range, amount); });
    return slider;
}

void DonorView::setAmount(const core::LayerRange& range, double amount) {
    DonorRow row = row_;
    for (std::size_t layer = 0; layer < row.amounts.size(); ++layer)
        if (range.holds(int(layer))) row.amounts[layer] = amount;
    Q_EMIT edited(row);
}

void DonorView::setRow(const DonorRow& row) {
    row_ = row;
    const QSignalBlocker quiet(seed_);
    seed_->setValue(row.seed);
    seed_->setVisible(row.w.empty());
    name_->setText(row.w.empty() ? tr("Donor seed") : tr("Donor: a picture"));
    const auto ranges = layerBands(int(row.amounts.size()));
    for (std::size_t band = 0; band < ranges.size(); ++band) {
        double sum = 0.0;
        int count = 0;
        for (std::size_t layer = 0; layer < row.amounts.size(); ++layer) {
            if (!ranges[band].holds(int(layer))) continue;
            sum += row.amounts[layer];
            ++count;
        }
        bands_[band]->setVisible(!byLayer() && count > 0);
        if (count > 0) bands_[band]->setValue(sum / count);
    }
    for (std::size_t layer = 0; layer < layers_.size(); ++layer) layers_[layer]->setValue(row.amounts[layer]);
}

void DonorView::setByLayer(bool byLayer) {
    byLayer_->setChecked(byLayer);
    for (ValueSlider* slider : bands_) slider->setVisible(!byLayer);
    for (ValueSlider* slider : layers_) slider->setVisible(byLayer);
}

void DonorView::setPicture(const QImage& picture) {
    const double ratio = devicePixelRatioF();
    const int side = int(std::lround(kPicture * ratio));
    QPixmap small = QPixmap::fromImage(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    small.setDevicePixelRatio(ratio);
    picture_->setPixmap(small);
}

void DonorView::tint() {
    byLayer_->setIcon(lineIcon(QStringLiteral("layers")));
    remove_->setIcon(lineIcon(QStringLiteral("close")));
}

}  // namespace syper::ui
