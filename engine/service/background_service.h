// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>
#include <utility>

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

protected:
    /// From a worker: runs `function` on the GUI thread, after what was posted before.
    template <typename Function>
    void post(Function function) {
        QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
    }
};

}  // namespace syper::service
