// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>
#include <optional>
#include <vector>

#include "service/folder_run.h"
#include "widgets/plot_style.h"

namespace syper::ui {

/// One panel of a RunPlot, from top to bottom.
struct CurvePanel {
    /// How the axis follows the values: with room around them, from zero, measured from the best value one, or over
    /// 0..1 and whatever lies beyond.
    enum class Fit : std::uint8_t { Values, Zero, One, Unit };

    QString label;
    Ticks ticks = Ticks::Real;
    Fit fit = Fit::Values;
    double stretch = 1.0;     ///< share of the height
    bool whenFilled = false;  ///< no panel while it has no value
};

/// One curve of a run.
struct CurveSpec {
    int panel = 0;
    QString word;  ///< in the read-out: "loss"
    /// The value of the run's point `index`; NaN where it has none.
    double (*value)(const service::FolderRun& run, qsizetype index) = nullptr;
    bool smoothed = false;              ///< the measured values stand thin behind their running mean
    bool gaps = false;                  ///< a missing value is a marked gap
    bool steps = false;                 ///< changes at once
    std::optional<ModelStyle> style{};  ///< nothing: the run's
};

/// What a RunPlot draws of runs of one kind. Texts are in the language of the moment, colours in the theme's.
class CurveKind {
public:
    CurveKind() = default;
    CurveKind(const CurveKind&) = delete;
    CurveKind& operator=(const CurveKind&) = delete;
    virtual ~CurveKind() = default;

    [[nodiscard]] virtual std::vector<CurvePanel> panels() const = 0;
    [[nodiscard]] virtual std::vector<CurveSpec> curves() const = 0;
    [[nodiscard]] virtual ModelStyle style(const service::FolderRun& run) const = 0;
    /// What to call the runs beside one another.
    [[nodiscard]] virtual QStringList titles(const QList<service::FolderRun*>& runs) const = 0;

    /// Where point `index` lies on the shared axis.
    [[nodiscard]] virtual double place(const service::FolderRun& run, qsizetype index) const = 0;
    [[nodiscard]] virtual QString placeLabel() const = 0;
    [[nodiscard]] virtual QString placeText(double place) const = 0;
    [[nodiscard]] virtual Ticks placeTicks() const { return Ticks::Whole; }
    /// The axis reaches at least so far, and a key moves at least so far.
    [[nodiscard]] virtual double leastReach() const { return 10.0; }
    [[nodiscard]] virtual double leastStride() const { return 1.0; }

    /// For screen readers.
    [[nodiscard]] virtual QString name() const = 0;
    /// Why there are no curves.
    [[nodiscard]] virtual QString emptyText(const QList<service::FolderRun*>& runs) const = 0;

    /// The numbers behind the curves, in the C locale; a row begins with the run's name, which is not part of it here.
    [[nodiscard]] virtual QByteArray csvHead() const = 0;
    [[nodiscard]] virtual QByteArray csvRow(const service::FolderRun& run, qsizetype index) const = 0;
};

}  // namespace syper::ui
