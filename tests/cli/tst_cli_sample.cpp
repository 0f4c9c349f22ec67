// SPDX-License-Identifier: GPL-3.0-or-later
// `syper sample` as a process.
#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>

#include "support/tensors.h"
#include "vision/image_io.h"

using namespace syper;

namespace {

struct Answer {
    int status = -1;
    QByteArray out, error;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

const QString kNetwork = QString::fromStdString(test::dataPath("generator/tiny32.pkl"));

QString program() {
    return QLatin1String(SYPER_BIN "/syper");
}

Answer syperRun(const QStringList& arguments) {
    QProcess process;
    process.start(program(), arguments);
    if (!process.waitForFinished(60000)) return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QStringList sampling(const QString& folder, const QStringList& more) {
    return QStringList{"sample", "--network", kNetwork, "--outdir", folder, "--json"} + more;
}

QByteArray content(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The PNGs of a folder by name.
QMap<QString, QByteArray> pictures(const QString& folder) {
    QMap<QString, QByteArray> all;
    for (const QString& name : QDir(folder).entryList({"*.png"})) all[name] = content(folder + "/" + name);
    return all;
}

QJsonObject manifest(const QString& path) {
    return QJsonDocument::fromJson(content(path)).object();
}

}  // namespace

class TestCliSample : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void halfPrecisionIsNearAndItsRecipesFollowIt() {
        QTemporaryDir folder;
        const Answer exact = syperRun(sampling(folder.filePath("exact"), {"--seeds", "3"}));
        const Answer half = syperRun(sampling(folder.filePath("half"), {"--seeds", "3", "--precision", "bf16"}));
        QCOMPARE(half.status, 0);
        QCOMPARE(exact.json()["precision"].toString(), "fp32");
        QCOMPARE(half.json()["precision"].toString(), half.json()["bf16_layers"].toInt() > 0 ? "bf16" : "fp32");
        const QString made = folder.filePath("half/seed0003.png");
        QCOMPARE(syperRun(sampling(folder.filePath("again"), {"--recipe", made})).status, 0);
        QCOMPARE(content(folder.filePath("again/seed0003.png")), content(made));
    }

    void initTestCase() {
        straight_ = path("straight");
        const Answer answer = syperRun(sampling(straight_, {"--seeds", "0-5", "--trunc", "0.7"}));
        QVERIFY2(answer.status == 0, answer.error);
        QCOMPARE(answer.json()["count"].toInt(), 6);
        QVERIFY(answer.json()["images_per_second"].toDouble() > 0);
        QCOMPARE(answer.json()["outdir"].toString(), straight_);
        QVERIFY2(answer.error.isEmpty(), answer.error);
    }

    void pixelsAreThoseOfThePublishedScripts() {
        const core::TensorMap want = test::testTensors("generator/tiny32.safetensors");
        QStringList seeds;
        for (std::int64_t i = 0; i < 4; ++i) seeds << QString::number(want.at("seeds")[i].item<std::int64_t>());
        QCOMPARE(syperRun(sampling(path("plain"), {"--seeds", seeds.join(','), "--trunc", "0.7"})).status, 0);
        QCOMPARE(syperRun(sampling(path("syper"), {"--seeds", seeds.join(','), "--writer", "syper", "--names", "img"}))
                     .status,
                 0);
        for (int i = 0; i < 4; ++i) {
            comparePixels(path("plain/seed") + seeds[i].rightJustified(4, '0') + ".png",
                          want.at("u8_generate_py_psi0.7")[i]);
            comparePixels(path("syper/img") + seeds[i].rightJustified(6, '0') + ".png", want.at("u8_syper_224")[i]);
        }
    }

    void tensorsAreTheRawOnes() {
        const core::TensorMap want = test::testTensors("generator/tiny32.safetensors");
        QStringList seeds;
        for (std::int64_t i = 0; i < 4; ++i) seeds << QString::number(want.at("seeds")[i].item<std::int64_t>());
        QCOMPARE(
            syperRun(sampling(path("raw"), {"--seeds", seeds.join(','), "--save-tensors", path("raw.safetensors")}))
                .status,
            0);
        const core::TensorMap got = core::readSafetensors(path("raw.safetensors").toStdString());
        SYPER_COMPARE_REL(got.at("ws"), want.at("ws"), 1e-5);
        SYPER_COMPARE_REL(got.at("images"), want.at("img_const"), 1e-4);
    }

    void threadsAndPlaceInTheListChangeNoByte() {
        for (const char* threads : {"1", "2", "3"}) {
            const QString folder = path(QString("threads%1").arg(threads));
            QCOMPARE(syperRun(sampling(folder, {"--seeds", "4,1,2", "--trunc", "0.7", "--threads", threads})).status,
                     0);
            for (const auto& [name, bytes] : pictures(folder).asKeyValueRange())
                QVERIFY2(bytes == content(straight_ + "/" + name), qPrintable(name));
        }
    }

    void manifestTellsWhatWasMadeAndHow() {
        const QJsonObject told = manifest(straight_ + "/manifest.json");
        QVERIFY(told["complete"].toBool());
        for (const char* key : {"program", "command", "host", "date", "seconds"}) QVERIFY2(told.contains(key), key);
        const auto hash = [](const QByteArray& bytes) {
            return QString(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
        };
        QCOMPARE(told["network"].toObject()["sha256"].toString(), hash(content(kNetwork)));
        QCOMPARE(told["files"].toArray().size(), 6);
        for (const QJsonValue file : told["files"].toArray())
            QCOMPARE(file.toObject()["sha256"].toString(),
                     hash(content(straight_ + "/" + file.toObject()["file"].toString())));
    }

    void shardsAtTheSameTimeMakeTheSameSet() {
        const QString folder = path("shards");
        std::array<QProcess, 3> processes;
        for (int i = 0; i < 3; ++i)
            processes[std::size_t(i)].start(
                program(), sampling(folder, {"--seeds", "0-5", "--trunc", "0.7", "--threads", "1", "--shard",
                                             QString("%1/3").arg(i)}));
        for (QProcess& process : processes) {
            QVERIFY(process.waitForFinished(60000));
            QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
        }
        QVERIFY(pictures(folder) == pictures(straight_));
        const QJsonObject whole = manifest(folder + "/manifest.json");
        QCOMPARE(whole["files"].toArray().size(), 6);
        QCOMPARE(whole["parts"].toArray().size(), 3);
        for (int i = 0; i < 3; ++i) QVERIFY(QFile::exists(folder + QString("/manifest.%1-of-3.json").arg(i)));
        QVERIFY(QDir(folder).entryList({"*.part"}).isEmpty());
    }

    void anIncompleteSetOfShardsHasNoManifest() {
        const QString folder = path("part");
        const Answer answer = syperRun(sampling(folder, {"--seeds", "0-5", "--shard", "1/2"}));
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.json()["count"].toInt(), 3);
        QVERIFY(!answer.json()["complete"].toBool());
        QVERIFY(QFile::exists(folder + "/manifest.1-of-2.json"));
        QVERIFY(!QFile::exists(folder + "/manifest.json"));
    }

    void resumingMakesWhatIsMissingOrWrong() {
        const QString folder = path("resumed");
        QCOMPARE(syperRun(sampling(folder, {"--seeds", "0-3", "--trunc", "0.7"})).status, 0);
        QVERIFY(QFile::remove(folder + "/seed0000.png"));
        // Another truncation: the recipe tells.
        QVERIFY(QFile::remove(folder + "/seed0001.png"));
        QCOMPARE(syperRun(sampling(path("other"), {"--seeds", "1", "--trunc", "0.5"})).status, 0);
        QVERIFY(QFile::copy(path("other/seed0001.png"), folder + "/seed0001.png"));
        // Cut short: the checksums tell. Same recipe, other bytes that are whole: the recorded hash tells.
        QVERIFY(QFile::resize(folder + "/seed0002.png", 700));
        QFile longer(folder + "/seed0003.png");
        QVERIFY(longer.open(QIODevice::Append));
        longer.write("x");
        longer.close();
        write(folder + "/seed0009.png.part", "left");
        const Answer answer = syperRun(sampling(folder, {"--seeds", "0-5", "--trunc", "0.7", "--resume"}));
        QVERIFY2(answer.status == 0, answer.error);
        QCOMPARE(answer.json()["made"].toInt(), 6);
        QVERIFY(pictures(folder) == pictures(straight_));
        QVERIFY(!QFile::exists(folder + "/seed0009.png.part"));
        const Answer again = syperRun(sampling(folder, {"--seeds", "0-5", "--trunc", "0.7", "--resume"}));
        QCOMPARE(again.json()["kept"].toInt(), 6);
        QVERIFY(again.json()["images_per_second"].isNull());
        QVERIFY(pictures(folder) == pictures(straight_));
    }

    void anInterruptedRunKeepsWhatIsFinishedAndGoesOn() {
        const QString folder = path("interrupted");
        QProcess process;
        process.start(program(), sampling(folder, {"--seeds", "0-20000", "--trunc", "0.7"}));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder + "/seed0005.png"), 60000);
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 130);
        const QMap<QString, QByteArray> made = pictures(folder), want = pictures(straight_);
        QVERIFY(made.size() >= 6 && made.size() < 20000);
        QVERIFY(QDir(folder).entryList({"*.part"}).isEmpty());
        const QJsonObject told = manifest(folder + "/manifest.json");
        QVERIFY(!told["complete"].toBool());
        QCOMPARE(told["files"].toArray().size(), made.size());
        for (const auto& [name, bytes] : want.asKeyValueRange()) QVERIFY(made[name] == bytes);
        const Answer answer = syperRun(sampling(folder, {"--seeds", "0-5", "--trunc", "0.7", "--resume"}));
        QCOMPARE(answer.json()["kept"].toInt(), 6);
    }

    void recipesGiveTheSamePixelsAgain() {
        const Answer made =
            syperRun(sampling(path("noisy"), {"--seeds", "8", "--noise-mode", "random", "--seed", "5", "--trunc", "0.6",
                                              "--trunc-cutoff", "3", "--writer", "syper"}));
        QVERIFY2(made.status == 0, made.error);
        const Answer again =
            syperRun(sampling(path("again"), {"--recipe", path("noisy/seed0008.png"), straight_ + "/seed0001.png"}));
        QVERIFY2(again.status == 0, again.error);
        QVERIFY(content(path("again/seed0008.png")) == content(path("noisy/seed0008.png")));
        QVERIFY(content(path("again/seed0001.png")) == content(straight_ + "/seed0001.png"));
        QCOMPARE(syperRun(sampling(path("noisy2"), {"--seeds", "8", "--noise-mode", "random", "--seed", "6"})).status,
                 0);
        QVERIFY(content(path("noisy2/seed0008.png")) != content(path("noisy/seed0008.png")));
    }

    void latentsFromAFileAreUsed() {
        const core::TensorMap want = test::testTensors("generator/tiny32.safetensors");
        core::TensorMap file;
        file.set("w", want.at("ws").slice(0, 0, 2));
        core::writeSafetensors(path("w.safetensors").toStdString(), file);
        const Answer answer = syperRun(sampling(
            path("proj"), {"--projected-w", path("w.safetensors"), "--save-tensors", path("proj.safetensors")}));
        QVERIFY2(answer.status == 0, answer.error);
        QCOMPARE(pictures(path("proj")).keys(), (QStringList{"proj00.png", "proj01.png"}));
        SYPER_COMPARE_REL(core::readSafetensors(path("proj.safetensors").toStdString()).at("images"),
                          want.at("img_const").slice(0, 0, 2), 1e-4);
        file.set("w", at::ones({8, 63}));
        core::writeSafetensors(path("w63.safetensors").toStdString(), file);
        const Answer refused = syperRun(sampling(path("proj"), {"--projected-w", path("w63.safetensors")}));
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.error.contains("8 x 63") && refused.error.contains("8 x 64"), refused.error);
    }

    void wrongUsageIsStatusTwoAndOneLine_data() {
        QTest::addColumn<QStringList>("flags");
        QTest::newRow("no seeds") << QStringList{};
        QTest::newRow("letters") << QStringList{"--seeds", "0,a"};
        QTest::newRow("backwards") << QStringList{"--seeds", "5-3"};
        QTest::newRow("too large") << QStringList{"--seeds", "4294967296"};
        QTest::newRow("negative") << QStringList{"--seeds=-1"};
        QTest::newRow("empty part") << QStringList{"--seeds", "1,,2"};
        QTest::newRow("shard counts from 0") << QStringList{"--seeds", "0", "--shard", "2/2"};
        QTest::newRow("no shard") << QStringList{"--seeds", "0", "--shard", "1"};
        QTest::newRow("noise") << QStringList{"--seeds", "0", "--noise-mode", "loud"};
        QTest::newRow("precision") << QStringList{"--seeds", "0", "--precision", "fp8"};
        QTest::newRow("no number") << QStringList{"--seeds", "0", "--trunc", "nan"};
        QTest::newRow("two sources") << QStringList{"--seeds", "0", "--recipe", "x.png"};
    }
    void wrongUsageIsStatusTwoAndOneLine() {
        QFETCH(QStringList, flags);
        const Answer answer = syperRun(sampling(path("wrong"), flags));
        QVERIFY2(answer.status == 2, answer.error);
        QVERIFY2(answer.error.startsWith("syper: error: ") && answer.error.count('\n') == 1, answer.error);
        QVERIFY(answer.out.isEmpty());
    }

    void aMisspeltFlagIsNamedBeforeWhatIsMissing() {
        const Answer answer = syperRun(sampling(path("wrong"), {"--seed-list", "0"}));
        QCOMPARE(answer.status, 2);
        QVERIFY2(answer.error.contains("--seed-list"), answer.error);
    }

    void aMisspeltSubVerbIsNamed() {
        const Answer answer = syperRun({"train", "genrator", "--data", "x"});
        QCOMPARE(answer.status, 2);
        QVERIFY2(answer.error.contains("genrator") && answer.error.contains("syper train --help"), answer.error);
    }

    void failuresAreStatusOneAndOneLine() {
        write(path("no.pkl"), "not a network");
        write(path("plain.png"), "\x89PNG\r\n\x1a\n");
        const QList<QStringList> runs{
            {"sample", "--network", path("missing.pkl"), "--seeds", "0", "--outdir", path("x")},
            {"sample", "--network", path("no.pkl"), "--seeds", "0", "--outdir", path("x")},
            sampling(path("x"), {"--recipe", path("plain.png")}),
            sampling(path("no.pkl"), {"--seeds", "0"}),
        };
        for (const QStringList& arguments : runs) {
            const Answer answer = syperRun(arguments);
            QVERIFY2(answer.status == 1, answer.error);
            QVERIFY2(answer.error.startsWith("syper: error: ") && answer.error.count('\n') == 1, answer.error);
        }
    }

    void aClassIsLeftOutWhereThereAreNone() {
        QCOMPARE(syperRun(sampling(path("class"), {"--seeds", "1", "--trunc", "0.7", "--class", "3"})).status, 0);
        QVERIFY(content(path("class/seed0001.png")) == content(straight_ + "/seed0001.png"));
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return folder_.filePath(name); }

    static void write(const QString& path, const QByteArray& bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    static void comparePixels(const QString& path, const at::Tensor& want) {
        const core::Image8 image = vision::readImage(path.toStdString());
        QCOMPARE(image.height(), int(want.size(0)));
        QCOMPARE(image.width(), int(want.size(1)));
        const at::Tensor pixels = want.contiguous();
        int worst = 0;
        for (std::size_t i = 0; i < image.bytes(); ++i)
            worst = std::max(worst, std::abs(int(image.data()[i]) - int(pixels.data_ptr<std::uint8_t>()[i])));
        QVERIFY2(worst <= 1, qPrintable(QString::number(worst)));
    }

    QTemporaryDir folder_;
    QString straight_;
};

QTEST_GUILESS_MAIN(TestCliSample)
#include "tst_cli_sample.moc"
