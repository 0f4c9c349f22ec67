// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/quantize_curves.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

#include "service/run.h"
#include "widgets/run_titles.h"

namespace syper::ui {
namespace {

using service::FolderRun;
using service::Run;

const core::QuantizePoint& point(const FolderRun& run, qsizetype index) {
    return static_cast<const Run&>(run).points()[std::size_t(index)];
}

class QuantizeCurves final : public CurveKind {
    Q_DECLARE_TR_FUNCTIONS(QuantizeCurves)

public:
    std::vector<CurvePanel> panels() const override {
        return {{.label = tr("Loss (log)"), .ticks = Ticks::Log, .stretch = 1.4},
                {.label = tr("Agreement"), .fit = CurvePanel::Fit::One, .stretch = 1.2},
                {.label = tr("Rate"), .fit = CurvePanel::Fit::Zero, .stretch = 0.7}};
    }

    std::vector<CurveSpec> curves() const override {
        return {{.panel = 0,
                 .word = tr("loss"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).loss; },
                 .smoothed = true,
                 .gaps = true},
                {.panel = 1,
                 .word = tr("agreement"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).cosine; },
                 .smoothed = true},
                {.panel = 2,
                 .word = tr("rate"),
                 .value = [](const FolderRun& run, qsizetype i) { return point(run, i).lr; },
                 .steps = true}};
    }

    ModelStyle style(const FolderRun& run) const override {
        const service::RunSettings& settings = static_cast<const Run&>(run).settings();
        return modelStyle(modelKind(settings.weightBits, settings.activationBits));
    }
    QStringList titles(const QList<FolderRun*>& runs) const override { return runTitles(runs); }

    double place(const FolderRun& run, qsizetype index) const override { return double(point(run, index).step); }
    QString placeLabel() const override { return tr("Step"); }
    QString placeText(double place) const override { return tr("step %1").arg(qint64(place)); }

    QString name() const override {
        return tr("Curves of the runs shown: loss, agreement with the teacher, learning rate");
    }
    QString emptyText(const QList<FolderRun*>& runs) const override {
        if (runs.isEmpty()) return tr("No curves yet.\nStart a run on the left, or tick one in the list on the right.");
        const auto trains = [](const FolderRun* run) { return static_cast<const Run*>(run)->settings().trains(); };
        return std::ranges::none_of(runs, trains) ? tr("Calibrated without a step of training, so there is no curve.\n"
                                                       "The result stands below.")
                                                  : tr("No step is done yet.\nThe curves begin with the first one.");
    }

    QByteArray csvHead() const override { return "step,epoch,loss,grad_norm,lr,seconds,cosine"; }
    QByteArray csvRow(const FolderRun& run, qsizetype index) const override {
        const auto real = [](double value) { return QByteArray::number(value, 'g', QLocale::FloatingPointShortest); };
        const core::QuantizePoint& p = point(run, index);
        return QByteArray::number(qlonglong(p.step)) + ',' + QByteArray::number(p.epoch) + ',' + real(p.loss) + ',' +
               real(p.gradNorm) + ',' + real(p.lr) + ',' + real(p.seconds) + ',' + real(p.cosine);
    }
};

}  // namespace

std::unique_ptr<CurveKind> quantizeCurves() {
    return std::make_unique<QuantizeCurves>();
}

}  // namespace syper::ui
