// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableWidget>

#include "service/run.h"

namespace syper::ui {

/// Runs side by side: what they came to, and of their settings those that differ.
class RunComparison : public QTableWidget {
    Q_OBJECT
public:
    explicit RunComparison(QWidget* parent = nullptr);

    /// Shows itself for two runs or more.
    void setRuns(const QList<service::Run*>& runs);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();

    QList<service::Run*> runs_;
};

}  // namespace syper::ui
