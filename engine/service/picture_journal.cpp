// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/picture_journal.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>
#include <algorithm>

#include "core/api/error.h"

namespace syper::service {
namespace {

const QString kNetwork = QStringLiteral("network");
const QString kRecipe = QStringLiteral("recipe");
const QString kThumbnail = QStringLiteral("thumbnail");
const QString kFavourite = QStringLiteral("favourite");
constexpr qsizetype kMostLines = 2 * PictureJournal::kMostEntries;
constexpr qint64 kMostLineBytes = qint64(4) << 20;  // a line of the largest w+ is a tenth of it
constexpr int kLockMs = 2000;

QByteArray digest(const QString& network, const QString& recipe) {
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(network.toUtf8());
    hash.addData(QByteArrayView("\n"));
    hash.addData(recipe.toUtf8());
    return hash.result();
}

QByteArray lineOf(const JournalEntry& entry) {
    return QJsonDocument(QJsonObject{{kNetwork, entry.network},
                                     {kRecipe, entry.recipe},
                                     {kThumbnail, QString::fromLatin1(entry.thumbnail.toBase64())},
                                     {kFavourite, entry.favourite}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

[[noreturn]] void refuse(const QString& path, const QString& why) {
    throw core::Error(core::Errc::Io, "cannot keep the history in " + path.toStdString() + ": " + why.toStdString() +
                                          "; free space or check the folder");
}

/// The entries of all lines: a line with a picture is one, a line without changes one before it.
class Reader {
public:
    void take(const QByteArray& line) {
        const QJsonObject json = QJsonDocument::fromJson(line).object();
        const QString network = json.value(kNetwork).toString(), recipe = json.value(kRecipe).toString();
        if (network.isEmpty() || recipe.isEmpty()) return;
        const QByteArray key = digest(network, recipe);
        const bool favourite = json.value(kFavourite).toBool();
        if (const auto found = places_.constFind(key); found != places_.cend()) {
            entries_[*found].favourite = favourite;
            return;
        }
        if (!json.contains(kThumbnail)) return;
        places_.insert(key, entries_.size());
        entries_.append({.network = network,
                         .recipe = recipe,
                         .thumbnail = QByteArray::fromBase64(json.value(kThumbnail).toString().toLatin1()),
                         .favourite = favourite});
    }
    [[nodiscard]] QList<JournalEntry>& entries() { return entries_; }

private:
    QList<JournalEntry> entries_;
    QHash<QByteArray, qsizetype> places_;
};

void dropOldest(QList<JournalEntry>& entries) {
    auto tooMany = std::ranges::count(entries, false, &JournalEntry::favourite) - PictureJournal::kMostEntries;
    entries.removeIf([&tooMany](const JournalEntry& entry) { return !entry.favourite && tooMany-- > 0; });
}

}  // namespace

PictureJournal::PictureJournal(QString path) : path_(std::move(path)) {}

PictureJournal::Contents PictureJournal::load() const {
    Contents out;
    QFile file(path_);
    if (!file.exists()) return out;
    if (!file.open(QIODevice::ReadOnly)) refuse(path_, file.errorString());
    Reader reader;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine(kMostLineBytes);
        out.whole = line.endsWith('\n');
        ++out.lines;
        reader.take(line);
    }
    out.entries = std::move(reader.entries());
    return out;
}

void PictureJournal::open() {
    const Contents contents = load();
    known_.clear();
    for (const JournalEntry& entry : contents.entries)
        known_.insert(digest(entry.network, entry.recipe), entry.favourite);
    lines_ = contents.lines;
    cut_ = !contents.whole;
    opened_ = true;
}

QList<JournalEntry> PictureJournal::read() {
    open();
    QList<JournalEntry> entries = load().entries;
    dropOldest(entries);
    return entries;
}

void PictureJournal::add(const JournalEntry& entry) {
    if (!opened_) open();
    const QByteArray key = digest(entry.network, entry.recipe);
    if (known_.contains(key)) return;
    append(lineOf(entry));
    known_.insert(key, entry.favourite);
    if (lines_ > kMostLines) prune();
}

void PictureJournal::setFavourite(const QString& network, const QString& recipe, bool favourite) {
    if (!opened_) open();
    const QByteArray key = digest(network, recipe);
    if (!known_.contains(key) || known_.value(key) == favourite) return;
    append(QJsonDocument(QJsonObject{{kNetwork, network}, {kRecipe, recipe}, {kFavourite, favourite}})
               .toJson(QJsonDocument::Compact) +
           '\n');
    known_[key] = favourite;
    if (lines_ > kMostLines) prune();
}

void PictureJournal::append(const QByteArray& line) {
    QDir().mkpath(QFileInfo(path_).absolutePath());
    QLockFile lock(path_ + QStringLiteral(".lock"));
    if (!lock.tryLock(kLockMs)) refuse(path_, QStringLiteral("another program holds it"));
    QFile file(path_);
    // Unbuffered: what a full disk refuses must not be tried again when the file is closed.
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)) refuse(path_, file.errorString());
    const qint64 before = file.size();
    const QByteArray text = cut_ ? '\n' + line : line;  // what was cut off stays a line of its own
    if (file.write(text) != text.size()) {
        const QString why = file.errorString();
        file.resize(before);
        refuse(path_, why);
    }
    cut_ = false;
    ++lines_;
}

// Written beside and renamed: whatever happens meanwhile, one of both files is there and whole.
void PictureJournal::prune() {
    QLockFile lock(path_ + QStringLiteral(".lock"));
    if (!lock.tryLock(kLockMs)) refuse(path_, QStringLiteral("another program holds it"));
    QList<JournalEntry> entries = load().entries;
    dropOldest(entries);
    QSaveFile file(path_);
    if (!file.open(QIODevice::WriteOnly)) refuse(path_, file.errorString());
    for (const JournalEntry& entry : entries) file.write(lineOf(entry));
    if (!file.commit()) refuse(path_, file.errorString());
    open();
}

}  // namespace syper::service
