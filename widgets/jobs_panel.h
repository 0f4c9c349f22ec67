// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHash>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <optional>

#include "service/job_queue.h"

namespace syper::ui {

/// One job: what, how far, how long, and what can be done with it.
class JobRow : public QFrame {
    Q_OBJECT
public:
    JobRow(service::Job& job, service::JobQueue& queue, QWidget* parent = nullptr);

    [[nodiscard]] QString waitsFor() const;
    void refresh();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void retranslate();

    service::Job& job_;
    service::JobQueue& queue_;
    QLabel *symbol_, *title_, *state_;
    QProgressBar* bar_;
    QToolButton *up_, *down_, *pause_, *stop_, *remove_;
    std::optional<service::JobState> drawn_;  // the state that the icons show
};

/// All jobs: what runs, what waits in its order, what is over.
class JobsPanel : public QFrame {
    Q_OBJECT
public:
    /// queue outlives this.
    explicit JobsPanel(service::JobQueue& queue, QWidget* parent = nullptr);

    /// "2 jobs · 64 % · 3 min left"; empty where none is open.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] JobRow* row(const service::Job* job) const { return rows_.value(job->id()); }

Q_SIGNALS:
    void summaryChanged(const QString& summary);
    void closeRequested();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void add(service::Job* job);
    void arrange();
    void tell();
    void retranslate();

    service::JobQueue& queue_;
    QHash<quint64, JobRow*> rows_;
    QLabel *title_, *empty_, *openTitle_, *overTitle_;
    QVBoxLayout *open_, *over_;
    QPushButton* clear_;
    QToolButton* close_;
    QString last_;
};

}  // namespace syper::ui
