// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/picture_journal.h"

#include <sys/resource.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "core/api/error.h"

using namespace syper;
using service::JournalEntry;
using service::PictureJournal;

class TestPictureJournal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        home_ = std::make_unique<QTemporaryDir>();
        path_ = home_->filePath(QStringLiteral("explore/history.jsonl"));
    }

    void nothingIsThereAtFirst() {
        QVERIFY(PictureJournal(path_).read().isEmpty());
        QVERIFY(!QFile::exists(path_));
    }

    void whatWasAddedIsThereAgainInItsOrder() {
        PictureJournal journal(path_);
        for (int i = 0; i < 5; ++i) journal.add(entry(i));
        journal.add(entry(2));  // looked at again
        const QList<JournalEntry> found = PictureJournal(path_).read();
        QCOMPARE(found.size(), 5);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(found[i].recipe, entry(i).recipe);
            QCOMPARE(found[i].network, entry(i).network);
            QCOMPARE(found[i].thumbnail, entry(i).thumbnail);
        }
    }

    void aSecondProgramAddsNothingTwice() {
        PictureJournal first(path_);
        first.add(entry(1));
        PictureJournal second(path_);
        QCOMPARE(second.read().size(), 1);
        second.add(entry(1));
        second.add(entry(2));
        first.add(entry(3));
        QCOMPARE(PictureJournal(path_).read().size(), 3);
    }

    void aCutLineCostsOnlyItself_data() {
        QTest::addColumn<int>("left");  // bytes of the last line
        QTest::newRow("one byte") << 1;
        QTest::newRow("half") << 40;
        QTest::newRow("all but its end") << -1;
    }
    void aCutLineCostsOnlyItself() {
        QFETCH(int, left);
        PictureJournal journal(path_);
        journal.add(entry(1));
        const qint64 whole = QFile(path_).size();
        journal.add(entry(2));
        QFile file(path_);
        QVERIFY(file.resize(left > 0 ? whole + left : file.size() - 1));
        PictureJournal after(path_);
        QCOMPARE(after.read().size(), left > 0 ? 1 : 2);  // only its end was missing: it is known
        after.add(entry(3));
        const QList<JournalEntry> found = PictureJournal(path_).read();
        QCOMPARE(found.first().recipe, entry(1).recipe);
        QCOMPARE(found.last().recipe, entry(3).recipe);
    }

    void damagedLinesArePassedOver() {
        PictureJournal(path_).add(entry(1));
        QFile file(path_);
        QVERIFY(file.open(QIODevice::Append));
        file.write("not json\n{\"network\":3}\n[]\n\n");
        file.write(QByteArray("\0\xff\n", 3));
        file.close();
        PictureJournal journal(path_);
        QCOMPARE(journal.read().size(), 1);
        journal.add(entry(2));
        QCOMPARE(journal.read().size(), 2);
    }

    void favouritesAreKeptForGoodAndTheRestIsPruned() {
        PictureJournal journal(path_);
        journal.add(entry(0));
        journal.setFavourite(entry(0).network, entry(0).recipe, true);
        journal.add(entry(1));
        journal.setFavourite(entry(1).network, entry(1).recipe, true);
        journal.setFavourite(entry(1).network, entry(1).recipe, false);
        journal.setFavourite(entry(9).network, entry(9).recipe, true);  // not there
        constexpr int kMany = 3 * PictureJournal::kMostEntries;
        for (int i = 2; i < kMany; ++i) journal.add(entry(i));
        const QList<JournalEntry> found = PictureJournal(path_).read();
        QCOMPARE(found.size(), PictureJournal::kMostEntries + 1);
        QVERIFY(found.first().favourite);
        QCOMPARE(found.first().recipe, entry(0).recipe);
        QCOMPARE(found.last().recipe, entry(kMany - 1).recipe);
        QFile file(path_);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().count('\n') <= 2 * PictureJournal::kMostEntries + 1);
    }

    void aFolderThatCannotBeWrittenIsSaid() {
        QFile blocker(home_->filePath(QStringLiteral("explore")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));  // a file where the folder should be
        PictureJournal journal(path_);
        try {
            journal.add(entry(1));
            QFAIL("nothing was said");
        } catch (const core::Error& error) {
            QCOMPARE(error.code(), core::Errc::Io);
            QVERIFY(QByteArray(error.what()).contains("history.jsonl"));
        }
    }

    void aFullDiskLeavesTheFileWhole() {
        PictureJournal journal(path_);
        journal.add(entry(1));
        const qint64 before = QFile(path_).size();
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit all{};
        getrlimit(RLIMIT_FSIZE, &all);
        const rlimit little{rlim_t(before) + 10, all.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        bool said = false;
        try {
            journal.add(entry(2));
        } catch (const core::Error& error) {
            said = error.code() == core::Errc::Io;
        }
        setrlimit(RLIMIT_FSIZE, &all);
        QVERIFY(said);
        QCOMPARE(QFile(path_).size(), before);
        journal.add(entry(2));  // there is room again
        QCOMPARE(PictureJournal(path_).read().size(), 2);
    }

private:
    static JournalEntry entry(int i) {
        return {.network = QStringLiteral("bundled"),
                .recipe = QStringLiteral("{\"seed\":%1}").arg(i),
                .thumbnail = QByteArray(20, char(i)),
                .favourite = false};
    }

    std::unique_ptr<QTemporaryDir> home_;
    QString path_;
};

QTEST_APPLESS_MAIN(TestPictureJournal)
#include "tst_picture_journal.moc"
