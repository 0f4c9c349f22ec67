// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "support/program.h"
#include "support/tensors.h"

using namespace syper;
using test::runSyper;

class TestCliIdentities : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLabelledFolderIsWritten() {
        const auto run = runSyper(arguments("set"));
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["count"].toInt(), 6);
        const QList<QByteArray> table = test::readText(path("set/labels.csv")).trimmed().split('\n');
        QCOMPARE(table.size(), 7);
        QCOMPARE(table[0], QByteArray("file,identity,mirrored"));
        QCOMPARE(table[1], QByteArray("id0000_0.png,7,1"));
        QCOMPARE(table[6], QByteArray("id0002_1.png,9,1"));
        for (qsizetype i = 1; i < table.size(); ++i)
            QVERIFY(QFile::exists(path("set/" + QString::fromUtf8(table[i].split(',').first()))));
    }

    void theSameSetHasTheSameBytesAndAnotherSeedHasOthers() {
        SYPER_SUCCEEDS(runSyper(arguments("one")));
        SYPER_SUCCEEDS(runSyper(arguments("two")));
        SYPER_SUCCEEDS(runSyper(arguments("other") + QStringList{"--seed", "5"}));
        const QByteArray one = test::readText(path("one/id0001_1.png"));
        QVERIFY(one.startsWith("\x89PNG"));
        QVERIFY(one == test::readText(path("two/id0001_1.png")));
        QVERIFY(one != test::readText(path("other/id0001_1.png")));
    }

    void picturesOfAnIdentityDiffer() {
        SYPER_SUCCEEDS(runSyper(arguments("variants")));
        QVERIFY(test::readText(path("variants/id0000_0.png")) != test::readText(path("variants/id0000_1.png")));
    }

    void wrongUseIsRefusedInOneLine() {
        SYPER_FAILS(runSyper({"identities", "--json", "--count", "1", "--outdir", path("x")}), 2, "--count");
        SYPER_FAILS(runSyper({"identities", "--json", "--network", path("none.pkl"), "--outdir", path("x")}), 1,
                    "none.pkl");
    }

private:
    QString path(const QString& name) const { return folder_.filePath(name); }
    QStringList arguments(const QString& out) const {
        return {"identities", "--json",  "--network",    QString::fromStdString(test::dataPath("generator/tiny32.pkl")),
                "--count",    "3",       "--variants",   "2",
                "--outdir",   path(out), "--first-seed", "7"};
    }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestCliIdentities)
#include "tst_cli_identities.moc"
