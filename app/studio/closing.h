// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "service/engine.h"
#include "widgets/banner.h"

namespace syper::studio {

/// How the studio ends. Where jobs are open it asks in the banner line, and the work goes on meanwhile; then the
/// engine's threads end, while the window stands and says what it waits for. Nothing is joined on the GUI thread.
class Closing : public QObject {
    Q_OBJECT
public:
    /// Both outlive this.
    Closing(service::Engine& engine, ui::Banner& banner, QObject* parent = nullptr);

    /// Somebody wants the window to close. Asks where jobs are open, unless `atOnce`.
    void want(bool atOnce);

Q_SIGNALS:
    /// It was decided: from now on nothing can be started.
    void began();

private:
    void ask();
    [[nodiscard]] ui::Notice question();
    [[nodiscard]] ui::Notice whenDoneNotice();
    [[nodiscard]] static ui::Notice ending();
    void begin();

    service::Engine& engine_;
    ui::Banner& banner_;
    bool whenDone_ = false, begun_ = false;
};

}  // namespace syper::studio
