// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/explore_model.h"
#include "widgets/history_strip.h"
#include "widgets/large_icons.h"

namespace syper::ui {

/// The steps that undo (or redo) would take, nearest first, each with the picture that it leads to. A click goes there
/// at once.
class UndoMenu : public LargeIconMenu {
    Q_OBJECT
public:
    enum class Way : std::uint8_t { Undo, Redo };

    /// Both outlive this. Pictures that the history does not hold (any more) are left blank.
    UndoMenu(ExploreModel& model, const HistoryModel& history, Way way, QWidget* parent = nullptr);

private:
    void fill();

    ExploreModel& model_;
    const HistoryModel& history_;
    Way way_;
};

}  // namespace syper::ui
