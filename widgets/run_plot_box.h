// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include "widgets/page.h"
#include "widgets/run_plot.h"

namespace syper::ui {

/// A RunPlot with its title, the strength of its smoothing and its export.
class RunPlotBox : public QWidget {
    Q_OBJECT
public:
    explicit RunPlotBox(std::unique_ptr<CurveKind> kind, QWidget* parent = nullptr);

    [[nodiscard]] RunPlot& plot() noexcept { return *plot_; }
    /// Shows them, under a title of theirs.
    void setRuns(const QList<service::FolderRun*>& runs);

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);

protected:
    void changeEvent(QEvent* event) override;

private:
    void exportCurves();
    void exportTo(const QString& file);
    void showTitle();
    void retranslate();

    RunPlot* plot_;
    QLabel *title_, *smoothingLabel_;
    QSlider* smoothing_;
    QToolButton* export_;
};

}  // namespace syper::ui
