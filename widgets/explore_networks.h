// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

#include "service/engine.h"
#include "widgets/explore_model.h"
#include "widgets/network_strip.h"
#include "widgets/page.h"

namespace syper::ui {

/// Several generators open at once, compared on the latent on screen. Whatever is opened joins them.
class ExploreNetworks : public QObject {
    Q_OBJECT
public:
    /// All outlive this. shown: the exact picture on screen; nothing before the first one.
    ExploreNetworks(service::Engine& engine, ExploreModel& model, const std::optional<service::Sampled>& shown,
                    NetworkStrip& strip, QObject* parent = nullptr);

    /// The network that is open joins the others. What it cannot draw of the latent is left out, as an edit.
    void networkReady();
    /// There is another picture on screen, or the same on another network.
    void refresh();

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    void openWanted();

private:
    void setNetworks(QStringList choices);
    void open(const QString& choice);
    void fitLatent();
    [[nodiscard]] QString noteOf(const core::SampleRequest& drawn) const;

    service::Engine& engine_;
    ExploreModel& model_;
    const std::optional<service::Sampled>& shown_;
    NetworkStrip& strip_;
    std::map<QString, core::SampleRequest> drawn_;  ///< what each network's picture in the strip was made from
};

}  // namespace syper::ui
