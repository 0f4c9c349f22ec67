// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace syper::studio {

/// Ctrl+C in the terminal and the system's own request to end (SIGINT, SIGTERM), as a Qt signal: runs end as they do
/// when the window closes, with their last step kept. A second one ends the program at once. One for a process.
class EndSignals : public QObject {
    Q_OBJECT
public:
    explicit EndSignals(QObject* parent = nullptr);
    ~EndSignals() override;

Q_SIGNALS:
    void wanted();
};

}  // namespace syper::studio
