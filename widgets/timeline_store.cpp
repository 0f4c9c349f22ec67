// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <cmath>

#include "core/api/error.h"
#include "service/settings.h"

namespace syper::ui {
namespace {

const QString kKeyframes = QStringLiteral("keyframes");
const QString kLoop = QStringLiteral("loop");
const QString kFps = QStringLiteral("fps");
const QString kFrames = QStringLiteral("frames");
const QString kSeconds = QStringLiteral("seconds");
const QString kEasing = QStringLiteral("easing");
const QString kRecipe = QStringLiteral("recipe");
constexpr double kMostFps = 120.0;

[[noreturn]] void refuse(core::Errc code, const QString& path, const QString& why) {
    throw core::Error(code, "cannot keep the keyframes in " + path.toStdString() + ": " + why.toStdString() +
                                "; free space or check the folder");
}

void write(const QString& path, const QByteArray& text) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        refuse(core::Errc::Io, path, file.errorString());
}

/// What the file holds; nothing where there is none.
Keyframes read(const QString& path) {
    QFile file(path);
    if (!file.exists()) return {};
    if (!file.open(QIODevice::ReadOnly)) refuse(core::Errc::Io, path, file.errorString());
    return parseKeyframes(file.readAll());
}

}  // namespace

QByteArray keyframesText(const Keyframes& keyframes, const std::string& networkSha256) {
    QJsonArray keys;
    for (const core::Keyframe& key : keyframes.keys)
        keys.append(QJsonObject{{kSeconds, key.seconds},
                                {kEasing, QLatin1String(core::easingName(key.easing))},
                                {kRecipe, QString::fromStdString(core::recipeText(key.request, networkSha256))}});
    return QJsonDocument(QJsonObject{{kKeyframes, keys},
                                     {kLoop, keyframes.loop},
                                     {kFps, keyframes.fps},
                                     {kFrames, qint64(keyframes.journey().frames)}})
        .toJson(QJsonDocument::Compact);
}

Keyframes parseKeyframes(const QByteArray& text) {
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    if (!json.value(kKeyframes).isArray())
        throw core::Error(core::Errc::BadFormat,
                          "the keyframes of the last session cannot be read: their file is "
                          "damaged; it is written anew with the next keyframe");
    Keyframes out;
    out.loop = json.value(kLoop).toBool();
    const double fps = json.value(kFps).toDouble(out.fps);
    if (std::isfinite(fps) && fps >= 1.0 && fps <= kMostFps) out.fps = fps;
    for (const QJsonValue& one : json.value(kKeyframes).toArray()) {
        const double seconds = one[kSeconds].toDouble(1.0);
        out.keys.push_back({.request = core::parseRecipe(one[kRecipe].toString().toStdString()).request,
                            .seconds = std::isfinite(seconds) ? std::max(kLeastSeconds, seconds) : 1.0,
                            .easing = core::parseEasing(one[kEasing].toString().toStdString())});
    }
    return out;
}

TimelineStore::TimelineStore(service::Engine& engine, TimelineModel& model, QObject* parent)
    : QObject(parent),
      engine_(engine),
      model_(model),
      path_(service::studioFolder() + QStringLiteral("/explore/keyframes.json")) {
    connect(&engine_.sampler(), &service::SamplerService::networkReady, this, [this] {
        if (unsaved_) save();
    });
    restore();
}

void TimelineStore::restore() {
    engine_.tasks().run(
        this, [path = path_] { return read(path); },
        [this](service::Outcome<Keyframes> outcome) {
            if (const auto* keyframes = std::get_if<Keyframes>(&outcome))
                model_.restore(*keyframes);
            else
                tellOnce(std::get<service::Failure>(outcome).text);
            connect(&model_, &TimelineModel::changed, this, &TimelineStore::save);
            restored_ = true;
            Q_EMIT restoringEnded();
        });
}

void TimelineStore::save() {
    unsaved_ = !engine_.sampler().network();
    if (unsaved_) return;
    engine_.tasks().run(
        this,
        [path = path_, keyframes = model_.keyframes(), sha256 = engine_.sampler().network()->sha256] {
            write(path, keyframesText(keyframes, sha256));
            return true;
        },
        [this](const service::Outcome<bool>& outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome)) tellOnce(failure->text);
        });
}

// A full disk fails with every edit; it is said once.
void TimelineStore::tellOnce(const QString& text) {
    if (std::exchange(told_, true)) return;
    Q_EMIT notice({.kind = Notice::Kind::Caution, .text = text});
}

}  // namespace syper::ui
