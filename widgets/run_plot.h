// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "widgets/run_curves.h"

class QCPItemStraightLine;

namespace syper::ui {

/// Live curves of one or several runs of a kind, in panels below each other that share the axis along the run.
///
/// Hover, or the arrow keys, read all curves at a step. Drag zooms, the wheel (with Ctrl where the page scrolls)
/// zooms along the steps, a double click or Escape shows all again.
class RunPlot : public QFrame {
    Q_OBJECT
public:
    explicit RunPlot(std::unique_ptr<CurveKind> kind, QWidget* parent = nullptr);

    /// The runs to show; their order gives variants of equal kinds their look.
    void setRuns(const QList<service::FolderRun*>& runs);
    [[nodiscard]] const QList<service::FolderRun*>& runs() const noexcept { return runs_; }
    /// Which variant of its kind's look a run has here; 0 if it is not shown.
    [[nodiscard]] int variant(const service::FolderRun* run) const;

    /// 0 = as measured .. 0.99.
    void setSmoothing(double smoothing);
    [[nodiscard]] double smoothing() const noexcept { return smoothing_; }

    /// Reads all curves at the point nearest to `place` along the run; nothing = no read-out.
    void setCursor(std::optional<double> place);
    /// The read-out as text: "step 120 · teacher W4A4: loss 0.0031, ..".
    [[nodiscard]] QString readout() const { return readout_; }
    void showAll();
    [[nodiscard]] bool zoomed() const noexcept { return zoomed_; }

    /// All points of all runs shown, the run's name first. Numbers in the C locale.
    [[nodiscard]] QByteArray csv() const;
    /// See exportPlot().
    [[nodiscard]] bool exportTo(const QString& file);

    /// All points of all runs shown are drawn.
    [[nodiscard]] bool settled() const;
    [[nodiscard]] QCustomPlot& plot() noexcept { return *plot_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void connectPlot();
    void restyle();
    void paint(const Palette& palette);
    void schedule();
    void refresh();
    void fitAxes();
    void fitValues(int panel);
    void showPanels(bool any);
    void fillLegend();
    void placeOverlay(double place);
    void zoomTo(const QRect& area);
    bool key(int key);
    void hover(const QPoint& position);
    void updateReadout();
    void retranslate();

    [[nodiscard]] std::optional<QCPRange> values(int panel) const;

    std::unique_ptr<CurveKind> kind_;
    QCustomPlot* plot_;
    QLabel* overlay_;
    QLabel* empty_;
    RunCurves::Rects rects_{};
    std::vector<QCPItemStraightLine*> lines_;
    QCPLegend* legend_ = nullptr;
    std::vector<QCPGraph*> named_;  // what the legend can list: those with points stand in it
    QTimer timer_;
    QList<service::FolderRun*> runs_;
    std::vector<RunCurves*> curves_;
    double smoothing_ = 0.6;
    bool zoomed_ = false;
    std::optional<double> cursor_;
    QString readout_;
};

}  // namespace syper::ui
