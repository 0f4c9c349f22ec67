// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <deque>
#include <vector>

#include "service/engine.h"
#include "widgets/explore_page.h"

namespace syper::studio {

/// How quickly the studio answers, in milliseconds; NaN where nothing was measured.
struct StudioFigures {
    double longestBlock;     ///< largest lateness of a 1 ms timer on the GUI thread while a slider moves
    double firstPictureP95;  ///< from a slider's event to the paint of the first picture of that or a newer value
    double exactP95;         ///< from the last event of a movement to the paint of its exact picture
    double start;            ///< from the process's start to the first paint of the window
};

/// Moves a slider of Explore by mouse events, as a user would, and times what appears. Show the window after making
/// this; it begins by itself when the first picture is there.
class StudioBench : public QObject {
    Q_OBJECT
public:
    /// engine and page outlive this. preparation  milliseconds that the process took before it started the studio.
    StudioBench(service::Engine& engine, ui::ExplorePage& page, double preparation);

    [[nodiscard]] StudioFigures figures() const;
    /// The rows as `syper bench` writes them: one JSON object, or a table.
    [[nodiscard]] QByteArray report(bool json) const;

Q_SIGNALS:
    /// error is empty when all movements were made.
    void finished(const QString& error);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Sent {
        quint64 id;  ///< of the picture that the event asked for
        double at;
    };

    void painted();
    void tick();
    void beginMovement();
    void step();
    void sendMouse(QEvent::Type type, double share);
    void finish(const QString& error);
    [[nodiscard]] double now() const { return double(clock_.nsecsElapsed()) / 1e6; }

    service::Engine& engine_;
    ui::ExplorePage& page_;
    QElapsedTimer clock_;
    QTimer heart_, limit_;
    double preparation_, start_, lastBeat_ = 0.0, longestBlock_ = 0.0;
    std::vector<double> first_, exact_;
    std::deque<Sent> waiting_;  ///< events whose picture has not been painted
    Sent last_{};               ///< the last event of the present movement
    double movementAt_ = 0.0;
    int movement_ = -1, step_ = 0;  ///< -1 before the first movement
    bool done_ = false;
};

}  // namespace syper::studio
