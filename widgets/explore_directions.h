// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <map>

#include "service/engine.h"
#include "widgets/direction_list.h"
#include "widgets/direction_panel.h"
#include "widgets/page.h"
#include "widgets/sweep_strip.h"

namespace syper::ui {

/// Where Explore's directions come from and go to: the network, principal components, files.
class ExploreDirections : public QObject {
    Q_OBJECT
public:
    /// All outlive this. page: asks for files over it.
    ExploreDirections(service::Engine& engine, DirectionList& list, DirectionPanel& panel, SweepStrip& strip,
                      QWidget& page);

    /// The network is loaded.
    void networkReady();
    void addFile(const QString& path);

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);

private:
    struct Asked {
        service::DirectionSource source{};
        QString file;  ///< its name
    };
    void ask(service::DirectionSource source, const QString& path = {});
    void found(quint64 id, const core::DirectionSet& set);
    void addPca();
    void browse();
    void save();
    void saveTo(const QString& path);

    service::Engine& engine_;
    DirectionList& list_;
    DirectionPanel& panel_;
    SweepStrip& strip_;
    QWidget& page_;
    std::map<quint64, Asked> asked_;
    core::DirectionSet pca_;  ///< of the network that is open, once found
    bool describing_ = false;
};

}  // namespace syper::ui
