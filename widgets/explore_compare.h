// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QObject>
#include <optional>

#include "service/sampler_service.h"
#include "widgets/explore_model.h"
#include "widgets/page.h"
#include "widgets/sample_view.h"

namespace syper::ui {

/// The pinned picture A that the present one, B, is compared with, and the way how.
class ExploreCompare : public QObject {
    Q_OBJECT
public:
    /// All outlive this. shown: the exact picture on screen; nothing before the first one.
    ExploreCompare(ExploreModel& model, SampleView& view, const std::optional<service::Sampled>& shown,
                   QObject* parent = nullptr);

    void pin();
    void unpin();
    /// What is pinned, and on which network.
    [[nodiscard]] const std::optional<ExploreState>& pinned() const noexcept { return pinned_; }
    [[nodiscard]] const std::optional<service::Sampled>& pinnedPicture() const noexcept { return picture_; }
    void setMode(Compare mode);
    /// The next mode, after the last the first.
    void cycle();
    /// This mode, or back to Compare::Hold where it is on.
    void toggle(Compare mode);
    /// The modes to choose from, for a button; texts are made anew each time it opens.
    void fill(QMenu& menu);
    [[nodiscard]] static QString nameOf(Compare mode);
    /// What is pinned and how it is compared, in a sentence; empty where nothing is.
    [[nodiscard]] QString description() const;

Q_SIGNALS:
    /// Another picture is pinned, or none, or the mode is another one.
    void changed();
    void notice(const syper::ui::Notice& notice);

private:
    ExploreModel& model_;
    SampleView& view_;
    const std::optional<service::Sampled>& shown_;
    std::optional<ExploreState> pinned_;
    std::optional<service::Sampled> picture_;  ///< of pinned_
};

}  // namespace syper::ui
