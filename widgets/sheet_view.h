// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPointer>
#include <QSlider>
#include <QToolButton>

#include "service/task_runner.h"
#include "service/training.h"

namespace syper::ui {

class SampleView;

/// The sheets of samples that a training has drawn so far: the newest, which follows the training, and with slider or
/// arrow keys those before it. A button shows the pictures that it learns from instead.
class SheetView : public QWidget {
    Q_OBJECT
public:
    /// tasks outlives this.
    explicit SheetView(service::TaskRunner& tasks, QWidget* parent = nullptr);

    /// Null for none.
    void setTraining(service::Training* training);
    /// Which sheet is wanted; -1 where there is none.
    [[nodiscard]] int index() const { return snapshots_.isEmpty() ? -1 : slider_->value(); }
    [[nodiscard]] const QList<service::Snapshot>& snapshots() const noexcept { return snapshots_; }
    /// The wanted sheet is on the screen, or there is none.
    [[nodiscard]] bool settled() const noexcept { return shown_ == wanted_; }
    [[nodiscard]] SampleView& view() noexcept { return *view_; }

Q_SIGNALS:
    /// A sheet could not be read.
    void failed(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void takeSnapshots();
    void load();
    void showWords();
    void retranslate();

    service::TaskRunner& tasks_;
    QPointer<service::Training> training_;
    QList<service::Snapshot> snapshots_;
    SampleView* view_;
    QLabel *empty_, *words_;
    QToolButton *earlier_, *later_, *reals_;
    QSlider* slider_;
    QString wanted_, shown_;  // files
};

}  // namespace syper::ui
