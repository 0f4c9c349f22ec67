// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

namespace syper::service {

/// A picture that was looked at, as the journal keeps it.
struct JournalEntry {
    QString network;       ///< a choice of ModelChoices
    QString recipe;        ///< core::recipeText of it: what makes it again
    QByteArray thumbnail;  ///< a small picture file (JPEG or PNG)
    bool favourite = false;
};

/// What was looked at, in a file that survives a crash: every change is one line appended to it, and a line that was
/// cut off is passed over. Pruned to the newest kMostEntries and all favourites, so that neither the file (twice as
/// many lines at most) nor what is read of it grows without end. Several programs may write one file.
///
/// For one thread at a time; reads and writes files, so never the GUI's.
class PictureJournal {
public:
    static constexpr int kMostEntries = 500;

    /// path: made when the first line is written, its folder too.
    explicit PictureJournal(QString path);

    /// What the file holds, oldest first, each recipe on a network once. Damaged lines are left out. Throws
    /// core::Error{Io} where the file is there and cannot be read.
    [[nodiscard]] QList<JournalEntry> read();
    /// Appends `entry` unless it is there. Throws core::Error{Io}; the file keeps what was in it.
    void add(const JournalEntry& entry);
    /// Makes an entry that is there a favourite, or none. Throws core::Error{Io}.
    void setFavourite(const QString& network, const QString& recipe, bool favourite);

private:
    struct Contents {
        QList<JournalEntry> entries;  ///< all that stand in the file, unpruned
        qsizetype lines = 0;          ///< damaged ones too
        bool whole = true;            ///< the last line has its end
    };
    [[nodiscard]] Contents load() const;
    void append(const QByteArray& line);
    void prune();
    void open();

    QString path_;
    QHash<QByteArray, bool> known_;  ///< digests of what is in the file; is it a favourite?
    qsizetype lines_ = 0;
    bool opened_ = false;
    bool cut_ = false;  ///< the file's last line has no end
};

}  // namespace syper::service
