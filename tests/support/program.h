// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

namespace syper::test {

/// What the command line said and how it ended.
struct ProgramRun {
    int status = -1;
    QByteArray out, err;
    /// The one JSON object on standard output; empty if there is anything else.
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs `syper` with these arguments, as a user's shell would, and waits for its end.
inline ProgramRun runSyper(const QStringList& arguments, const QString& folder = {}) {
    QProcess program;
    if (!folder.isEmpty()) program.setWorkingDirectory(folder);
    program.start(QStringLiteral(SYPER_BIN "/syper"), arguments);
    ProgramRun run;
    if (!program.waitForFinished(280000) || program.exitStatus() != QProcess::NormalExit) {
        run.err = program.readAllStandardError() + program.errorString().toUtf8();
        program.kill();
        return run;
    }
    run.status = program.exitCode();
    run.out = program.readAllStandardOutput();
    run.err = program.readAllStandardError();
    return run;
}

inline void writeText(const QString& path, const QByteArray& content) {
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(file.errorString()));
    QCOMPARE(file.write(content), content.size());
}

inline QByteArray readText(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace syper::test

/// The run ended with status 0 and said one JSON object and nothing else.
#define SYPER_SUCCEEDS(run)                                                                     \
    do {                                                                                        \
        QVERIFY2((run).status == 0, (run).err.constData());                                     \
        QVERIFY2(!(run).json().isEmpty() && (run).out.count('\n') == 1, (run).out.constData()); \
        QVERIFY2((run).err.isEmpty(), (run).err.constData());                                   \
    } while (false)
/// The run ended with `wantedStatus` and one error line that holds `part`; standard output stayed empty.
#define SYPER_FAILS(run, wantedStatus, part)                                                                   \
    do {                                                                                                       \
        QVERIFY2((run).status == (wantedStatus), (run).err.constData());                                       \
        QVERIFY2((run).err.startsWith("syper: error: ") && (run).err.count('\n') == 1, (run).err.constData()); \
        QVERIFY2((run).err.contains(part), (run).err.constData());                                             \
        QCOMPARE((run).out, QByteArray());                                                                     \
    } while (false)
