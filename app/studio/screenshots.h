// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "studio/main_window.h"

namespace syper::studio {

/// Takes PAGE-light.png and PAGE-dark.png of every page, one after another as each has its content, then of the jobs.
class Screenshots : public QObject {
    Q_OBJECT
public:
    /// folder is made if missing. window outlives this.
    Screenshots(MainWindow& window, QString folder, QObject* parent = nullptr);

    void start();

Q_SIGNALS:
    /// error is empty when all pictures were written.
    void finished(const QString& error);

private:
    void next();
    void take();
    bool grab(const QString& name, bool dark);

    MainWindow& window_;
    QString folder_;
    int index_ = -1;
};

}  // namespace syper::studio
