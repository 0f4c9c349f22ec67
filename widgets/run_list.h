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

#include "service/folder_run_store.h"
#include "widgets/theme.h"

namespace syper::ui {

/// What a kind of runs shows of each in the list, beside its state and progress.
struct RunLook {
    ModelStyle style{};    ///< of its curve
    QString figure;        ///< the figure that tells how good it is; empty where there is none yet
    QString use, useIcon;  ///< what one does with what it made; empty while there is nothing
};

/// One run in the list: its curve's look, state as word and shape, progress, a figure, and what can be done with it.
class RunRow : public QFrame {
    Q_OBJECT
public:
    using Look = std::function<RunLook(const service::FolderRun&)>;

    RunRow(service::FolderRun& run, service::JobQueue& queue, Look look, QWidget* parent = nullptr);

    [[nodiscard]] service::FolderRun& run() const noexcept { return run_; }
    void setShown(bool shown, int variant);
    void setFigureTip(const QString& tip) { figure_->setToolTip(tip); }
    [[nodiscard]] bool shown() const { return shown_->isChecked(); }
    void refresh();

Q_SIGNALS:
    void shownChanged(bool shown);
    /// Show this one alone.
    void chosen();
    void resumeRequested();
    void useRequested();
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

    service::FolderRun& run_;
    service::JobQueue& queue_;
    Look look_;
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
    RunList(service::FolderRunStore& store, RunRow::Look look, QWidget* parent = nullptr);
    /// What the figure of each run means.
    void setFigureTip(const QString& tip);

    /// The ticked runs, oldest first.
    [[nodiscard]] QList<service::FolderRun*> shown() const;
    void show(const QList<service::FolderRun*>& runs);
    /// The look that each has in the plot.
    void setVariants(const QHash<service::FolderRun*, int>& variants);
    [[nodiscard]] RunRow* row(const service::FolderRun* run) const;

Q_SIGNALS:
    void shownChanged();
    void useRequested(syper::service::FolderRun* run);
    void copyRequested(syper::service::FolderRun* run);
    void settingsRequested(syper::service::FolderRun* run);
    void folderRequested(syper::service::FolderRun* run);
    void removeRequested(syper::service::FolderRun* run);

protected:
    void changeEvent(QEvent* event) override;

private:
    void add(service::FolderRun* run);
    void refreshEmpty();

    service::FolderRunStore& store_;
    RunRow::Look look_;
    QString figureTip_;
    QVBoxLayout* rows_;
    QLabel* empty_;
};

}  // namespace syper::ui
