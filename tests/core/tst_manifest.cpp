// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/manifest.h"

#include <QTemporaryDir>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/util/files.h"
#include "core/util/folder_lock.h"
#include "core/util/sha256.h"
#include "support/refuses.h"

using namespace syper;
using core::Manifest;
namespace fs = std::filesystem;

class TestManifest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFolderIsOneRunsAtATime() {
        const fs::path folder = path("new/run");
        {
            const core::FolderLock mine(folder);
            SYPER_REFUSES(core::FolderLock(folder), core::Errc::Io);
        }
        const core::FolderLock next(folder);
        QVERIFY(fs::is_empty(folder));
        core::writeFile(path("file"), "1");
        SYPER_REFUSES(core::FolderLock(path("file")), core::Errc::Io);
    }

    void aFolderTellsWhatMadeItAndWhatIsInIt() {
        const fs::path folder = path("run");
        core::writeFile(folder / "a.csv", "1");
        core::writeFile(path("model"), "m");
        Manifest manifest("quantize");
        manifest.model("teacher", path("model"));
        manifest.pictures(7, "digest");
        manifest.result(folder / "a.csv");
        manifest.writeInto(folder);
        const auto said = read(folder / "manifest.json");
        for (const char* key : {"program", "command", "host", "date", "seconds", "threads", "libtorch"})
            QVERIFY2(said.contains(key), key);
        QCOMPARE(said["verb"].get<std::string>(), std::string("quantize"));
        QCOMPARE(said["models"][0]["sha256"].get<std::string>(), core::sha256("m"));
        QCOMPARE(said["pictures"]["count"].get<int>(), 7);
        QCOMPARE(said["files"][0]["file"].get<std::string>(), std::string("a.csv"));
        QCOMPARE(said["files"][0]["sha256"].get<std::string>(), core::sha256("1"));
        QCOMPARE(said["files"][0]["bytes"].get<int>(), 1);
        QVERIFY(said["complete"].get<bool>());
        QVERIFY(!fs::exists(folder / "manifest.json.part"));
    }

    void aSecondFileDoesNotTakeTheFirstOnesManifest() {
        const fs::path folder = path("files");
        for (const char* name : {"a.npy", "b.npy", "a.npy"}) {
            core::writeFile(folder / name, name);
            Manifest manifest("embed");
            manifest.result(folder / name);
            manifest.writeBeside(folder / name);
        }
        QCOMPARE(read(folder / "manifest.json")["files"][0]["file"].get<std::string>(), std::string("a.npy"));
        QCOMPARE(read(folder / "b.npy.manifest.json")["files"][0]["file"].get<std::string>(), std::string("b.npy"));
        QCOMPARE(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 4);
    }

    void somebodyElsesManifestIsLeftAlone_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("a web application's") << QByteArray(R"({"name": "app"})");
        QTest::newRow("another format") << QByteArray(R"({"format": 7, "files": [1]})");
        QTest::newRow("odd entries") << QByteArray(R"({"format": "syper-manifest", "files": [3]})");
        QTest::newRow("no JSON") << QByteArray("{");
    }
    void somebodyElsesManifestIsLeftAlone() {
        QFETCH(QByteArray, content);
        const fs::path folder = path("foreign");
        core::writeFile(folder / "manifest.json", content.toStdString());
        core::writeFile(folder / "a.npy", "a");
        Manifest manifest("embed");
        manifest.result(folder / "a.npy");
        manifest.writeBeside(folder / "a.npy");
        QCOMPARE(QByteArray::fromStdString(core::readFile(folder / "manifest.json")), content);
        QVERIFY(fs::exists(folder / "a.npy.manifest.json"));
    }

    void namesThatAreNoUtf8AreTold() {
        const fs::path folder = path("bytes");
        const fs::path file = folder / "a\xff.npy";
        core::writeFile(file, "a");
        Manifest manifest("embed");
        manifest.result(file);
        manifest.writeInto(folder);
        QCOMPARE(read(folder / "manifest.json")["files"][0]["file"].get<std::string>(),
                 std::string("a\xEF\xBF\xBD.npy"));
    }

    void aResultThatIsNotThereIsAnError() {
        Manifest manifest("embed");
        manifest.result(path("nothing"));
        SYPER_REFUSES((manifest.writeInto(path("x")), 0), core::Errc::NotFound);
    }

private:
    fs::path path(const char* name) const { return folder_.filePath(QLatin1String(name)).toStdString(); }
    static nlohmann::json read(const fs::path& file) { return nlohmann::json::parse(core::readFile(file)); }

    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestManifest)
#include "tst_manifest.moc"
