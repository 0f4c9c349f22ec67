// SPDX-License-Identifier: GPL-3.0-or-later
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

/// syper-studio as people start it, on the real engine and a small network.
class TestStudioProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsAndExits() {
        QCOMPARE(start({QStringLiteral("--exit-after-startup")}), 0);
        QVERIFY(QFile::exists(home_.filePath(QStringLiteral("studio.ini"))));  // where SYPER_HOME says
    }

    void aFileThatIsNotThereIsSaid() {
        QCOMPARE(start({QStringLiteral("--exit-after-startup"), QStringLiteral("nowhere.pkl")}), 1);
        QVERIFY(error_.contains("nowhere.pkl"));
        QCOMPARE(error_.trimmed().count('\n'), 0);
    }

    void aRequestToEndIsFollowedInOrder() {
        QProcess program;
        prepare(program);
        program.start(QStringLiteral(SYPER_BIN "/syper-studio"), {});
        QVERIFY(program.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(listens(program.processId()), 30000);
        program.terminate();
        QVERIFY(program.waitForFinished(30000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
    }

    void saysItsVersion() {
        QCOMPARE(start({QStringLiteral("--version")}), 0);
        QVERIFY(out_.startsWith("syper-studio "));
    }

    void withoutADisplayItSaysSoAndStillHelps() {
        QCOMPARE(start({QStringLiteral("--help")}, false), 0);
        QVERIFY(out_.startsWith("Usage: syper-studio "));
        QVERIFY(out_.contains("--screenshots"));
        QCOMPARE(start({}, false), 1);
        QVERIFY(error_.contains("no display"));
        QCOMPARE(error_.trimmed().count('\n'), 0);
        QCOMPARE(start({QStringLiteral("--nonsense")}, false), 2);
    }

    void anUnknownPageIsWrongUsage() {
        QCOMPARE(start({QStringLiteral("--page"), QStringLiteral("nowhere")}), 2);
        QVERIFY(error_.contains("nowhere"));
        QCOMPARE(error_.trimmed().count('\n'), 0);
    }

    void picturesShowRealContent() {
        const QString folder = home_.filePath(QStringLiteral("pictures"));
        QCOMPARE(
            start({QStringLiteral("--screenshots"), folder, QStringLiteral(SYPER_TEST_DATA "/generator/tiny32.pkl")}),
            0);
        const QImage light(folder + QStringLiteral("/explore-light.png")),
            dark(folder + QStringLiteral("/explore-dark.png"));
        QCOMPARE(light.size(), QSize(1280, 800));
        QCOMPARE(dark.size(), QSize(1280, 800));
        QVERIFY(light.pixelColor(light.width() - 2, 100).lightness() > 200);
        QVERIFY(dark.pixelColor(dark.width() - 2, 100).lightness() < 60);
        // The generated picture itself is the same in both.
        int same = 0;
        for (int x = 400; x < 720; ++x) same += light.pixel(x, 330) == dark.pixel(x, 330) ? 1 : 0;
        QVERIFY(same > 300);
    }

    void saysHowQuicklyItAnswers() {
        QCOMPARE(start({QStringLiteral("--bench"), QStringLiteral("--json")}), 0);
        const QJsonObject all = QJsonDocument::fromJson(out_).object();
        QStringList names;
        for (const QJsonValue row : all[QStringLiteral("rows")].toArray()) {
            names.append(row[QStringLiteral("name")].toString());
            QVERIFY(row[QStringLiteral("milliseconds")].toDouble() > 0.0);
            QVERIFY(row[QStringLiteral("ratio")].isNull());
        }
        QCOMPARE(names, QStringList({QStringLiteral("studio/longest-block"), QStringLiteral("studio/first-picture-p95"),
                                     QStringLiteral("studio/exact-p95"), QStringLiteral("studio/start")}));
        QVERIFY(all[QStringLiteral("movements")].toInt() >= 1);
    }

    void aFolderThatCannotBeWrittenIsSaid() {
        QFile file(home_.filePath(QStringLiteral("taken")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(start({QStringLiteral("--screenshots"), file.fileName()}), 1);
        QVERIFY(error_.contains("taken"));
    }

private:
    /// Does the process catch the request to end? Bit 14 of the mask is signal 15.
    static bool listens(qint64 process) {
        QFile status(QStringLiteral("/proc/%1/status").arg(process));
        if (!status.open(QIODevice::ReadOnly)) return false;
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("SigCgt:")) return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> 14 & 1) != 0;
        return false;
    }
    void prepare(QProcess& program) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("SYPER_HOME"), home_.path());
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home_.path());
        // No models of its own: what is tested here is the program, and a quantization run takes its time.
        environment.insert(QStringLiteral("SYPER_RESOURCES"), home_.path());
        program.setProcessEnvironment(environment);
    }
    int start(const QStringList& arguments, bool display = true) {
        QProcess program;
        prepare(program);
        if (!display) {
            QProcessEnvironment environment = program.processEnvironment();
            for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
                environment.remove(QLatin1String(name));
            program.setProcessEnvironment(environment);
        }
        program.start(QStringLiteral(SYPER_BIN "/syper-studio"), arguments);
        if (!program.waitForFinished(60000)) {
            program.kill();
            program.waitForFinished();
            return -1;
        }
        out_ = program.readAllStandardOutput();
        error_ = program.readAllStandardError();
        return program.exitCode();
    }

    QTemporaryDir home_;
    QByteArray out_, error_;
};

QTEST_GUILESS_MAIN(TestStudioProgram)
#include "tst_studio_program.moc"
