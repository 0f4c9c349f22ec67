// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_panels.h"

namespace syper::ui {

ExplorePanels::ExplorePanels(service::Engine& engine, ExploreModel& model, const ExploreCompare& compare,
                             const HistoryModel& history, ExploreControls& controls, SweepStrip& sweep)
    : QObject(&controls),
      controls_(controls),
      mixer_(new LayerMixer(engine, model, compare, history, &controls)),
      plane_(new SeedPlanePanel(engine, model, &controls)),
      projection_(new ProjectionPanel(engine, model, &controls)),
      bottom_(new SegmentedStack(sweep.parentWidget(), Qt::Vertical)),
      timeline_(new Timeline(engine, model, history, bottom_)),
      mixerTab_(controls.tabs().add(mixer_)),
      planeTab_(controls.tabs().add(plane_)),
      projectionTab_(controls.tabs().add(projection_)),
      sweepTab_(bottom_->add(&sweep)),
      timelineTab_(bottom_->add(timeline_)) {
    connect(&sweep, &SweepStrip::wanted, this, [this] { bottom_->show(sweepTab_); });
    bottom_->setIcon(sweepTab_, QStringLiteral("strip"));
    bottom_->setIcon(timelineTab_, QStringLiteral("keyframes"));
    connect(timeline_, &Timeline::notice, this, &ExplorePanels::notice);
    connect(timeline_, &Timeline::confirmed, &controls, &ExploreControls::confirmed);
    connect(mixer_, &LayerMixer::notice, this, &ExplorePanels::notice);
    connect(mixer_, &LayerMixer::confirmed, &controls, &ExploreControls::confirmed);
    connect(plane_, &SeedPlanePanel::confirmed, &controls, &ExploreControls::confirmed);
    connect(projection_, &ProjectionPanel::notice, this, &ExplorePanels::notice);
    connect(projection_, &ProjectionPanel::confirmed, &controls, &ExploreControls::confirmed);
    connect(projection_, &ProjectionPanel::begun, this, &ExplorePanels::showProjection);
    retranslate();
}

void ExplorePanels::setNetwork(const core::NetworkInfo& info) {
    mixer_->setNetwork(info);
    plane_->setNetwork();
    projection_->setNetwork();
}

void ExplorePanels::setUsable(bool usable) {
    bottom_->setEnabled(usable);
    timeline_->setUsable(usable);
    projection_->setUsable(usable);
}

void ExplorePanels::addKeyframe() {
    bottom_->show(timelineTab_);
    timeline_->addKey();
}

void ExplorePanels::togglePlay() {
    bottom_->show(timelineTab_);
    timeline_->togglePlay();
}

void ExplorePanels::retranslate() {
    bottom_->setText(sweepTab_, tr("Around"), tr("Where one control leads from here"));
    bottom_->setText(timelineTab_, tr("Keyframes"), tr("A film through keyframes (K adds one, Shift+K plays)"));
    timeline_->retranslate();
    controls_.tabs().setText(mixerTab_, tr("Mixer"), tr("Styles of other eyes, layer by layer (M)"));
    controls_.tabs().setText(planeTab_, tr("Plane"), tr("Walk between seeds on a map (L)"));
    controls_.tabs().setText(projectionTab_, tr("Photo"), tr("Project a photograph into the latent space (T)"));
    mixer_->retranslate();
    projection_->retranslate();
    plane_->retranslate();
}

}  // namespace syper::ui
