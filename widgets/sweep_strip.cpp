// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sweep_strip.h"

#include <QLocale>
#include <QPixmap>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "widgets/direction_list.h"
#include "widgets/network_strip.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

/// What the strip walks along: the id of a direction, or one of these.
constexpr int kPsi = -1, kSeed = -2, kNetworks = -3, kLatents = -4;
constexpr int kNarrow = 400, kAxis = 132, kNarrowAxis = 128;  // pixels across
constexpr double kPsiStep = 0.2, kDirectionStep = 1.0;

}  // namespace

SweepStrip::SweepStrip(const DirectionList& directions, QWidget* parent)
    : QWidget(parent), axis_(new QComboBox(this)), directions_(directions) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kUnit);
    axis_->setFixedWidth(kAxis);
    setFixedHeight(size::kThumbnail + 28);  // before the pictures come, so that they move nothing
    row->addWidget(axis_);
    row->addSpacing(size::kGap);
    for (int i = 0; i < kSteps; ++i) {
        auto* button = new QToolButton(this);
        button->setProperty("flat", true);
        button->setProperty("compact", true);
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setIconSize({size::kThumbnail, size::kThumbnail});
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        button->setFixedHeight(size::kThumbnail + 28);
        button->setMaximumWidth(size::kThumbnail + 20);
        row->addWidget(button, 1);
        connect(button, &QToolButton::clicked, this, [this, i] {
            const Step& step = steps_[std::size_t(i)];
            Q_EMIT chosen(step.request, step.caption);
        });
        steps_.push_back({.button = button, .request = {}, .caption = {}});
    }
    networks_ = new NetworkStrip(this);
    networks_->hide();
    row->addWidget(networks_, 7);
    connect(axis_, &QComboBox::currentIndexChanged, this, [this] {
        showAxis();
        Q_EMIT axisChanged();
    });
    retranslate();
}

void SweepStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (std::exchange(wasNarrow_, narrow()) != narrow()) {
        axis_->setFixedWidth(narrow() ? kNarrowAxis : kAxis);
        layout()->setSpacing(narrow() ? 0 : size::kUnit);  // captions need it
        showAxis();
        Q_EMIT axisChanged();
    }
    // In a narrow window the pictures shrink rather than leave it.
    const int side = std::clamp(steps_.front().button->width() - 12, 16, size::kThumbnail);
    for (const Step& step : steps_) step.button->setIconSize({side, side});
}

bool SweepStrip::narrow() const {
    return width() < kNarrow;
}

void SweepStrip::fillAxes() {
    const QVariant before = axis_->currentData();
    {
        const QSignalBlocker quiet(axis_);
        axis_->clear();
        axis_->addItem(tr("Truncation"), kPsi);
        axis_->addItem(tr("Next seeds"), kSeed);
        axis_->addItem(tr("Networks"), kNetworks);
        if (!latents_.empty()) axis_->addItem(latentsName_, kLatents);
        for (const DirectionRow& row : directions_.rows()) axis_->addItem(row.name(), row.id);
        axis_->setCurrentIndex(std::max(0, axis_->findData(before)));
    }
    showAxis();
    Q_EMIT axisChanged();  // also where the direction has other layers, or another sense
}

void SweepStrip::showAxis() {
    const bool networks = axis_->currentData().toInt() == kNetworks;
    const int shown = networks ? 0 : stepCount();
    for (int i = 0; i < kSteps; ++i) steps_[std::size_t(i)].button->setVisible(i < shown);
    networks_->setVisible(networks);
}

void SweepStrip::toggleNetworks() {
    const int now = axis_->currentData().toInt();
    if (now != kNetworks) before_ = now;
    if (!isVisible() && now == kNetworks) return Q_EMIT wanted();  // hidden with all else
    Q_EMIT wanted();
    axis_->setCurrentIndex(std::max(0, axis_->findData(now == kNetworks ? before_ : kNetworks)));
}

