// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "service/engine.h"
#include "widgets/explore_compare.h"
#include "widgets/explore_controls.h"
#include "widgets/explore_model.h"
#include "widgets/history_strip.h"
#include "widgets/layer_mixer.h"
#include "widgets/page.h"
#include "widgets/projection_panel.h"
#include "widgets/seed_plane.h"
#include "widgets/segmented_stack.h"
#include "widgets/sweep_strip.h"
#include "widgets/timeline.h"

namespace syper::ui {

/// What one may do with a latent beside walking along directions: the layer mixer, the seed plane and the projection of
/// photographs as further tabs of the controls, the keyframes below the picture.
class ExplorePanels : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    ExplorePanels(service::Engine& engine, ExploreModel& model, const ExploreCompare& compare,
                  const HistoryModel& history, ExploreControls& controls, SweepStrip& sweep);

    /// Another network is open.
    void setNetwork(const core::NetworkInfo& info);
    /// Whether there is a picture to do something with.
    void setUsable(bool usable);
    void retranslate();
    /// What belongs below the picture.
    [[nodiscard]] SegmentedStack* bottom() const noexcept { return bottom_; }
    void addKeyframe();
    void togglePlay();
    void showMixer() { controls_.tabs().show(mixerTab_); }
    void showPlane() { controls_.tabs().show(planeTab_); }
    void showProjection() { controls_.tabs().show(projectionTab_); }
    [[nodiscard]] LayerMixer& mixer() noexcept { return *mixer_; }
    [[nodiscard]] SeedPlanePanel& plane() noexcept { return *plane_; }
    [[nodiscard]] ProjectionPanel& projection() noexcept { return *projection_; }
    [[nodiscard]] Timeline& timeline() noexcept { return *timeline_; }

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);

private:
    ExploreControls& controls_;
    LayerMixer* mixer_;
    SeedPlanePanel* plane_;
    ProjectionPanel* projection_;
    SegmentedStack* bottom_;
    Timeline* timeline_;
    int mixerTab_ = 0, planeTab_ = 0, projectionTab_ = 0, sweepTab_ = 0, timelineTab_ = 0;
};

}  // namespace syper::ui
