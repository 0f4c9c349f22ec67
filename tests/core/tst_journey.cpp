// SPDX-License-Identifier: GPL-3.0-or-later
// Ways through latent space.
#include "core/api/journey.h"

#include <QTemporaryDir>
#include <cmath>

#include "core/util/files.h"
#include "support/small_networks.h"
#include "support/tensors.h"

using namespace syper;
using core::Easing;
using core::Errc;
using core::Journey;
using core::Travel;

namespace {

core::Journey overSeeds(std::initializer_list<std::uint32_t> seeds, std::int64_t frames, bool loop = false,
                        Travel travel = Travel::LinearW) {
    Journey journey{.travel = travel, .loop = loop, .frames = frames};
    for (const std::uint32_t seed : seeds) journey.keys.push_back({.request = {.seed = seed}});
    return journey;
}

double farthest(std::span<const float> a, std::span<const float> b) {
    double most = a.size() == b.size() ? 0.0 : 1e9;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) most = std::max(most, std::abs(double(a[i]) - b[i]));
    return most;
}

}  // namespace

class TestJourney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        test::writeSmallNetwork(path("n.safetensors"), 8, test::smallShape());
        space_.emplace(core::LatentSpace::load(path("n.safetensors")));
    }

    void easingKeepsItsEndsAndNeverRunsBack() {
        for (const Easing easing : {Easing::Linear, Easing::Smooth, Easing::In, Easing::Out}) {
            QCOMPARE(core::eased(easing, 0.0), 0.0);
            QCOMPARE(core::eased(easing, 1.0), 1.0);
            for (int i = 1; i <= 100; ++i)
                QVERIFY(core::eased(easing, i / 100.0) > core::eased(easing, (i - 1) / 100.0));
            QCOMPARE(core::parseEasing(core::easingName(easing)), easing);
        }
        QVERIFY(core::eased(Easing::In, 0.5) < 0.5 && core::eased(Easing::Out, 0.5) > 0.5);
        SYPER_REFUSES(core::parseEasing("bounce"), Errc::BadArgument);
    }

    void keyframesAreMetExactly_data() {
        QTest::addColumn<int>("travel");
        QTest::newRow("w") << int(Travel::LinearW);
        QTest::newRow("z") << int(Travel::SlerpZ);
    }
    void keyframesAreMetExactly() {
        QFETCH(int, travel);
        for (const int step : {1, 7, 10, 30}) {
            const Journey open = overSeeds({3, 1, 4}, 2 * step + 1, false, Travel(travel));
            QVERIFY(core::frameOf(*space_, open, 0) == open.keys[0].request);
            QVERIFY(core::frameOf(*space_, open, step) == open.keys[1].request);
            QVERIFY(core::frameOf(*space_, open, 2 * step) == open.keys[2].request);
            const Journey loop = overSeeds({3, 1, 4}, 3 * step, true, Travel(travel));
            for (int i = 0; i < 3; ++i)
                QVERIFY(core::frameOf(*space_, loop, i * step) == loop.keys[std::size_t(i)].request);
        }
    }

    void aLoopHasNoSeam() {
        for (const Travel travel : {Travel::LinearW, Travel::SlerpZ}) {
            const Journey loop = overSeeds({3, 1}, 40, true, travel);
            std::vector<std::vector<float>> frames;
            for (std::int64_t i = 0; i < loop.frames; ++i)
                frames.push_back(space_->resolve(core::frameOf(*space_, loop, i)));
            double most = 0.0, least = 1e9;
            for (std::size_t i = 0; i < frames.size(); ++i) {
                const double step = farthest(frames[i], frames[(i + 1) % frames.size()]);
                most = std::max(most, step);
                least = std::min(least, step);
            }
            QVERIFY(least > 0.0);
            // Straight in w all steps are equal; bent by the mapping they still do not jump.
            QVERIFY2(most < (travel == Travel::LinearW ? 1.001 : 6.0) * least,
                     qPrintable(QString("%1 %2").arg(most).arg(least)));
        }
    }

    void straightIsStraightInW() {
        const Journey journey = overSeeds({3, 1}, 11);
        const std::vector<float> a = space_->resolve({.seed = 3}), b = space_->resolve({.seed = 1});
        for (int i = 0; i <= 10; ++i)
            QVERIFY(farthest(space_->resolve(core::frameOf(*space_, journey, i)), core::lerp(a, b, i / 10.0)) < 1e-6);
        // Seeds are told in few words, not by their w+.
        QVERIFY(core::frameOf(*space_, journey, 5).w.empty());
    }

    void keyframesWithEditsAreJoinedAsTheyLook() {
        Journey journey = overSeeds({3, 1}, 5);
        journey.keys[1].request.psi = 0.5;
        journey.keys[1].request.edits.mixes = {{.seed = 9, .layers = {0, 2}}};
        journey.keys[0].request.directions = {{1, 2.0}};
        journey.keys[0].request.edits.noiseStrength = {0.5F};
        const std::vector<float> a = space_->resolve(journey.keys[0].request),
                                 b = space_->resolve(journey.keys[1].request);
        for (int i = 0; i < 5; ++i) {
            const core::SampleRequest frame = core::frameOf(*space_, journey, i);
            QVERIFY(farthest(space_->resolve(frame), core::lerp(a, b, i / 4.0)) < 1e-6);
            if (i == 2) QCOMPARE(frame.edits.noiseStrength, std::vector<float>{0.75F});
        }
        // Over the sphere too: at its ends and without a jump beside them.
        journey.travel = Travel::SlerpZ;
        journey.frames = 1001;
        QVERIFY(farthest(space_->resolve(core::frameOf(*space_, journey, 1)), a) < 0.02);
        QVERIFY(farthest(space_->resolve(core::frameOf(*space_, journey, 999)), b) < 0.02);
    }

    void overTheSphereZTurns() {
        const Journey journey = overSeeds({3, 1}, 3, false, Travel::SlerpZ);
        core::SampleRequest by;
        by.edits.z = core::slerp(space_->z(3), space_->z(1), 0.5);
        QVERIFY(farthest(space_->resolve(core::frameOf(*space_, journey, 1)), space_->resolve(by)) == 0.0);
    }

    void secondsShareTheFramesOut() {
        Journey journey = overSeeds({1, 2, 3}, 9);
        journey.keys[0].seconds = 3.0;
        journey.keys[1].seconds = 1.0;
        QVERIFY(core::frameOf(*space_, journey, 6) == journey.keys[1].request);
        QVERIFY(core::frameOf(*space_, journey, 8) == journey.keys[2].request);
    }

    void impossibleJourneysAreRefused() {
        SYPER_REFUSES(core::checkJourney(overSeeds({1}, 5)), Errc::BadArgument);
        core::checkJourney(overSeeds({1}, 5, true));
        SYPER_REFUSES(core::checkJourney(overSeeds({1, 2}, 0)), Errc::BadArgument);
        Journey journey = overSeeds({1, 2}, 5);
        journey.keys[0].seconds = 0.0;
        SYPER_REFUSES(core::checkJourney(journey), Errc::BadArgument);
        journey.keys[0].seconds = std::nan("");
        SYPER_REFUSES(core::checkJourney(journey), Errc::BadArgument);
        journey = overSeeds({1, 2}, 5, false, Travel::SlerpZ);
        journey.keys[1].request.w.assign(10, 0.0F);
        SYPER_REFUSES(core::checkJourney(journey), Errc::BadArgument);
        SYPER_REFUSES(core::frameOf(*space_, overSeeds({1, 2}, 5), 5), Errc::BadArgument);
        SYPER_REFUSES(core::frameOf(*space_, overSeeds({1, 2}, 5), -1), Errc::BadArgument);
    }

    void filesGiveBackTheJourney() {
        Journey journey = overSeeds({1, 2, 3}, 77, true, Travel::SlerpZ);
        journey.keys[1].seconds = 2.5;
        journey.keys[1].easing = Easing::Smooth;
        journey.keys[2].request.edits.mixes = {{.seed = 5, .layers = {1, 2}}};
        const std::string network = space_->info().sha256;
        core::writeFile(path("j.json"), core::journeyText(journey, network));
        const Journey back = core::readJourney(path("j.json"), network);
        QCOMPARE(core::journeyText(back, network), core::journeyText(journey, network));
        QVERIFY(back.keys[2].request == journey.keys[2].request);
        SYPER_REFUSES(core::readJourney(path("j.json"), std::string(64, 'e')), Errc::BadArgument);
        core::writeFile(path("short.json"), R"({"frames": 4, "keyframes": [{"seed": 1}, {"seed": 2, "psi": 0.5}]})");
        QCOMPARE(core::readJourney(path("short.json"), network).keys[1].request.psi, 0.5);
    }

    void hostileJourneysAreRefused_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray("{}");
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("keyframes of numbers") << QByteArray("{\"keyframes\":[1,2]}");
        QTest::newRow("no seed") << QByteArray("{\"keyframes\":[{},{}]}");
        QTest::newRow("negative seed") << QByteArray("{\"keyframes\":[{\"seed\":-1},{\"seed\":2}]}");
        QTest::newRow("frames of text") << QByteArray("{\"frames\":\"x\",\"keyframes\":[{\"seed\":1},{\"seed\":2}]}");
        QTest::newRow("travel") << QByteArray("{\"travel\":\"q\",\"keyframes\":[{\"seed\":1},{\"seed\":2}]}");
        QTest::newRow("recipe") << QByteArray("{\"keyframes\":[{\"recipe\":{}},{\"seed\":2}]}");
        QTest::newRow("deep") << QByteArray(100000, '[');
    }
    void hostileJourneysAreRefused() {
        QFETCH(QByteArray, text);
        core::writeFile(path("hostile.json"), text.toStdString());
        SYPER_REFUSES(core::readJourney(path("hostile.json"), std::string(64, 'e')), Errc::BadFormat);
    }

private:
    [[nodiscard]] std::string path(const char* name) const {
        return folder_.filePath(QLatin1String(name)).toStdString();
    }
    QTemporaryDir folder_;
    std::optional<core::LatentSpace> space_;
};

QTEST_APPLESS_MAIN(TestJourney)
#include "tst_journey.moc"
