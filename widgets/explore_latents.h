// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "service/engine.h"
#include "widgets/explore_model.h"
#include "widgets/page.h"
#include "widgets/sweep_strip.h"

namespace syper::ui {

/// Files of latents (projected_w.npz and the like) brought into Explore: the first becomes the state, several stand in
/// the strip below the picture.
class ExploreLatents : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    ExploreLatents(service::Engine& engine, ExploreModel& model, SweepStrip& strip, QObject* parent = nullptr);

    void open(const QString& path);
    /// Another network is open: latents that it cannot draw leave the strip.
    void networkReady();

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);

private:
    void show(const QString& name, std::vector<std::vector<float>> latents);

    service::Engine& engine_;
    ExploreModel& model_;
    SweepStrip& strip_;
};

}  // namespace syper::ui
