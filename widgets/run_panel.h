// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QToolButton>

#include "widgets/page.h"
#include "widgets/run_list.h"

namespace syper::ui {

/// The column of a page with all runs of a kind: the list, opening a run from elsewhere, removing one and bringing it
/// back, and what there is to tell about them.
class RunPanel : public QFrame {
    Q_OBJECT
public:
    /// store outlives this.
    RunPanel(service::FolderRunStore& store, RunRow::Look look, QWidget* parent = nullptr);

    static constexpr int kWidth = 288;

    [[nodiscard]] RunList& list() noexcept { return *list_; }
    /// A column of its own, or without a frame inside another one.
    void setFramed(bool framed);

Q_SIGNALS:
    /// Other runs are ticked.
    void shownChanged();
    void useRequested(syper::service::FolderRun* run);
    void copyRequested(syper::service::FolderRun* run);
    void settingsRequested(syper::service::FolderRun* run);
    void notice(const syper::ui::Notice& notice);

protected:
    void changeEvent(QEvent* event) override;

private:
    void connectStore();
    void openRun();
    void remove(service::FolderRun* run);
    void tellInterrupted();
    void takeBackInterrupted();
    [[nodiscard]] Notice interrupted();
    void retranslate();

    service::FolderRunStore& store_;
    QLabel* title_;
    QToolButton* open_;
    RunList* list_;
    bool toldInterrupted_ = false;
};

}  // namespace syper::ui
