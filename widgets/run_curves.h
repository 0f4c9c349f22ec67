// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <array>
#include <optional>
#include <vector>

#include "service/run.h"
#include "widgets/theme.h"

class QCPAxisRect;
class QCPGraph;
class QCPItemRect;
class QCPItemText;
class QCPLegend;
class QCPRange;
class QCustomPlot;

namespace syper::ui {

/// What one run has in a RunPlot: loss, agreement with the teacher and learning rate over the step. Measured values
/// stand thin behind the smoothed line; a loss that is not a number is a marked gap.
class RunCurves : public QObject {
    Q_OBJECT
public:
    enum Panel : std::uint8_t { Loss, Cosine, Rate };
    static constexpr int kPanels = 3;
    using Rects = std::array<QCPAxisRect*, kPanels>;

    /// title: what to call it beside the others. variant: which of its kind's looks the run has. plot, rects and legend outlive this, or end in one go with it.
    RunCurves(service::Run& run, QString title, int variant, QCustomPlot& plot, const Rects& rects, QCPLegend& legend,
              double smoothing, QObject* parent);

    /// Takes the curves out of the plot.
    void remove();

    [[nodiscard]] service::Run& run() const noexcept { return run_; }
    /// The run's name beside the others in the plot.
    [[nodiscard]] const QString& title() const noexcept { return title_; }
    [[nodiscard]] int variant() const noexcept { return variant_; }
    [[nodiscard]] bool empty() const noexcept { return fed_ == 0; }
    [[nodiscard]] QColor color() const;
    /// Of the measured values; nothing where there is none that the panel can show.
    [[nodiscard]] std::optional<QCPRange> values(Panel panel) const;
    /// The measured point at `step` or the first one after it, else the last; null where there is none.
    [[nodiscard]] const core::QuantizePoint* at(double step) const;

    void setSmoothing(double smoothing);
    void paint(const Palette& palette);

Q_SIGNALS:
    void changed();

private:
    void feed(qsizetype first);
    void clear();
    void clearGaps();
    void markGap(double step, bool gap);
    void addGap(double step);

    service::Run& run_;
    QString title_;
    int variant_;
    QCustomPlot& plot_;
    Rects rects_;
    QCPLegend& legend_;
    double smoothing_;
    QCPGraph *lossRaw_, *loss_, *cosineRaw_, *cosine_, *rate_;
    qsizetype fed_ = 0;
    // Running means, with their weights so that the first steps are not pulled to zero.
    struct Mean {
        double value = 0.0, weight = 0.0;
        double add(double sample, double smoothing);
    } lossMean_, cosineMean_;
    std::vector<QCPItemRect*> gaps_;
    std::vector<QCPItemText*> gapWords_;
    bool inGap_ = false;
};

}  // namespace syper::ui
