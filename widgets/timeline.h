// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QWidget>
#include <memory>

#include "service/engine.h"
#include "widgets/history_strip.h"
#include "widgets/page.h"
#include "widgets/timeline_model.h"
#include "widgets/timeline_store.h"
#include "widgets/timeline_track.h"

namespace syper::ui {

/// Keyframes: placed in time, joined by easings, played in the view, written as a film or as pictures.
class Timeline : public QWidget {
    Q_OBJECT
public:
    /// All outlive this.
    Timeline(service::Engine& engine, ExploreModel& explore, const HistoryModel& history, QWidget* parent = nullptr);
    ~Timeline() override;

    /// The present state becomes a keyframe, after the chosen one or at the end.
    void addKey();
    void togglePlay();
    [[nodiscard]] bool playing() const { return play_.isActive(); }
    /// Does the view show a frame instead of the present state?
    [[nodiscard]] bool showsFrames() const { return playing() || scrubbing_; }
    void exportFilm();
    void exportPictures();
    /// Stops the export that runs; what is written stays.
    void cancelExport();
    void setUsable(bool usable);
    void retranslate();

    [[nodiscard]] TimelineModel& model() noexcept { return model_; }
    [[nodiscard]] TimelineStore& store() noexcept { return store_; }
    [[nodiscard]] TimelineTrack& track() noexcept { return *track_; }
    [[nodiscard]] QComboBox* easing() const noexcept { return easing_; }
    [[nodiscard]] QDoubleSpinBox* seconds() const noexcept { return seconds_; }
    [[nodiscard]] QDoubleSpinBox* fps() const noexcept { return fps_; }
    [[nodiscard]] QToolButton* playButton() const noexcept { return playButton_; }
    [[nodiscard]] QToolButton* loopButton() const noexcept { return loop_; }
    [[nodiscard]] QToolButton* cancelButton() const noexcept { return cancel_; }
    [[nodiscard]] const service::Job* job() const noexcept { return job_; }

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    /// Frames are shown no more: the present state's picture is wanted again.
    void framesEnded();
    void confirmed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildButtons();
    QWidget* buildEditor();
    QWidget* buildRunning();
    /// Puts the controls beside each other, or below each other where there is little room.
    void layOut();
    QToolButton* button(QWidget* parent, const char* iconName);
    /// Keyframes may be added: there is a picture, and an earlier session's keyframes are back.
    [[nodiscard]] bool ready() const { return usable_ && store_.restored(); }
    void sync();
    void editSelected(const std::function<void(core::Keyframe&)>& change, const QString& text);
    void showFrame(double seconds);
    void stop();
    void begin(const QString& out);
    void showJob();
    void jobEnded(const QString& out);
    [[nodiscard]] QString suggestedName() const;
    void tint();

    service::Engine& engine_;
    ExploreModel& explore_;
    TimelineModel model_;
    TimelineStore store_;
    TimelineTrack* track_;
    QToolButton *add_, *playButton_, *loop_, *export_, *remove_, *cancel_;
    QStackedWidget* right_;
    QGridLayout* editor_;
    QComboBox* easing_;
    QDoubleSpinBox *seconds_, *fps_;
    QLabel *easingLabel_, *fpsLabel_, *length_, *progressText_;
    QProgressBar* progress_;
    QAction *film_, *pictures_;
    QTimer play_;
    QElapsedTimer clock_;
    std::shared_ptr<const core::Journey> journey_;  ///< that is being shown
    bool scrubbing_ = false, usable_ = false, narrow_ = false;
    QPointer<service::Job> job_;
};

}  // namespace syper::ui
