// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "widgets/curve_kind.h"

class QCPAxisRect;
class QCPGraph;
class QCPItemRect;
class QCPItemText;
class QCPLegend;
class QCPRange;
class QCustomPlot;

namespace syper::ui {

/// What one run has in a RunPlot: the curves of its kind. Of those that are smoothed the measured values stand thin
/// behind; a loss that is not a number is a marked gap.
class RunCurves : public QObject {
    Q_OBJECT
public:
    using Rects = std::vector<QCPAxisRect*>;
    /// Where the curves are drawn; everything outlives them, or ends in one go with them.
    struct Place {
        QCustomPlot& plot;
        const Rects& rects;  ///< one a panel of the kind
        QCPLegend& legend;
    };

    /// title: what to call it beside the others. variant: which of its kind's looks the run has. alone: no other run is
    /// shown, so that the legend can name its curves.
    RunCurves(service::FolderRun& run, const CurveKind& kind, QString title, int variant, bool alone,
              const Place& place, double smoothing, QObject* parent);

    /// Takes the curves out of the plot.
    void remove();

    [[nodiscard]] service::FolderRun& run() const noexcept { return run_; }
    /// The run's name beside the others in the plot.
    [[nodiscard]] const QString& title() const noexcept { return title_; }
    [[nodiscard]] int variant() const noexcept { return variant_; }
    [[nodiscard]] bool empty() const noexcept { return fed_ == 0; }
    [[nodiscard]] QColor color() const;
    /// Of the measured values; nothing where there is none that the panel can show.
    [[nodiscard]] std::optional<QCPRange> values(int panel) const;
    /// The run's point at `place` or the first one after it, else the last; nothing where there is none.
    [[nodiscard]] std::optional<qsizetype> at(double place) const;
    /// Where the last point lies; 0 where there is none.
    [[nodiscard]] double reach() const;

    void setSmoothing(double smoothing);
    void paint(const Palette& palette);

Q_SIGNALS:
    void changed();

private:
    /// A running mean, with its weight so that the first steps are not pulled to zero.
    struct Mean {
        double value = 0.0, weight = 0.0;
        double add(double sample, double smoothing);
    };
    struct Line {
        CurveSpec spec;
        QCPGraph* raw = nullptr;  ///< null where nothing is smoothed
        QCPGraph* graph = nullptr;
        Mean mean{};
    };

    void feed(qsizetype first);
    void clear();
    void clearGaps();
    void markGap(const CurveSpec& spec, double place, bool gap);
    void addGap(int panel, double place);

    service::FolderRun& run_;
    const CurveKind& kind_;
    QString title_;
    int variant_;
    Place place_;
    double smoothing_;
    std::vector<Line> lines_;
    qsizetype fed_ = 0;
    std::vector<QCPItemRect*> gaps_;
    std::vector<QCPItemText*> gapWords_;
    bool inGap_ = false;
};

}  // namespace syper::ui
