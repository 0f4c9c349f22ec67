// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QWidget>
#include <optional>

#include "widgets/history_strip.h"
#include "widgets/timeline_model.h"

namespace syper::ui {

/// Keyframes along time. A drag moves one in time, past its neighbours too; arrows choose one, with Ctrl they move it;
/// Delete takes it out, Return or a double click goes to its picture. A press beside them shows the frame there.
class TimelineTrack : public QWidget {
    Q_OBJECT
public:
    /// Both outlive this.
    TimelineTrack(TimelineModel& model, ExploreModel& explore, const HistoryModel& history, QWidget* parent = nullptr);

    /// The chosen key; -1 for none.
    [[nodiscard]] int selected() const noexcept { return selected_; }
    void select(int key);
    void removeSelected();
    /// Seconds; negative hides it.
    void setPlayhead(double seconds);
    [[nodiscard]] QPointF placeOf(int key) const;
    /// Side of a key's picture: smaller where they would cover each other.
    [[nodiscard]] double keySide() const;

    [[nodiscard]] QSize minimumSizeHint() const override { return {64, 64}; }

Q_SIGNALS:
    void selectedChanged();
    /// A key's picture is wanted as the present one.
    void goWanted(int key);
    /// The frame at this time is to be shown; ends with scrubEnded().
    void scrubbed(double seconds);
    void scrubEnded();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] const Keyframes& shown() const;
    [[nodiscard]] double span() const;
    [[nodiscard]] double xOf(double seconds) const;
    [[nodiscard]] double secondsAt(double x) const;
    [[nodiscard]] int keyAt(const QPointF& at) const;
    void drawKey(QPainter& painter, int key) const;
    void nudge(double seconds);

    TimelineModel& model_;
    ExploreModel& explore_;
    const HistoryModel& history_;
    int selected_ = -1;
    double playhead_ = -1.0;
    struct Drag {
        int key = 0;           ///< as it was when it began
        double span = 1.0;     ///< what the width meant then
        double grabbed = 0.0;  ///< of the key's place, pixels
        Keyframes now;         ///< as it would be
        int place = 0;         ///< of the key in it
        bool moved = false;
    };
    std::optional<Drag> drag_;
    bool scrubs_ = false;
};

}  // namespace syper::ui
