// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHash>
#include <QLabel>
#include <optional>

#include "service/verify_types.h"
#include "widgets/theme.h"

class QCPAxisRect;
class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;

namespace syper::ui {

/// DET curves of all models, log-log, and the score histograms of one of them with the threshold as a line. Dragging
/// the line, or the arrow keys, move the threshold; the dots on the curves follow.
class DetPlot : public QFrame {
    Q_OBJECT
public:
    explicit DetPlot(QWidget* parent = nullptr);

    void setStatistics(const service::Statistics& statistics);
    /// Whose histograms are shown.
    void setModel(int index);
    /// The threshold of each model, in order; the shown model's is the line.
    void setThresholds(const std::vector<std::optional<double>>& thresholds);
    [[nodiscard]] bool exportTo(const QString& file);
    /// The words in the histogram: "Scores of teacher".
    [[nodiscard]] QString whose() const;
    [[nodiscard]] QCustomPlot& plot() noexcept { return *plot_; }

Q_SIGNALS:
    /// The user moved the line.
    void thresholdMoved(double threshold);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void drawCurves();
    void drawHistograms();
    void showWhose();
    void paint(const Palette& palette);
    void restyle();
    void retranslate();
    void moveTo(int x);

    service::Statistics statistics_;
    std::vector<std::optional<double>> thresholds_;
    int model_ = 0;
    bool dragging_ = false;
    QCustomPlot* plot_;
    QCPAxisRect *det_ = nullptr, *histogram_ = nullptr;
    QCPItemStraightLine* line_ = nullptr;
    QCPItemText* whose_ = nullptr;
    std::vector<QCPGraph*> curves_, dots_;
    QCPGraph *genuine_ = nullptr, *impostor_ = nullptr;
};

}  // namespace syper::ui
