// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/run_settings.h"

#include <QFileInfo>
#include <QStringList>

#include "core/api/resources.h"
#include "service/settings_json.h"
#include "service/shell_words.h"

namespace syper::service {

static QJsonValue settingToJson(ImageSource source) {
    return source == ImageSource::Folder ? QStringLiteral("folder") : QStringLiteral("generated");
}

static void settingFromJson(const QJsonValue& json, ImageSource& to) {
    to = json.toString() == QLatin1String("folder") ? ImageSource::Folder : ImageSource::Generated;
}

/// Found by settings_json.h, therefore in no nameless namespace.
template <class Settings, class Visit>
static void eachSetting(Settings& s, Visit&& visit) {
    visit("teacher", s.teacher);
    visit("init", s.init);
    visit("weight_bits", s.weightBits);
    visit("activation_bits", s.activationBits);
    visit("scheme", s.scheme);
    visit("source", s.source);
    visit("network", s.network);
    visit("count", s.count);
    visit("images", s.images);
    visit("epochs", s.epochs);
    visit("steps", s.steps);
    visit("batch", s.batch);
    visit("lr", s.lr);
    visit("momentum", s.momentum);
    visit("weight_decay", s.weightDecay);
    visit("clip", s.clip);
    visit("freeze_after_epochs", s.freezeAfterEpochs);
    visit("freeze_after_steps", s.freezeAfterSteps);
    visit("shuffle", s.shuffle);
    visit("augment", s.augment);
    visit("checkpoint_every", s.checkpointEvery);
    visit("seed", s.seed);
}

namespace {

const QLatin1String kBundledPrefix("bundled:");

/// The command line's word for a model: each role's default is "bundled", other shipped ones are files.
QString modelWord(const QString& choice, const char* role) {
    if (choice == kBundledPrefix + QLatin1String(role)) return QStringLiteral("bundled");
    if (choice.startsWith(kBundledPrefix)) return QString::fromStdString(modelFile(choice).string());
    return choice;
}

}  // namespace

QString RunSettings::bitsText() const {
    return QStringLiteral("W%1A%2").arg(weightBits).arg(activationBits);
}

QString RunSettings::teacherName() const {
    return teacher.startsWith(kBundledPrefix) ? teacher.section(QLatin1Char(':'), 1)
                                              : QFileInfo(teacher).completeBaseName();
}

qint64 RunSettings::plannedSteps(qint64 pictures) const {
    const qint64 anEpoch = batch > 0 ? pictures / batch : 0;
    if (anEpoch == 0) return 0;
    if (!trainsByEpochs()) return steps;
    return steps > 0 ? steps : anEpoch * epochs;
}

bool RunSettings::trainsByEpochs() const {
    return core::trainsByEpochs(scheme.toStdString());
}

QJsonObject toJson(const RunSettings& settings) {
    return settingsToJson(settings);
}

RunSettings runSettings(const QJsonObject& json) {
    return settingsFromJson<RunSettings>(json);
}

std::filesystem::path modelFile(const QString& choice) {
    if (choice.startsWith(kBundledPrefix))
        return core::resolveModel("bundled", choice.section(QLatin1Char(':'), 1).toStdString());
    return core::resolveModel(choice.toStdString(), {});
}

QString commandLine(const RunSettings& s, const QString& out) {
    static const RunSettings kDefault;
    QStringList words{QStringLiteral("syper"), QStringLiteral("quantize"), QStringLiteral("--teacher"),
                      shellWord(modelWord(s.teacher, core::kBundledTeacher))};
    const auto add = [&words](const char* flag, const QString& value) {
        words << QLatin1String(flag) << shellWord(value);
    };
    if (!s.init.isEmpty()) add("--init", modelWord(s.init, ""));
    add("--bits", QStringLiteral("%1,%2").arg(s.weightBits).arg(s.activationBits));
    if (s.source == ImageSource::Folder) {
        add("--images", s.images);
    } else {
        add("--network", modelWord(s.network, core::kBundledGenerator));
        add("--count", QString::number(s.count));
    }
    add("--scheme", s.scheme);
    if (s.steps > 0)
        add("--steps", QString::number(s.steps));
    else if (s.trainsByEpochs())
        add("--epochs", QString::number(s.epochs));
    add("--batch", QString::number(s.batch));
    if (s.lr > 0) add("--lr", shellNumber(s.lr));
    if (s.momentum != kDefault.momentum) add("--momentum", shellNumber(s.momentum));
    if (s.weightDecay != kDefault.weightDecay) add("--weight-decay", shellNumber(s.weightDecay));
    if (s.clip != kDefault.clip) add("--clip", shellNumber(s.clip));
    if (s.freezeAfterSteps > 0)
        add("--freeze-after-steps", QString::number(s.freezeAfterSteps));
    else if (s.freezeAfterEpochs != kDefault.freezeAfterEpochs)
        add("--freeze-after-epochs", QString::number(s.freezeAfterEpochs));
    if (!s.shuffle) words << QStringLiteral("--no-shuffle");
    if (s.augment) words << QStringLiteral("--augment");
    if (s.checkpointEvery != kDefault.checkpointEvery) add("--checkpoint-every", QString::number(s.checkpointEvery));
    if (s.seed != kDefault.seed) add("--seed", QString::number(s.seed));
    add("--out", out);
    return words.join(QLatin1Char(' '));
}

core::QuantizeConfig quantizeConfig(const RunSettings& s) {
    core::QuantizeConfig config;
    config.teacher = modelFile(s.teacher);
    if (!s.init.isEmpty()) config.init = modelFile(s.init);
    config.weightBits = s.weightBits;
    config.activationBits = s.activationBits;
    config.scheme = s.scheme.toStdString();
    config.epochs = s.epochs;
    config.steps = s.steps;
    config.batch = s.batch;
    config.lr = s.lr;
    config.momentum = s.momentum;
    config.weightDecay = s.weightDecay;
    config.clip = s.clip;
    config.freezeAfterEpochs = s.freezeAfterEpochs;
    config.freezeAfterSteps = s.freezeAfterSteps;
    config.shuffle = s.shuffle;
    config.augment = s.augment;
    config.checkpointEvery = s.checkpointEvery;
    config.seed = s.seed;
    return config;
}

}  // namespace syper::service
