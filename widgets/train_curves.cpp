// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/train_curves.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "service/training.h"
#include "widgets/run_titles.h"

namespace syper::ui {
namespace {

using service::FolderRun;
using service::Training;

const core::GanPoint& point(const FolderRun& run, qsizetype index) {
    return static_cast<const Training&>(run).points()[std::size_t(index)];
}

class TrainCurves final : public CurveKind {
    Q_DECLARE_TR_FUNCTIONS(TrainCurves)

public:
    std::vector<CurvePanel> panels() const override {
        return {{.label = tr("Loss"), .stretch = 1.3},
                {.label = tr("R1, PL"), .ticks = Ticks::Log, .stretch = 0.8},
                {.label = tr("p, rt"), .fit = CurvePanel::Fit::Unit, .stretch = 0.9},
                {.label = tr("Frechet"), .fit = CurvePanel::Fit::Zero, .stretch = 0.8, .whenFilled = true}};
    }

    std::vector<CurveSpec> curves() const override {
        const Palette& palette = Theme::palette();
        // No two alike, in colour, line and marker together: the legend names all panels in one place.
        const ModelStyle generator{palette.accent, Qt::SolidLine, Marker::Circle};
        const ModelStyle discriminator{palette.caution, Qt::DashLine, Marker::Square};
        const ModelStyle r1{palette.secondary, Qt::DashDotLine, Marker::Triangle};
        const ModelStyle pathLength{palette.good, Qt::DotLine, Marker::Diamond};
        const ModelStyle probability{palette.text, Qt::SolidLine, Marker::Cross};
        const ModelStyle meanSign{palette.good, Qt::DashLine, Marker::Triangle};
        const ModelStyle measured{palette.accent, Qt::DashDotDotLine, Marker::Diamond};
        return {{.panel = 0,
                 .word = tr("G"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).lossG; },
                 .smoothed = true,
                 .style = generator},
                {.panel = 0,
                 .word = tr("D"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).lossD; },
                 .smoothed = true,
                 .style = discriminator},
                {.panel = 1,
                 .word = tr("R1"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).r1; },
                 .smoothed = true,
                 .style = r1},
                {.panel = 1,
                 .word = tr("PL"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).pl; },
                 .smoothed = true,
                 .style = pathLength},
                {.panel = 2,
                 .word = tr("p"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).p; },
                 .style = probability},
                {.panel = 2,
                 .word = tr("rt"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).rt; },
                 .smoothed = true,
                 .style = meanSign},
                {.panel = 3,
                 .word = tr("Frechet"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).fid; },
                 .style = measured}};
    }

    ModelStyle style(const FolderRun&) const override {
        return {Theme::palette().accent, Qt::SolidLine, Marker::Circle};
    }
    QStringList titles(const QList<FolderRun*>& runs) const override { return runTitles(runs); }

    double place(const FolderRun& run, qsizetype index) const override { return point(run, index).kimg; }
    QString placeLabel() const override { return tr("Pictures shown (kimg)"); }
    QString placeText(double place) const override { return tr("%1 kimg").arg(QLocale().toString(place, 'g', 6)); }
    Ticks placeTicks() const override { return Ticks::Real; }
    double leastReach() const override { return 0.001; }
    double leastStride() const override { return 0.0; }

    QString name() const override {
        return tr("Curves of the trainings shown: losses, penalties, augmentation, Frechet distance");
    }
    QString emptyText(const QList<FolderRun*>& runs) const override {
        return runs.isEmpty()
                   ? tr("No curves yet.\nStart a training on the left, or tick one in the list on the right.")
                   : tr("No line of the log yet.\nThe curves begin with the first one.");
    }

    QByteArray csvHead() const override { return "kimg,seconds,loss_G,loss_D,r1,p,rt,images_per_second,fid,pl"; }
    QByteArray csvRow(const FolderRun& run, qsizetype index) const override {
        const core::GanPoint& p = point(run, index);
        QByteArray row;
        for (const double value :
             {p.kimg, p.seconds, p.lossG, p.lossD, p.r1, p.p, p.rt, p.imagesPerSecond, p.fid, p.pl}) {
            if (!row.isEmpty()) row += ',';
            if (std::isfinite(value)) row += QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
        }
        return row;
    }
};

}  // namespace

std::unique_ptr<CurveKind> trainCurves() {
    return std::make_unique<TrainCurves>();
}

}  // namespace syper::ui
