// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QFrame>
#include <QHash>
#include <QLabel>
#include <QProgressBar>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>
#include <optional>

#include "service/run_store.h"

namespace syper::ui {

/// One run in the list: its curve's look, state as word and shape, progress, agreement, and what can be done with it.
class RunRow : public QFrame {
    Q_OBJECT
public:
    RunRow(service::Run& run, service::JobQueue& queue, QWidget* parent = nullptr);

    [[nodiscard]] service::Run& run() const noexcept { return run_; }
    void setShown(bool shown, int variant);
    [[nodiscard]] bool shown() const { return shown_->isChecked(); }
    void refresh();

Q_SIGNALS:
    void shownChanged(bool shown);
    /// Show this one alone.
    void chosen();
    void resumeRequested();
    void verifyRequested();
    void copyRequested();
    void settingsRequested();
    void folderRequested();
    void removeRequested();
    void step(int rows);  ///< focus another row

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void pauseOrGoOn();
    void fillMenu();
    void retranslate();

    service::Run& run_;
    service::JobQueue& queue_;
    QCheckBox* shown_;
    QLabel *sample_, *title_, *symbol_, *state_, *figure_;
    QProgressBar* bar_;
    QToolButton *go_, *stop_, *menu_;
    int variant_ = 0;
    std::optional<service::RunState> drawn_;  // the state that the icons show
};

/// All runs, newest first. Ticked ones are in the plot.
class RunList : public QWidget {
    Q_OBJECT
public:
    /// store outlives this.
    explicit RunList(service::RunStore& store, QWidget* parent = nullptr);

    /// The ticked runs, oldest first.
    [[nodiscard]] QList<service::Run*> shown() const;
    void show(const QList<service::Run*>& runs);
    /// The look that each has in the plot.
    void setVariants(const QHash<service::Run*, int>& variants);
    [[nodiscard]] RunRow* row(const service::Run* run) const;

Q_SIGNALS:
    void shownChanged();
    void verifyRequested(syper::service::Run* run);
    void copyRequested(syper::service::Run* run);
    void settingsRequested(syper::service::Run* run);
    void folderRequested(syper::service::Run* run);
    void removeRequested(syper::service::Run* run);

protected:
    void changeEvent(QEvent* event) override;

private:
    void add(service::Run* run);
    void refreshEmpty();

    service::RunStore& store_;
    QVBoxLayout* rows_;
    QLabel* empty_;
};

}  // namespace syper::ui
