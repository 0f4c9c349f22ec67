// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/model_choices.h"

#include <QFileInfo>

#include "core/api/resources.h"

namespace syper::service {
namespace {

constexpr int kRecentFiles = 8;

const QString& key(ModelRole role) {
    static const std::array<QString, kModelRoles.size()> keys{
        QStringLiteral("models/generator"), QStringLiteral("models/teacher"), QStringLiteral("models/student")};
    return keys[std::size_t(role)];
}

QString recentKey(ModelRole role) {
    return key(role) + QStringLiteral("Recent");
}

/// The card before its file has been read. A missing file is an error of the card, said in the engine's own words.
ModelCard cardFor(const QString& choice) {
    ModelCard card{.choice = choice, .path = {}, .info = {}, .error = {}};
    try {
        const QString stem = card.bundled() ? choice.section(QLatin1Char(':'), 1) : QString();
        const std::filesystem::path file = card.bundled() ? core::resolveModel("bundled", stem.toStdString())
                                                          : core::resolveModel(choice.toStdString(), {});
        card.path = QString::fromStdString(file.string());
    } catch (...) {
        card.error = currentFailure().text;
    }
    return card;
}

}  // namespace

QString ModelCard::name() const {
    return bundled() ? choice.section(QLatin1Char(':'), 1) : QFileInfo(choice).completeBaseName();
}

QString modelTitle(const QString& choice) {
    const QFileInfo file(choice);
    if (file.completeBaseName() == QLatin1String("student")) return QFileInfo(file.absolutePath()).fileName();
    ModelCard card;
    card.choice = choice;
    return card.name();
}

ModelChoices::ModelChoices(Inspect inspect, TaskRunner& tasks, QSettings& settings, QObject* parent)
    : QObject(parent), inspect_(std::move(inspect)), tasks_(tasks), settings_(settings) {
    for (const ModelRole role : kModelRoles) {
        ModelCard& card = cards_[std::size_t(role)];
        card = cardFor(settings_.value(key(role), bundled(role).first()).toString());
        // A remembered file may be gone since; the bundled one is the way on.
        if (!card.usable() && !card.bundled()) card = cardFor(bundled(role).first());
        this->inspect(role);
    }
}

QStringList ModelChoices::bundled(ModelRole role) {
    const auto choice = [](const char* stem) { return QStringLiteral("bundled:") + QLatin1String(stem); };
    switch (role) {
        case ModelRole::Generator:
            return {choice(core::kBundledGenerator)};
        case ModelRole::Teacher:
            return {choice(core::kBundledTeacher)};
        case ModelRole::Student:
            return {choice(core::kBundledW8), choice(core::kBundledW4)};
    }
    return {};
}

QStringList ModelChoices::recent(ModelRole role) const {
    return settings_.value(recentKey(role)).toStringList();
}

QStringList ModelChoices::compared() const {
    QStringList choices;
    for (const ModelRole role : {ModelRole::Teacher, ModelRole::Student})
        if (card(role).usable()) choices << card(role).choice;
    for (const QString& choice : bundled(ModelRole::Student))
        if (cardFor(choice).usable()) choices << choice;
    choices.removeDuplicates();
    return choices;
}

void ModelChoices::choose(ModelRole role, const QString& choice) {
    ModelCard& card = cards_[std::size_t(role)];
    if (card.choice == choice && card.usable()) return;
    card = cardFor(choice);
    if (card.usable()) {
        settings_.setValue(key(role), choice);
        if (!card.bundled()) {
            QStringList files = recent(role);
            files.removeAll(choice);
            files.prepend(choice);
            settings_.setValue(recentKey(role), files.mid(0, kRecentFiles));
        }
    }
    Q_EMIT chosen(role);
    inspect(role);
}

void ModelChoices::open(ModelRole role, const QString& file) {
    tasks_.run(
        this, [inspect = inspect_, path = file.toStdString()] { return inspect(path); },
        [this, role, file](const Outcome<core::FileInfo>& outcome) {
            const auto* info = std::get_if<core::FileInfo>(&outcome);
            if (info == nullptr) return Q_EMIT refused(std::get<Failure>(outcome).text);
            const bool recognizes = info->kind == "backbone" || info->kind == "quantized";
            if (role == ModelRole::Generator ? info->kind == "generator" : recognizes) return choose(role, file);
            Q_EMIT refused((role == ModelRole::Generator
                                ? tr("%1 holds no generator (%2); choose another file")
                                : tr("%1 holds no recognition model (%2); choose another file"))
                               .arg(file, QString::fromStdString(info->kind)));
        });
}

void ModelChoices::inspect(ModelRole role) {
    const QString path = card(role).path;
    if (path.isEmpty() || !inspect_) return;
    tasks_.run(
        this, [inspect = inspect_, file = path.toStdString()] { return inspect(file); },
        [this, role, path](Outcome<core::FileInfo> outcome) {
            ModelCard& card = cards_[std::size_t(role)];
            if (card.path != path) return;  // another one was chosen meanwhile
            if (auto* info = std::get_if<core::FileInfo>(&outcome))
                card.info = std::move(*info);
            else
                card.error = std::get<Failure>(outcome).text;
            Q_EMIT read(role);
        });
}

}  // namespace syper::service
