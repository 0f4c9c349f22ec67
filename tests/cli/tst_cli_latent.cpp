// SPDX-License-Identifier: GPL-3.0-or-later
// `syper mix`, `directions`, `interpolate` and `project` as processes.
#include <QDir>
#include <QTemporaryDir>
#include <csignal>

#include "support/program.h"
#include "support/small_networks.h"
#include "support/tensors.h"
#include "vision/image_io.h"

using namespace syper;
using test::readText;
using test::runSyper;

namespace {

const QString kTiny = QString::fromStdString(test::dataPath("generator/tiny32.pkl"));

/// The largest difference of two pictures' levels; 256 where their sizes differ.
int farthest(const core::Image8& a, const core::Image8& b) {
    if (a.width() != b.width() || a.height() != b.height()) return 256;
    int most = 0;
    for (std::size_t i = 0; i < a.bytes(); ++i) most = std::max(most, std::abs(int(a.data()[i]) - int(b.data()[i])));
    return most;
}

core::Image8 cut(const core::Image8& image, int x, int y, int side) {
    core::Image8 part(side, side);
    for (int row = 0; row < side; ++row) std::copy_n(image.row(y * side + row) + 3 * x * side, 3 * side, part.row(row));
    return part;
}

}  // namespace

class TestCliLatent : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        test::writeSmallNetwork(path("n.safetensors").toStdString(), 6, test::smallShape());
        network_ = path("n.safetensors");
    }

    void mixIsWhatThePublishedScriptMakes() {
        const core::TensorMap want = test::testTensors("generator/tiny32.safetensors");
        QStringList seeds;
        for (std::int64_t i = 0; i < 4; ++i) seeds << QString::number(want.at("seeds")[i].item<std::int64_t>());
        const auto run = runSyper({"mix", "--network", kTiny, "--rows", seeds[0] + "," + seeds[1], "--cols",
                                   seeds[1] + "," + seeds[2], "--styles", "4-7", "--outdir", path("mix"), "--json"});
        SYPER_SUCCEEDS(run);
        // The seeds themselves, and the pairs of different ones: row 1 with column 1 is that seed.
        QCOMPARE(run.json()["count"].toInt(), 3 + 3);
        const core::Image8 grid = picture("mix/grid.png");
        QCOMPARE(grid.width(), 96);
        QCOMPARE(grid.height(), 96);
        for (int i = 0; i < 2; ++i) {
            // Row i's coarse styles and the next seed's fine ones: the reference vector.
            const at::Tensor raw = want.at("img_mix_coarse_self_fine_next")[i];
            const at::Tensor levels = (raw.permute({1, 2, 0}) * 127.5 + 128).clamp(0, 255).to(at::kByte).contiguous();
            core::Image8 reference(32, 32);
            std::copy_n(levels.data_ptr<std::uint8_t>(), reference.bytes(), reference.data());
            QVERIFY(farthest(picture("mix/" + seeds[i] + "-" + seeds[i + 1] + ".png"), reference) <= 1);
            QVERIFY(farthest(cut(grid, i + 1, i + 1, 32), reference) <= 1);
            QVERIFY(farthest(cut(grid, 0, i + 1, 32), picture("mix/" + seeds[i] + "-" + seeds[i] + ".png")) == 0);
            QVERIFY(farthest(cut(grid, i + 1, 0, 32), picture("mix/" + seeds[i + 1] + "-" + seeds[i + 1] + ".png")) ==
                    0);
        }
        QVERIFY(farthest(cut(grid, 0, 0, 32), core::Image8(32, 32)) == 0);
        QVERIFY(QFile::exists(path("mix/manifest.json")));
        // Each carries its recipe.
        const QString one = seeds[0] + "-" + seeds[1] + ".png";
        SYPER_SUCCEEDS(runSyper(
            {"sample", "--network", kTiny, "--recipe", path("mix/" + one), "--outdir", path("again"), "--json"}));
        QVERIFY(readText(path("again/seed") + seeds[0].rightJustified(4, '0') + ".png") ==
                readText(path("mix/" + one)));
    }

    void mixRefusesStylesThatTheNetworkHasNot() {
        SYPER_FAILS(runSyper({"mix", "--network", network_, "--rows", "0", "--cols", "1", "--styles", "5-6", "--outdir",
                              path("x")}),
                    1, "styles 0 to 5");
        // The published default stands for what a small network has of it.
        SYPER_SUCCEEDS(runSyper(
            {"mix", "--network", network_, "--rows", "0", "--cols", "1", "--outdir", path("small"), "--json"}));
        QVERIFY(farthest(picture("small/0-1.png"), picture("small/1-1.png")) == 0);
        SYPER_FAILS(runSyper({"mix", "--network", network_, "--rows", "a", "--cols", "1", "--outdir", path("x")}), 2,
                    "seeds");
    }

    void directionsAreWrittenAndTold() {
        for (const QString method : {"pca", "sefa"}) {
            const QString file = path(method + ".safetensors");
            const auto run = runSyper({"directions", "--network", network_, "--method", method, "--count", "4",
                                       "--samples", "300", "--out", file, "--json"});
            SYPER_SUCCEEDS(run);
            const QJsonArray shares = run.json()["explained_variance"].toArray();
            QCOMPARE(shares.size(), 4);
            for (int i = 1; i < 4; ++i)
                QVERIFY(shares[i].toDouble() <= shares[i - 1].toDouble() && shares[i].toDouble() >= 0.0);
            QCOMPARE(core::readSafetensors(file.toStdString()).at("directions").sizes().vec(),
                     (std::vector<std::int64_t>{4, 10}));
        }
        const auto copied = runSyper(
            {"directions", "--network", network_, "--from", path("pca.safetensors"), "--out", path("c.npz"), "--json"});
        SYPER_SUCCEEDS(copied);
        QCOMPARE(copied.json()["count"].toInt(), 4);
        QByteArray labels = "seed,label\n";
        for (int i = 0; i < 60; ++i) labels += QByteArray::number(i) + (i % 3 == 0 ? ",1\n" : ",0\n");
        test::writeText(path("labels.csv"), labels);
        const auto learned = runSyper({"directions", "--network", network_, "--labels", path("labels.csv"),
                                       "--orthogonal-to", path("sefa.safetensors"), "--out", path("l.json"), "--json"});
        SYPER_SUCCEEDS(learned);
        QCOMPARE(learned.json()["method"].toString(), QStringLiteral("labels"));  // what labels are for
        QCOMPARE(learned.json()["positives"].toInt(), 20);
        SYPER_FAILS(runSyper({"directions", "--network", network_, "--method", "pca", "--labels", path("labels.csv"),
                              "--out", path("l.json")}),
                    2, "--labels");
        QVERIFY(learned.json()["explained_variance"].toArray()[0].isNull());
        SYPER_FAILS(runSyper({"directions", "--network", network_, "--method", "labels", "--out", path("l.json")}), 2,
                    "--labels");
        SYPER_FAILS(runSyper({"directions", "--network", network_, "--out", path("l.txt")}), 1, ".safetensors");
        SYPER_FAILS(
            runSyper({"directions", "--network", kTiny, "--from", path("pca.safetensors"), "--out", path("x.npz")}), 1,
            "10 values");
    }

    void interpolatedFramesAreExactInNumber() {
        const auto run = runSyper({"interpolate", "--network", network_, "--seeds", "3,1,4", "--frames", "17", "--loop",
                                   "--easing", "smooth", "--out", path("frames"), "--json"});
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["frames"].toInt(), 17);
        QCOMPARE(QDir(path("frames")).entryList({"frame*.png"}).size(), 17);
        SYPER_SUCCEEDS(runSyper({"sample", "--network", network_, "--seeds", "3", "--outdir", path("one"), "--json"}));
        QVERIFY(readText(path("frames/frame00000.png")) == readText(path("one/seed0003.png")));
        const auto film = runSyper({"interpolate", "--network", network_, "--seeds", "3,1", "--frames", "9", "--space",
                                    "z", "--out", path("film.mp4"), "--json"});
        SYPER_SUCCEEDS(film);
        QCOMPARE(film.json()["frames"].toInt(), 9);
        QVERIFY(QFile::exists(path("film.mp4")));
        test::writeText(path("j.json"), R"({"frames": 5, "keyframes": [{"seed": 1, "easing": "in"}, {"seed": 2}]})");
        const auto keyed = runSyper(
            {"interpolate", "--network", network_, "--keyframes", path("j.json"), "--out", path("keyed"), "--json"});
        SYPER_SUCCEEDS(keyed);
        QCOMPARE(QDir(path("keyed")).entryList({"frame*.png"}).size(), 5);
        SYPER_FAILS(runSyper({"interpolate", "--network", network_, "--out", path("x")}), 2, "--seeds");
        SYPER_FAILS(runSyper({"interpolate", "--network", network_, "--seeds", "1", "--out", path("x")}), 1,
                    "keyframes");
    }

    void anInterruptedFilmIsKept() {
        QProcess process;
        process.start(QStringLiteral(SYPER_BIN "/syper"), {"interpolate", "--network", network_, "--seeds", "3,1",
                                                           "--frames", "1000000", "--out", path("long.mp4")});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(path("long.part.mp4")).size() > 20000, 60000);
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(QFile::exists(path("long.mp4")) && !QFile::exists(path("long.part.mp4")));
    }

    void aProjectionIsSampledAgain() {
        SYPER_SUCCEEDS(
            runSyper({"sample", "--network", network_, "--seeds", "5", "--outdir", path("target"), "--json"}));
        const QStringList project{"project", "--network", network_,    "--target", path("target/seed0005.png"),
                                  "--steps", "30",        "--teacher", "none",     "--outdir"};
        const auto run = runSyper(project + QStringList{path("found"), "--json"});
        SYPER_SUCCEEDS(run);
        QCOMPARE(run.json()["steps"].toInt(), 30);
        QVERIFY(run.json()["distance"].toDouble() > 0.0);
        QVERIFY(run.json()["perceptual"].isNull());
        QVERIFY(farthest(picture("found/target.png"), picture("target/seed0005.png")) == 0);
        SYPER_SUCCEEDS(runSyper({"sample", "--network", network_, "--projected-w", path("found/projected_w.npz"),
                                 "--outdir", path("back"), "--json"}));
        QCOMPARE(farthest(picture("back/proj00.png"), picture("found/proj.png")), 0);
        // The same picture and seed give the same w.
        SYPER_SUCCEEDS(runSyper(project + QStringList{path("twice"), "--json"}));
        QVERIFY(readText(path("twice/projected_w.npz")) == readText(path("found/projected_w.npz")));
        SYPER_FAILS(runSyper({"project", "--network", network_, "--target", path("none.png"), "--outdir", path("x")}),
                    1, "none.png");
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return folder_.filePath(name); }
    [[nodiscard]] core::Image8 picture(const QString& name) const {
        return vision::readImage(path(name).toStdString());
    }
    QTemporaryDir folder_;
    QString network_;
};

QTEST_GUILESS_MAIN(TestCliLatent)
#include "tst_cli_latent.moc"
