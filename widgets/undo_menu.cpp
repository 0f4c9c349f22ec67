// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/undo_menu.h"

#include <algorithm>

namespace syper::ui {
namespace {

constexpr int kMostSteps = 10;

}  // namespace

UndoMenu::UndoMenu(ExploreModel& model, const HistoryModel& history, Way way, QWidget* parent)
    : LargeIconMenu(parent), model_(model), history_(history), way_(way) {
    connect(this, &QMenu::aboutToShow, this, &UndoMenu::fill);
}

void UndoMenu::fill() {
    clear();
    QUndoStack& stack = model_.undoStack();
    const bool back = way_ == Way::Undo;
    const int steps = std::min(kMostSteps, back ? stack.index() : stack.count() - stack.index());
    for (int i = 1; i <= steps; ++i) {
        const int target = stack.index() + (back ? -i : i);
        const ExploreState there = model_.stateAt(target);
        // Undoing a step takes back what it did; redoing does it again.
        const QString what = stack.text(back ? target : target - 1);
        QAction* action = addAction((back ? tr("Before: %1") : tr("After: %1")).arg(what) + QStringLiteral("    ") +
                                    HistoryModel::describe(there.request));
        action->setIcon(QIcon(history_.picture(there)));
        connect(action, &QAction::triggered, this, [this, target] { model_.undoStack().setIndex(target); });
    }
}

}  // namespace syper::ui
