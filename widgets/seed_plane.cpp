// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/seed_plane.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr std::size_t kMostAtOnce = 25;
constexpr double kFarthest = 1e6;

/// How a seed on the map looks: drawn as the present picture is, with nothing done to it.
core::SampleRequest cell(core::SampleRequest request) {
    request.seed = 0;
    request.w.clear();
    request.directions.clear();
    request.edits = {};
    return request;
}

}  // namespace

SeedPlanePanel::SeedPlanePanel(service::Engine& engine, ExploreModel& model, QWidget* parent)
    : QWidget(parent), engine_(engine), model_(model), view_(new PlaneView(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kGap);
    auto* head = new QHBoxLayout;
    heading_ = new QLabel(this);
    heading_->setProperty("role", QStringLiteral("heading"));
    x_ = coordinate();
    y_ = coordinate();
    reset_ = new QToolButton(this);
    reset_->setProperty("flat", true);
    reset_->setIconSize({size::kIcon, size::kIcon});
    head->addWidget(heading_, 1);
    head->addWidget(x_);
    head->addWidget(y_);
    head->addWidget(reset_);
    explanation_ = new QLabel(this);
    explanation_->setProperty("role", QStringLiteral("secondary"));
    explanation_->setWordWrap(true);
    column->addLayout(head);
    column->addWidget(view_, 1);
    column->addWidget(explanation_);
    const auto tint = [this] { reset_->setIcon(lineIcon(QStringLiteral("reset"))); };
    connect(&Theme::instance(), &Theme::changed, this, tint);
    connect(view_, &PlaneView::moved, this, &SeedPlanePanel::moveTo);
    connect(view_, &PlaneView::gestureBegan, &model_, &ExploreModel::beginGesture);
    connect(view_, &PlaneView::gestureEnded, &model_, &ExploreModel::endGesture);
    connect(view_, &PlaneView::resetWanted, this, &SeedPlanePanel::reset);
    connect(view_, &PlaneView::scrolled, this, &SeedPlanePanel::askForPictures);
    connect(reset_, &QToolButton::clicked, this, &SeedPlanePanel::reset);
    connect(&model_, &ExploreModel::changed, this, &SeedPlanePanel::sync);
    connect(&model_, &ExploreModel::gestureEnded, this, &SeedPlanePanel::askForPictures);
    connect(&engine_.sampler(), &service::SamplerService::extraSampled, this, [this](const service::Sampled& picture) {
        if (picture.id < firstAsked_ || picture.id >= firstAsked_ + asked_.size()) return;
        view_->setPicture(picture.request.seed, toQImage(picture.image));
        if (picture.id + 1 == firstAsked_ + asked_.size()) askForPictures();
    });
    tint();
    retranslate();
}

QDoubleSpinBox* SeedPlanePanel::coordinate() {
    auto* spin = new QDoubleSpinBox(this);
    spin->setDecimals(3);
    spin->setRange(-kFarthest, kFarthest);
    spin->setSingleStep(0.1);
    spin->setKeyboardTracking(false);
    spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
    spin->setFixedWidth(84);
    connect(spin, &QDoubleSpinBox::valueChanged, this, [this] { moveTo({x_->value(), y_->value()}); });
    connect(spin, &QAbstractSpinBox::editingFinished, this, [this, spin] {
        if (spin->hasFocus()) Q_EMIT confirmed();
    });
    return spin;
}

QPointF SeedPlanePanel::placeOf(const core::SampleRequest& request) {
    if (request.edits.plane) return {request.edits.plane->x, request.edits.plane->y};
    const std::uint32_t rows = core::SeedPlane().rowStep;
    return {double(request.seed % rows), double(request.seed / rows)};
}

void SeedPlanePanel::moveTo(const QPointF& point) {
    ExploreState next = model_.state();
    core::SeedPlane plane = next.request.edits.plane.value_or(core::SeedPlane());
    // As many digits as one can type: what is dragged can be told and typed again.
    plane.x = std::round(std::clamp(point.x(), -kFarthest, kFarthest) * 1000.0) / 1000.0;
    plane.y = std::round(std::clamp(point.y(), -kFarthest, kFarthest) * 1000.0) / 1000.0;
    next.request.edits.plane = plane;
    next.request.edits.z = {};
    next.request.w.clear();
    model_.edit(next, ExploreModel::Plane, tr("Walk between seeds"));
}

void SeedPlanePanel::reset() {
    view_->clearPath();
    ExploreState next = model_.state();
    if (!next.request.edits.plane) return;
    next.request.edits.plane.reset();
    model_.edit(next, ExploreModel::Plane, tr("Back to the seed"));
}

void SeedPlanePanel::sync() {
    const core::SampleRequest& request = model_.state().request;
    const QPointF place = placeOf(request);
    view_->setRowStep(request.edits.plane.value_or(core::SeedPlane()).rowStep);
    view_->setPoint(place, request.edits.plane.has_value());
    const std::pair<QDoubleSpinBox*, double> shown[] = {{x_, place.x()}, {y_, place.y()}};
    for (const auto& [spin, value] : shown) {
        const QSignalBlocker quiet(spin);
        spin->setValue(value);
    }
    reset_->setEnabled(request.edits.plane.has_value() || view_->path().size() > 1);
    if (!model_.inGesture()) askForPictures();
}

void SeedPlanePanel::setNetwork() {
    cellsOf_.reset();
    askForPictures();
}

void SeedPlanePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    askForPictures();
}

void SeedPlanePanel::askForPictures() {
    if (!isVisible() || !engine_.sampler().network() || model_.inGesture()) return;
    const core::SampleRequest like = cell(model_.state().request);
    if (!cellsOf_ || !(*cellsOf_ == like)) {
        cellsOf_ = like;
        view_->clearPictures();
    }
    std::vector<core::SampleRequest> wanted;
    for (const quint32 seed : view_->missing()) {
        if (wanted.size() == kMostAtOnce) break;
        wanted.push_back(like);
        wanted.back().seed = seed;
    }
    if (wanted == asked_ || wanted.empty()) return;
    asked_ = std::move(wanted);
    firstAsked_ = engine_.sampler().requestExtras(asked_, service::ExtrasFor::Plane);
}

void SeedPlanePanel::retranslate() {
    heading_->setText(tr("Seed plane"));
    explanation_->setText(tr("Drag the point between seeds; the wheel zooms, a double click goes back to the seed."));
    view_->setAccessibleName(tr("Map of seeds"));
    view_->setToolTip(tr("Drag to walk between seeds; arrows step a tenth of one, with Shift a whole one"));
    x_->setAccessibleName(tr("Place across"));
    x_->setToolTip(tr("Place across: whole numbers are seeds"));
    y_->setAccessibleName(tr("Place up"));
    y_->setToolTip(tr("Place up: a row is %1 seeds further").arg(core::SeedPlane().rowStep));
    reset_->setAccessibleName(tr("Back to the seed, and clear the path"));
    reset_->setToolTip(tr("Back to the seed, and clear the path"));
}

}  // namespace syper::ui
