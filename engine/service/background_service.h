// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace syper::service {

/// Something with threads inside that must end before the program may. Lives on the GUI thread.
class BackgroundService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Asks the threads to end soon and returns at once; ended() follows, also where nothing ran. Nothing else is
    /// emitted after it, and later requests are ignored.
    virtual void shutDown() = 0;

Q_SIGNALS:
    void ended();
};

}  // namespace syper::service
