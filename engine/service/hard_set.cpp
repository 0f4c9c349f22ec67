// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/hard_set.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <algorithm>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "vision/image_io.h"
#include "vision/resize.h"

namespace syper::service {
namespace {

constexpr int kNameLetters = 16;

[[noreturn]] void failWriting(const QString& path, const QString& why) {
    throw core::Error(
        core::Errc::Io,
        QStringLiteral("cannot write %1: %2; check the disk and its permissions").arg(path, why).toStdString());
}

QString indexOf(const QString& folder) {
    return folder + QStringLiteral("/hard-set.jsonl");
}

QByteArray lineOf(const HardSpot& spot) {
    QJsonArray opinions;
    for (const HardOpinion& opinion : spot.opinions)
        opinions.append(QJsonObject{{QStringLiteral("name"), opinion.name},
                                    {QStringLiteral("sha256"), opinion.sha256},
                                    {QStringLiteral("weight_bits"), opinion.weightBits},
                                    {QStringLiteral("activation_bits"), opinion.activationBits},
                                    {QStringLiteral("similarity"), opinion.similarity},
                                    {QStringLiteral("same"), opinion.same ? QJsonValue(*opinion.same) : QJsonValue()},
                                    {QStringLiteral("flipped"), opinion.flipped}});
    return QJsonDocument(QJsonObject{{QStringLiteral("recipe"), spot.recipe},
                                     {QStringLiteral("start"), spot.start},
                                     {QStringLiteral("models"), opinions}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

/// Nothing for a line that a crash cut.
std::optional<HardSpot> spotOf(const QByteArray& line) {
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    HardSpot spot;
    spot.recipe = json[QLatin1String("recipe")].toString();
    spot.start = json[QLatin1String("start")].toString();
    if (spot.recipe.isEmpty()) return {};
    const QJsonArray models = json[QLatin1String("models")].toArray();
    for (const QJsonValue& value : models) {
        const QJsonObject one = value.toObject();
        HardOpinion opinion;
        opinion.name = one[QLatin1String("name")].toString();
        opinion.sha256 = one[QLatin1String("sha256")].toString();
        opinion.weightBits = one[QLatin1String("weight_bits")].toInt(32);
        opinion.activationBits = one[QLatin1String("activation_bits")].toInt(32);
        opinion.similarity = one[QLatin1String("similarity")].toDouble();
        if (one[QLatin1String("same")].isBool()) opinion.same = one[QLatin1String("same")].toBool();
        opinion.flipped = one[QLatin1String("flipped")].toBool();
        spot.opinions.push_back(std::move(opinion));
    }
    return spot;
}

core::Image8 smallOf(const core::Image8& picture) {
    return vision::resizePillow(picture, HardSet::kSmall, HardSet::kSmall);
}

std::vector<HardSpot> readFolder(const QString& folder) {
    std::vector<HardSpot> spots;
    QFile index(indexOf(folder));
    if (!index.open(QIODevice::ReadOnly)) return spots;
    while (!index.atEnd()) {
        std::optional<HardSpot> spot = spotOf(index.readLine());
        if (!spot || std::ranges::any_of(spots, [&](const HardSpot& one) { return one.recipe == spot->recipe; }))
            continue;
        try {
            spot->small = smallOf(vision::readImage((folder + QLatin1Char('/') + spot->file()).toStdString()));
        } catch (const core::Error&) {
            continue;  // its picture is gone or damaged: there is nothing to train on
        }
        spots.push_back(std::move(*spot));
    }
    return spots;
}

void writePicture(const QString& folder, const HardSpot& spot, const core::Image8& picture) {
    if (!QDir().mkpath(folder)) failWriting(folder, QStringLiteral("the folder cannot be made"));
    core::writePng((folder + QLatin1Char('/') + spot.file()).toStdString(), picture, spot.recipe.toStdString());
}

void appendTo(const QString& folder, const HardSpot& spot) {
    QFile index(indexOf(folder));
    if (!index.open(QIODevice::ReadWrite)) failWriting(index.fileName(), index.errorString());
    char last = '\n';
    if (index.size() > 0 && (!index.seek(index.size() - 1) || !index.getChar(&last)))
        failWriting(index.fileName(), index.errorString());
    const QByteArray line = (last == '\n' ? QByteArray() : QByteArray("\n")) + lineOf(spot);  // one was cut by a crash
    if (index.write(line) != line.size() || !index.flush()) failWriting(index.fileName(), index.errorString());
}

void writeWhole(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        failWriting(path, file.errorString());
}

QByteArray cell(QString text) {
    if (text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')))
        text = QLatin1Char('"') + text.replace(QLatin1String("\""), QLatin1String("\"\"")) + QLatin1Char('"');
    return text.toUtf8();
}

QByteArray tableOf(const std::vector<HardSpot>& spots) {
    QByteArray text = "file,model,sha256,weight_bits,activation_bits,similarity,same,flipped\n";
    for (const HardSpot& spot : spots)
        for (const HardOpinion& one : spot.opinions)
            text += cell(spot.file()) + ',' + cell(one.name) + ',' + cell(one.sha256) + ',' +
                    QByteArray::number(one.weightBits) + ',' + QByteArray::number(one.activationBits) + ',' +
                    QByteArray::number(one.similarity, 'g', QLocale::FloatingPointShortest) + ',' +
                    (one.same ? (*one.same ? "1" : "0") : "") + ',' + (one.flipped ? "1" : "0") + '\n';
    return text;
}

}  // namespace

QString HardSpot::file() const {
    const QByteArray hash = QCryptographicHash::hash(recipe.toUtf8(), QCryptographicHash::Sha256).toHex();
    return QStringLiteral("spot-%1.png").arg(QLatin1String(hash.left(kNameLetters)));
}

HardSet::HardSet(TaskRunner& tasks, QString folder, QObject* parent)
    : QObject(parent), tasks_(tasks), folder_(std::move(folder)) {
    tasks_.run(
        this, [folder = folder_] { return readFolder(folder); },
        [this](Outcome<std::vector<HardSpot>> outcome) {
            if (const auto* failure = std::get_if<Failure>(&outcome)) {
                Q_EMIT failed(*failure);
                return;
            }
            spots_ = std::move(std::get<std::vector<HardSpot>>(outcome));
            Q_EMIT changed();
        });
}

bool HardSet::contains(const QString& recipe) const {
    return coming_.contains(recipe) ||
           std::ranges::any_of(spots_, [&recipe](const HardSpot& spot) { return spot.recipe == recipe; });
}

void HardSet::keep(const HardSpot& spot, const core::Image8& picture) {
    if (contains(spot.recipe)) return;
    coming_.insert(spot.recipe);
    tasks_.run(
        this,
        [folder = folder_, made = HardSpot(spot), picture]() mutable {
            made.small = smallOf(picture);
            writePicture(folder, made, picture);
            appendTo(folder, made);
            return made;
        },
        [this, recipe = spot.recipe](Outcome<HardSpot> outcome) {
            coming_.remove(recipe);
            if (const auto* failure = std::get_if<Failure>(&outcome)) {
                Q_EMIT failed(*failure);
                return;
            }
            spots_.push_back(std::get<HardSpot>(std::move(outcome)));
            Q_EMIT changed();
            Q_EMIT kept(spots_.back());
        });
}

void HardSet::remove(const QStringList& recipes) {
    std::vector<HardSpot> gone, left;
    for (const HardSpot& spot : spots_) (recipes.contains(spot.recipe) ? gone : left).push_back(spot);
    if (gone.empty()) return;
    spots_ = left;
    Q_EMIT changed();
    tasks_.run(
        this,
        [folder = folder_, gone = std::move(gone), left = std::move(left)] {
            std::vector<Removed> out;
            QByteArray index;
            for (const HardSpot& spot : left) index += lineOf(spot);
            writeWhole(indexOf(folder), index);
            for (const HardSpot& spot : gone) {
                const QString path = folder + QLatin1Char('/') + spot.file();
                out.push_back({spot, vision::readImage(path.toStdString())});
                QFile::remove(path);
            }
            return out;
        },
        [this](Outcome<std::vector<Removed>> outcome) {
            if (const auto* failure = std::get_if<Failure>(&outcome)) {
                Q_EMIT failed(*failure);
                return;
            }
            Q_EMIT removed(std::get<std::vector<Removed>>(outcome));
        });
}

void HardSet::exportTo(const QString& folder, std::function<void(int)> done) {
    tasks_.run(
        this,
        [from = folder_, folder, spots = spots_] {
            if (!QDir().mkpath(folder)) failWriting(folder, QStringLiteral("the folder cannot be made"));
            for (const HardSpot& spot : spots) {
                const QString path = folder + QLatin1Char('/') + spot.file();
                QFile::remove(path);
                QFile picture(from + QLatin1Char('/') + spot.file());
                if (!picture.copy(path)) failWriting(path, picture.errorString());
            }
            writeWhole(folder + QStringLiteral("/hard-set.csv"), tableOf(spots));
            return int(spots.size());
        },
        [this, done = std::move(done)](Outcome<int> outcome) {
            if (const auto* failure = std::get_if<Failure>(&outcome)) {
                Q_EMIT failed(*failure);
                return;
            }
            done(std::get<int>(outcome));
        });
}

}  // namespace syper::service
