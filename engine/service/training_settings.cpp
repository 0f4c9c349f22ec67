// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/training_settings.h"

#include <QDir>
#include <QFileInfo>
#include <QStringList>
#include <algorithm>
#include <cmath>

#include "service/run_settings.h"
#include "service/settings_json.h"
#include "service/shell_words.h"

namespace syper::service {

/// Found by settings_json.h, therefore in no nameless namespace.
template <class Settings, class Visit>
static void eachSetting(Settings& s, Visit&& visit) {
    visit("data", s.data);
    visit("side", s.side);
    visit("mirror", s.mirror);
    visit("start", s.start);
    visit("preset", s.preset);
    visit("resolution", s.resolution);
    visit("kimg", s.kimg);
    visit("batch", s.batch);
    visit("lr", s.lr);
    visit("gamma", s.gamma);
    visit("path_length", s.pathLength);
    visit("aug", s.aug);
    visit("augpipe", s.augPipe);
    visit("p", s.p);
    visit("target", s.target);
    visit("freeze_layers", s.freezeLayers);
    visit("snap_kimg", s.snapKimg);
    visit("fid_pictures", s.fidPictures);
    visit("half", s.half);
    visit("seed", s.seed);
}

namespace {

// A short run has this many lines in its log and snapshots at least.
constexpr double kLines = 100, kSnapshots = 10;

}  // namespace

QString TrainingSettings::dataName() const {
    const QFileInfo info(data);
    // A table is called as its folder: "dataset" says nothing.
    const QString name = info.suffix() == QLatin1String("json") ? info.dir().dirName() : info.completeBaseName();
    return name.isEmpty() ? info.fileName() : name;
}

bool TrainingSettings::tensorData() const {
    return data.endsWith(QLatin1String(".safetensors"), Qt::CaseInsensitive) ||
           data.endsWith(QLatin1String(".npy"), Qt::CaseInsensitive);
}

QJsonObject toJson(const TrainingSettings& settings) {
    return settingsToJson(settings);
}

TrainingSettings trainingSettings(const QJsonObject& json) {
    return settingsFromJson<TrainingSettings>(json);
}

core::GanConfig ganConfig(const TrainingSettings& s) {
    core::GanConfig c = core::ganPreset(s.preset.toStdString(), s.resolution);
    if (!s.start.isEmpty()) {
        c.resume = modelFile(s.start);
        core::takeNetworkSizes(c, c.resume);
    }
    const double presetSnap = c.tickKimg * c.snapTicks;
    c.kimg = s.kimg;
    if (s.batch > 0) c.batch = s.batch;
    c.statisticsGroup = std::min(c.statisticsGroup, c.batch);
    c.shard = core::ganShard(c.batch, c.statisticsGroup);
    if (s.lr > 0) c.lr = s.lr;
    if (s.gamma >= 0) c.gamma = s.gamma;
    if (s.pathLength >= 0) c.plWeight = s.pathLength;
    c.tickKimg = std::min(c.tickKimg, s.kimg / kLines);
    const double snap = s.snapKimg > 0 ? s.snapKimg : std::min(presetSnap, s.kimg / kSnapshots);
    c.snapTicks = std::max(1, int(std::lround(snap / c.tickKimg)));
    c.mirror = s.mirror;
    c.aug = s.aug.toStdString();
    c.augPipe = s.augPipe.toStdString();
    c.p = s.p;
    c.target = s.target;
    c.freezeLayers = s.freezeLayers;
    c.half = s.half;
    c.seed = s.seed;
    c.fidSnapshots = s.fidPictures > 0;
    if (s.fidPictures > 0) c.fidPictures = std::max(2, s.fidPictures);
    return c;
}

QString commandLine(const TrainingSettings& s, const QString& out) {
    const core::GanConfig c = ganConfig(s);
    const core::GanConfig preset = core::ganPreset(s.preset.toStdString(), s.resolution);
    QStringList words{QStringLiteral("syper"), QStringLiteral("train"), QStringLiteral("generator")};
    const auto text = [&words](const char* flag, const QString& value) {
        words << QLatin1String(flag) << shellWord(value);
    };
    const auto real = [&text](const char* flag, double value, double usual) {
        if (value != usual) text(flag, shellNumber(value));
    };
    const auto whole = [&text](const char* flag, int value, int usual) {
        if (value != usual) text(flag, QString::number(value));
    };
    text("--data", s.data);
    if (s.side != TrainingSettings().side) text("--side", s.side);
    if (s.preset != TrainingSettings().preset) text("--cfg", s.preset);
    text("--resolution", QString::number(s.resolution));
    if (!c.resume.empty()) text("--resume", QString::fromStdString(c.resume.string()));
    whole("--cbase", c.channelBase, preset.channelBase);
    whole("--cmax", c.channelMax, preset.channelMax);
    whole("--latent", c.zDim, preset.zDim);
    whole("--map", c.mappingLayers, preset.mappingLayers);
    text("--kimg", shellNumber(s.kimg));
    if (s.mirror) text("--mirror", QStringLiteral("1"));
    whole("--batch", c.batch, preset.batch);
    real("--lr", c.lr, preset.lr);
    real("--gamma", c.gamma, preset.gamma);
    real("--pl", c.plWeight, preset.plWeight);
    if (c.aug != preset.aug) text("--aug", s.aug);
    if (c.aug != "noaug") text("--augpipe", s.augPipe);
    if (c.aug == "fixed" || c.p > 0) text("--p", shellNumber(c.p));
    real("--target", c.target, preset.target);
    whole("--freezed", c.freezeLayers, 0);
    real("--tick", c.tickKimg, preset.tickKimg);
    whole("--snap", c.snapTicks, preset.snapTicks);
    if (s.fidPictures > 0) {
        whole("--fid-pictures", c.fidPictures, preset.fidPictures);
        words << QStringLiteral("--fid-snapshots");
    } else {
        text("--fid-model", QStringLiteral("none"));
    }
    if (!s.half) words << QStringLiteral("--fp32");
    if (s.seed != 0) text("--seed", QString::number(s.seed));
    text("--outdir", out);
    return words.join(QLatin1Char(' '));
}

}  // namespace syper::service