void SweepStrip::showDirection(int id) {
    axis_->setCurrentIndex(std::max(0, axis_->findData(id)));
    Q_EMIT wanted();
}

void SweepStrip::showLatents(const QString& name, std::vector<std::vector<float>> latents) {
    latentsName_ = name;
    latents_ = std::move(latents);
    fillAxes();
    axis_->setCurrentIndex(axis_->findData(kLatents));
    Q_EMIT wanted();
}

void SweepStrip::keepLatents(std::size_t oneLength, std::size_t otherLength) {
    if (latents_.empty() || latents_.front().size() == oneLength || latents_.front().size() == otherLength) return;
    latents_.clear();
    fillAxes();
}

int SweepStrip::stepCount() const {
    const int most = narrow() ? kNarrowSteps : kSteps;
    return axis_->currentData().toInt() == kLatents ? std::min(most, int(latents_.size())) : most;
}

int SweepStrip::firstLatent(const core::SampleRequest& centre) const {
    const auto here = std::ranges::find(latents_, centre.w);
    const int index = here == latents_.end() ? 0 : int(here - latents_.begin());
    return std::clamp(index - stepCount() / 2, 0, int(latents_.size()) - stepCount());
}

void SweepStrip::retranslate() {
    fillAxes();
    networks_->retranslate();
    axis_->setAccessibleName(tr("What the strip walks along"));
    axis_->setToolTip(tr("What the strip walks along; a click on a picture goes there (N: other networks)"));
    for (int i = 0; i < kSteps; ++i)
        steps_[std::size_t(i)].button->setAccessibleName(tr("Step %1 of the strip").arg(i + 1));
}

std::pair<core::SampleRequest, QString> SweepStrip::stepAt(const core::SampleRequest& centre, int step) const {
    const QLocale locale;
    core::SampleRequest request = centre;
    if (axis_->currentData().toInt() == kPsi) {
        request = ExploreModel::withPsi(std::move(request), step * kPsiStep);
        return {request, locale.toString(request.psi, 'f', 2)};
    }
    if (axis_->currentData().toInt() == kSeed) {
        request = ExploreModel::withSeed(centre, centre.seed + std::uint32_t(step));
        return {request, QString::number(request.seed)};
    }
    if (axis_->currentData().toInt() == kLatents) {
        const int index = firstLatent(centre) + step;
        request = ExploreModel::withSeed(centre, centre.seed);
        request.w = latents_[std::size_t(index)];
        return {request, tr("%1 of %2").arg(index + 1).arg(latents_.size())};
    }
    const double amount = (step - stepCount() / 2) * kDirectionStep;
    const DirectionRow* row = directions_.row(axis_->currentData().toInt());
    return {row != nullptr ? directions_.along(centre, *row, amount) : centre, locale.toString(amount, 'f', 1)};
}

std::vector<core::SampleRequest> SweepStrip::around(const core::SampleRequest& centre) {
    std::vector<core::SampleRequest> requests;
    if (axis_->currentData().toInt() == kNetworks) return requests;
    for (int i = 0; i < stepCount(); ++i) {
        Step& step = steps_[std::size_t(i)];
        std::tie(step.request, step.caption) = stepAt(centre, i);
        step.button->setText(step.caption);
        step.button->setToolTip(tr("%1: %2").arg(axis_->currentText(), step.caption));
        step.button->setAccessibleName(step.button->toolTip());
        requests.push_back(step.request);
    }
    return requests;
}

void SweepStrip::setPicture(int step, const QImage& picture) {
    if (step < 0 || step >= kSteps) return;
    const double ratio = devicePixelRatioF();
    const int side = int(std::lround(size::kThumbnail * ratio));
    QPixmap small = QPixmap::fromImage(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    small.setDevicePixelRatio(ratio);
    steps_[std::size_t(step)].button->setIcon(QIcon(small));
}

}  // namespace syper::ui
