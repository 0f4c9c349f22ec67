// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/statistics_job.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

#include "core/api/error.h"
#include "service/run_settings.h"
#include "service/settings.h"

namespace syper::service {
namespace {

constexpr int kHashLetters = 16;

ModelStatistics figuresOf(const QString& choice, const core::ModelInfo& info, const core::Comparisons& comparisons) {
    ModelStatistics out{.model = choice,
                        .info = info,
                        .figures = core::verificationFigures(comparisons.scores, comparisons.labels),
                        .genuine = {},
                        .impostor = {}};
    for (std::size_t i = 0; i < comparisons.scores.size(); ++i)
        (comparisons.labels[i] != 0 ? out.genuine : out.impostor).push_back(comparisons.scores[i]);
    std::ranges::sort(out.genuine);
    std::ranges::sort(out.impostor);
    return out;
}

/// A line of pairs ends in 0 or 1 and has no comma; a table of labels has commas.
bool looksLikePairs(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return false;
    const QByteArray line = file.readLine().trimmed();
    return !line.contains(',') && line.simplified().split(' ').size() == 3;
}

Statistics measure(const VerifyFunctions& functions, const QString& path, const QString& name,
                   const QStringList& models, core::RunControl& control) {
    const core::TestPlan plan = openLabelledSet(path);
    Statistics out{.set = name, .pictures = qint64(plan.pictures.size()), .notes = {}, .models = {}};
    for (const std::string& note : plan.notes) out.notes << QString::fromStdString(note);
    for (const QString& choice : models) {
        control.gate();
        const std::shared_ptr<VerifyModel> model = functions.loadModel(modelFile(choice));
        const std::vector<std::vector<float>> rows = model->embedPlan(plan, control);
        out.models.push_back(figuresOf(choice, model->info, core::comparePlan(plan, rows, control)));
    }
    return out;
}

JobSpec job(const VerifyFunctions& functions, const QString& path, const QString& name, const QStringList& models,
            std::function<void(const Statistics&)> done) {
    return {.kind = QStringLiteral("evaluate"),
            .title = QCoreApplication::translate("Jobs", "Statistics on %1").arg(name),
            .body = [functions, path, name, models, done = std::move(done)](core::RunControl& control,
                                                                            const Deliver&) -> JobAnswer {
                const auto result = std::make_shared<const Statistics>(measure(functions, path, name, models, control));
                return [done, result] { done(*result); };
            }};
}

}  // namespace

core::TestPlan openLabelledSet(const QString& path) {
    const QFileInfo info(path);
    if (!info.exists())
        throw core::Error(core::Errc::NotFound,
                          "there is no " + path.toStdString() + "; choose a labels.csv, a list of pairs or a folder");
    if (info.isDir()) {
        const QDir folder(path);
        for (const char* name : {"labels.csv", "pairs.txt", "pairs.csv"})
            if (folder.exists(QLatin1String(name))) return openLabelledSet(folder.filePath(QLatin1String(name)));
        return core::planFromProtocol("identity-folders", path.toStdString(), 0);
    }
    if (looksLikePairs(path)) return core::planFromPairs(path.toStdString(), info.absolutePath().toStdString());
    return core::planFromLabels(path.toStdString());
}

JobSpec statisticsJob(const VerifyFunctions& functions, const QString& path, const QStringList& models,
                      std::function<void(const Statistics&)> done) {
    return job(functions, path, QFileInfo(path).fileName(), models, std::move(done));
}

JobSpec madeUpStatisticsJob(const VerifyFunctions& functions, const QString& network, const QString& sha256,
                            const QStringList& models, std::function<void(const Statistics&)> done) {
    const QString folder = QStringLiteral("%1/sets/made-up-eyes-%2").arg(studioFolder(), sha256.left(kHashLetters));
    JobSpec spec = job(functions, folder, QCoreApplication::translate("Jobs", "made-up eyes"), models, std::move(done));
    spec.body = [measureIt = std::move(spec.body), write = functions.writeIdentities, network, folder](
                    core::RunControl& control, const Deliver& deliver) -> JobAnswer {
        // The table is written last: with it the folder is whole.
        if (!QFileInfo::exists(folder + QStringLiteral("/labels.csv")))
            write(network.toStdString(), folder.toStdString(), control);
        return measureIt(control, deliver);
    };
    return spec;
}

}  // namespace syper::service
