// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>

#include "service/engine.h"
#include "service/picture_journal.h"
#include "widgets/explore_model.h"
#include "widgets/history_strip.h"
#include "widgets/page.h"

namespace syper::ui {

/// Keeps the history on disk as it happens, so that a crash loses nothing, and brings it back at the next start. Files
/// are read and written on the engine's worker.
class ExploreHistory : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    ExploreHistory(service::Engine& engine, ExploreModel& model, HistoryStrip& strip, QObject* parent = nullptr);

    /// The exact picture of the present state.
    void add(const QImage& picture);
    /// The present state, if it was looked at, becomes a favourite or none.
    void toggleFavourite();
    /// The earlier sessions' pictures are in the strip.
    [[nodiscard]] bool restored() const noexcept { return restored_; }

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    void restoringEnded();

private:
    void restore();
    void keepFavourite(int row);
    void tellOnce(const QString& text);

    service::Engine& engine_;
    ExploreModel& model_;
    HistoryStrip& strip_;
    std::shared_ptr<service::PictureJournal> journal_;  ///< of the worker
    bool restored_ = false, told_ = false;
};

}  // namespace syper::ui
