// SPDX-License-Identifier: GPL-3.0-or-later
// Latents: steps on w+, what a request means, recipes of edits.
#include "core/api/latent.h"

#include <QTemporaryDir>
#include <cmath>
#include <limits>

#include "core/api/latent_space.h"
#include "core/api/mix.h"
#include "core/util/files.h"
#include "core/util/random_stream.h"
#include "support/small_networks.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;
using core::LayerRange;
using core::SampleRequest;

namespace {

constexpr int kWide = 10, kLayers = 6;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::vector<float> randomFloats(core::RandomStream& random, std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = float(random.normal());
    return values;
}

std::span<const float> layer(std::span<const float> ws, int index) {
    return ws.subspan(std::size_t(index * kWide), kWide);
}

bool same(std::span<const float> a, std::span<const float> b) {
    return std::ranges::equal(a, b);
}

double farthest(std::span<const float> a, std::span<const float> b) {
    double most = a.size() == b.size() ? 0.0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) most = std::max(most, std::abs(double(a[i]) - b[i]));
    return most;
}

bool equalPixels(const core::Image8& a, const core::Image8& b) {
    return a.width() == b.width() && a.height() == b.height() && a.bytes() == b.bytes() &&
           std::equal(a.data(), a.data() + a.bytes(), b.data());
}

/// A request with all that edits can hold, drawn at random.
SampleRequest randomRequest(core::RandomStream& random) {
    const auto layers = [&random] {
        if (random.chance(0.3)) return LayerRange{};
        const int first = int(random.below(kLayers));
        return LayerRange{first, first + int(random.below(std::uint64_t(kLayers - first)))};
    };
    SampleRequest request;
    request.seed = std::uint32_t(random.bits());
    request.psi = random.uniform(-1.0, 1.5);
    request.cutoff = int(random.below(kLayers + 1)) - 1;
    request.noise = core::NoiseMode(random.below(3));
    request.noiseSeed = std::uint32_t(random.bits());
    for (std::uint64_t i = random.below(3); i > 0; --i)
        request.directions.push_back({int(random.below(kWide)), random.normal(), layers()});
    core::LatentEdits& edits = request.edits;
    if (random.chance(0.3)) request.w = randomFloats(random, random.chance(0.5) ? kWide : kWide * kLayers);
    edits.truncateGiven = random.chance(0.5);
    if (random.chance(0.3)) edits.z = randomFloats(random, 12);
    if (random.chance(0.3)) edits.plane = core::SeedPlane{random.normal() * 50, random.normal() * 50, 100};
    for (std::uint64_t i = random.below(3); i > 0; --i) {
        edits.mixes.push_back({.seed = std::uint32_t(random.bits()), .layers = layers(), .amount = random.uniform()});
        if (random.chance(0.5)) edits.mixes.back().w = randomFloats(random, kWide);
    }
    for (std::uint64_t i = random.below(3); i > 0; --i)
        edits.walks.push_back(
            {"a \"name\" \xc3\xa4", randomFloats(random, kWide), random.uniform(), random.normal(), layers()});
    for (std::uint64_t i = random.below(3); i > 0; --i) edits.shifts.push_back({randomFloats(random, kWide), layers()});
    if (random.chance(0.5)) edits.noiseStrength = randomFloats(random, 5);
    return request;
}

}  // namespace

class TestLatent : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        for (int i = 0; i < 3; ++i) test::writeSmallNetwork(network(i), std::uint64_t(i), test::smallShape());
    }

    void seedsOfThePlaneAreThoseAroundThePoint() {
        const auto around = core::seedsAround({.x = 3.25, .y = 2.5, .rowStep = 100});
        QCOMPARE(around.size(), std::size_t(4));
        QVERIFY(around[0] == (core::SeedShare{203, 0.375}));
        QVERIFY(around[1] == (core::SeedShare{204, 0.125}));
        QVERIFY(around[2] == (core::SeedShare{303, 0.375}));
        QVERIFY(around[3] == (core::SeedShare{304, 0.125}));
        QCOMPARE(core::seedsAround({.x = 7, .y = 1}).size(), std::size_t(1));
        QCOMPARE(core::seedsAround({.x = 7, .y = 1})[0].seed, 107U);
        QCOMPARE(core::seedsAround({.x = -0.5, .y = 0})[0].seed, 4294967295U);
        core::RandomStream random(1);
        for (int i = 0; i < 200; ++i) {
            double sum = 0.0;
            for (const core::SeedShare& one : core::seedsAround({random.normal() * 1e5, random.normal() * 1e5, 77})) {
                QVERIFY(one.share > 0.0);
                sum += one.share;
            }
            QVERIFY(std::abs(sum - 1.0) < 1e-12);
        }
        SYPER_REFUSES(core::seedsAround({.x = std::nan("")}), Errc::BadArgument);
        SYPER_REFUSES(core::seedsAround({.y = 1e300}), Errc::BadArgument);
    }

    void interpolationIsExactAtItsEndsAndSlerpKeepsLengths() {
        core::RandomStream random(2);
        for (int round = 0; round < 50; ++round) {
            const std::vector<float> a = randomFloats(random, 12), b = randomFloats(random, 12);
            for (const auto& way : {core::lerp, core::slerp}) {
                QVERIFY(same(way(a, b, 0.0), a));
                QVERIFY(same(way(a, b, 1.0), b));
                // The way back is the way there.
                const double t = random.uniform();
                QVERIFY(farthest(way(a, b, t), way(b, a, 1.0 - t)) < 1e-5);
            }
            const auto length = [](const std::vector<float>& x) {
                double sum = 0.0;
                for (const float value : x) sum += double(value) * value;
                return std::sqrt(sum);
            };
            const double t = random.uniform();
            QVERIFY(std::abs(length(core::slerp(a, b, t)) - (length(a) + t * (length(b) - length(a)))) < 1e-4);
        }
        const std::vector<float> x{1, 0}, y{0, 1}, back{-1, 0}, nothing{0, 0};
        QVERIFY(farthest(core::slerp(x, y, 0.5), std::vector<float>{std::sqrt(0.5F), std::sqrt(0.5F)}) < 1e-6);
        QVERIFY(farthest(core::slerp(x, back, 0.25), std::vector<float>{0.5F, 0}) < 1e-6);
        QVERIFY(farthest(core::slerp(x, nothing, 0.5), std::vector<float>{0.5F, 0}) < 1e-6);
        SYPER_REFUSES(core::slerp(x, std::vector<float>{1}, 0.5), Errc::BadShape);
    }

    void mixingTouchesItsLayersAlone() {
        core::RandomStream random(3);
        for (int round = 0; round < 100; ++round) {
            const std::vector<float> own = randomFloats(random, kWide * kLayers);
            const std::vector<float> donor = randomFloats(random, random.chance(0.5) ? kWide : kWide * kLayers);
            const LayerRange range{int(random.below(kLayers)), int(random.below(kLayers + 1)) - 1};
            const double amount = random.chance(0.3) ? 1.0 : random.uniform(-1, 2);
            std::vector<float> mixed = own;
            core::mixStyles(mixed, donor, kWide, range, amount);
            for (int i = 0; i < kLayers; ++i) {
                const std::span<const float> other = donor.size() == kWide ? std::span(donor) : layer(donor, i);
                if (!range.holds(i))
                    QVERIFY(same(layer(mixed, i), layer(own, i)));
                else if (amount == 1.0)
                    QVERIFY(same(layer(mixed, i), other));
                else
                    QVERIFY(farthest(layer(mixed, i), core::lerp(layer(own, i), other, amount)) < 1e-5);
            }
        }
    }

    void walksAndTruncationAddUp() {
        core::RandomStream random(4);
        const std::vector<float> own = randomFloats(random, kWide * kLayers), unit = randomFloats(random, kWide);
        std::vector<float> walked = own;
        core::walkAlong(walked, unit, 1.5, {1, 3});
        core::walkAlong(walked, unit, -1.5, {1, 3});
        QVERIFY(farthest(walked, own) < 1e-5);
        const std::vector<float> average = randomFloats(random, kWide);
        std::vector<float> near = own;
        core::truncateTowards(near, average, 0.0, 2);
        QVERIFY(farthest(layer(near, 0), average) < 1e-6 && farthest(layer(near, 1), average) < 1e-6);
        QVERIFY(same(layer(near, 2), layer(own, 2)));
        core::truncateTowards(near, average, 1.0, -1);
        QVERIFY(same(layer(near, 2), layer(own, 2)));
    }

    void aSpaceResolvesWhatTheSamplerDraws() {
        core::RandomStream random(5);
        for (int i = 0; i < 3; ++i) {
            core::Sampler sampler = core::Sampler::load(network(i));
            const core::LatentSpace space = sampler.latentSpace();
            QCOMPARE(space.info().numWs, kLayers);
            for (int round = 0; round < 30; ++round) {
                const SampleRequest request = randomRequest(random);
                const std::vector<float> ws = space.resolve(request);
                QCOMPARE(ws.size(), std::size_t(kWide * kLayers));
                QVERIFY(same(ws, sampler.latent(request)));
                QVERIFY(same(ws, space.resolve(request)));
                SampleRequest given;
                given.w = ws;
                given.noise = request.noise;
                given.noiseSeed = request.noiseSeed;
                given.edits.noiseStrength = request.edits.noiseStrength;
                core::RunControl control;
                QVERIFY(equalPixels(sampler.sample(request, control), sampler.sample(given, control)));
            }
        }
    }

    void editsWithoutEffectChangeNothing() {
        const core::LatentSpace space = core::LatentSpace::load(network(0));
        core::RandomStream random(6);
        for (int round = 0; round < 30; ++round) {
            SampleRequest plain;
            plain.seed = std::uint32_t(random.bits());
            plain.psi = random.uniform();
            const std::vector<float> want = space.resolve(plain);
            SampleRequest edited = plain;
            edited.edits.mixes = {{.seed = 9, .amount = 0.0}, {.seed = plain.seed, .amount = 1.0}};
            edited.edits.walks = {{"none", randomFloats(random, kWide), 1.0, 0.0, {}}};
            QVERIFY(same(space.resolve(edited), want));
            SampleRequest byZ = plain;
            byZ.edits.z = space.z(plain.seed);
            byZ.seed = 1;
            QVERIFY(same(space.resolve(byZ), want));
            SampleRequest byPlane = plain;
            byPlane.edits.plane = core::SeedPlane{double(plain.seed % 100), double(plain.seed / 100 % 1000), 100};
            plain.seed = plain.seed % 100 + plain.seed / 100 % 1000 * 100;
            QVERIFY(same(space.resolve(byPlane), space.resolve(plain)));
        }
    }

    void severalDonorsActByLayerAndInOrder() {
        const core::LatentSpace space = core::LatentSpace::load(network(1));
        SampleRequest request;
        request.seed = 1;
        request.psi = 0.5;
        const std::vector<float> own = space.resolve(request);
        const auto of = [&](std::uint32_t seed) {
            SampleRequest other = request;
            other.seed = seed;
            return space.resolve(other);
        };
        SampleRequest mixed = request;
        mixed.edits.mixes = {{.seed = 2, .layers = {0, 1}}, {.seed = 3, .layers = {1, 2}, .amount = 0.25}};
        const std::vector<float> got = space.resolve(mixed);
        QVERIFY(same(layer(got, 0), layer(of(2), 0)));
        QVERIFY(farthest(layer(got, 1), core::lerp(layer(of(2), 1), layer(of(3), 1), 0.25)) < 1e-6);
        QVERIFY(farthest(layer(got, 2), core::lerp(layer(own, 2), layer(of(3), 2), 0.25)) < 1e-6);
        QVERIFY(same(layer(got, 3), layer(own, 3)));
    }

    void aGivenLatentIsTruncatedWhereAsked() {
        const core::LatentSpace space = core::LatentSpace::load(network(0));
        SampleRequest seed;
        seed.seed = 4;
        seed.psi = 0.3;
        seed.cutoff = 2;
        SampleRequest given = seed;
        const core::SharedFloats w = space.w(4);
        given.w.assign(w.span().begin(), w.span().end());
        QVERIFY(!same(space.resolve(given), space.resolve(seed)));
        given.edits.truncateGiven = true;
        QVERIFY(same(space.resolve(given), space.resolve(seed)));
    }

    void impossibleEditsAreRefused_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("code");
        QTest::newRow("layers beyond the network") << 0 << int(Errc::BadArgument);
        QTest::newRow("layers backwards") << 1 << int(Errc::BadArgument);
        QTest::newRow("donor of another size") << 2 << int(Errc::BadShape);
        QTest::newRow("donor of NaN") << 3 << int(Errc::BadArgument);
        QTest::newRow("infinite amount") << 4 << int(Errc::BadArgument);
        QTest::newRow("direction of another size") << 5 << int(Errc::BadShape);
        QTest::newRow("shift of NaN") << 6 << int(Errc::BadArgument);
        QTest::newRow("z of another size") << 7 << int(Errc::BadShape);
        QTest::newRow("plane at infinity") << 8 << int(Errc::BadArgument);
        QTest::newRow("negative layer") << 9 << int(Errc::BadArgument);
    }
    void impossibleEditsAreRefused() {
        QFETCH(int, kind);
        QFETCH(int, code);
        const core::LatentSpace space = core::LatentSpace::load(network(0));
        SampleRequest request;
        core::LatentEdits& edits = request.edits;
        const std::vector<float> fine(kWide, 0.1F), broken(kWide, kNan), shortOne(3, 0.1F);
        if (kind == 0) edits.mixes = {{.layers = {0, kLayers}}};
        if (kind == 1) edits.mixes = {{.layers = {3, 2}}};
        if (kind == 2) edits.mixes = {{.w = shortOne}};
        if (kind == 3) edits.mixes = {{.w = broken}};
        if (kind == 4) edits.mixes = {{.amount = std::numeric_limits<double>::infinity()}};
        if (kind == 5) edits.walks = {{"x", shortOne, 1.0, 1.0, {}}};
        if (kind == 6) edits.shifts = {{broken, {}}};
        if (kind == 7) edits.z = shortOne;
        if (kind == 8) edits.plane = core::SeedPlane{std::numeric_limits<double>::infinity(), 0.0};
        if (kind == 9) request.directions = {{0, 1.0, {-2, -1}}};
        SYPER_REFUSES(space.resolve(request), Errc(code));
    }

    void recipesOfEditsComeBackAsTheyWere() {
        core::RandomStream random(7);
        const std::string hash(64, 'b');
        for (int round = 0; round < 200; ++round) {
            const SampleRequest request = randomRequest(random);
            const std::string text = core::recipeText(request, hash);
            QVERIFY(std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 127; }));
            QVERIFY(core::parseRecipe(text).request == request);
            QCOMPARE(core::recipeText(core::parseRecipe(text).request, hash), text);
        }
    }

    void requestsWithoutEditsKeepTheOldFormat() {
        SampleRequest request;
        request.directions = {{1, 0.5}};
        const std::string text = core::recipeText(request, std::string(64, 'c'));
        QVERIFY(text.find("\"version\":1") != std::string::npos);
        QVERIFY(text.ends_with("\"directions\":[[1,0.5]],\"w\":\"\",\"writer\":\"plain\"}"));
        request.directions[0].layers = {0, 2};
        QVERIFY(core::recipeText(request, std::string(64, 'c')).find("\"version\":2") != std::string::npos);
    }

    void hostileEditsAreRefused_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("unknown key") << QByteArray("\"mixes\"") << QByteArray("\"other\"");
        QTest::newRow("unknown key in a mix") << QByteArray("\"amount\"") << QByteArray("\"amounts\"");
        QTest::newRow("mixes of text") << QByteArray("\"mixes\":[") << QByteArray("\"mixes\":\"x\",\"y\":[");
        QTest::newRow("layer of text") << QByteArray("\"first\":1") << QByteArray("\"first\":\"1\"");
        QTest::newRow("negative layer") << QByteArray("\"first\":1") << QByteArray("\"first\":-1");
        QTest::newRow("huge layer") << QByteArray("\"last\":2") << QByteArray("\"last\":99999999999999999999");
        QTest::newRow("amount of null") << QByteArray("\"amount\":0.5") << QByteArray("\"amount\":null");
        QTest::newRow("amount too large") << QByteArray("\"amount\":0.5") << QByteArray("\"amount\":1e999");
        QTest::newRow("no base64") << QByteArray("\"delta\":\"") << QByteArray("\"delta\":\"!!!!");
        QTest::newRow("z of a list") << QByteArray("\"z\":\"") << QByteArray("\"z\":[],\"z2\":\"");
        QTest::newRow("name of a number") << QByteArray("\"name\":\"n\"") << QByteArray("\"name\":3");
        QTest::newRow("plane of a list") << QByteArray("\"plane\":{") << QByteArray("\"plane\":[],\"p\":{");
        QTest::newRow("edits in an old version") << QByteArray("\"version\":2") << QByteArray("\"version\":1");
        QTest::newRow("deep") << QByteArray("\"mixes\":[") << QByteArray("\"mixes\":") + QByteArray(100000, '[');
    }
    void hostileEditsAreRefused() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        SampleRequest request;
        const std::vector<float> some(kWide, 0.5F);
        request.edits.z = some;
        request.edits.plane = core::SeedPlane{1.5, 2.0};
        request.edits.mixes = {{.seed = 3, .w = some, .layers = {1, 2}, .amount = 0.5}};
        request.edits.walks = {{"n", some, 1.0, 0.5, {1, 2}}};
        request.edits.shifts = {{some, {1, 2}}};
        QByteArray text = QByteArray::fromStdString(core::recipeText(request, std::string(64, 'a')));
        QVERIFY(core::parseRecipe(text.toStdString()).request == request);
        QVERIFY(text.contains(from));
        text.replace(from, to);
        SYPER_REFUSES(core::parseRecipe(text.toStdString()), Errc::BadFormat);
    }

    void aHistoryOfEditsSharesItsFloats() {
        SampleRequest request;
        const core::SharedFloats large(std::vector<float>(100000, 1.0F));
        request.edits.shifts = {{large, {}}};
        const std::vector<SampleRequest> history(1000, request);
        for (const SampleRequest& step : history)
            QCOMPARE(step.edits.shifts[0].delta.span().data(), large.span().data());
    }

    void aMixingGridHoldsItsSinglePictures() {
        core::Sampler sampler = core::Sampler::load(network(2));
        core::MixJob job{.rows = {5, 8}, .columns = {8, 1, 1}, .layers = {0, 1, 4}, .folder = path("mixed")};
        job.settings.psi = 0.7;
        core::RunControl control;
        const core::MixOutcome outcome = core::mixGrid(sampler, job, control);
        QCOMPARE(outcome.count, std::int64_t(6));  // 5-5 8-8 1-1 5-8 5-1 8-1
        QCOMPARE(outcome.width, 4 * 16);
        QCOMPARE(outcome.height, 3 * 16);
        const std::vector<core::Recipe> recipes = core::readRecipes(path("mixed/5-8.png"));
        SampleRequest by;
        by.seed = 8;
        by.psi = 0.7;
        const std::vector<float> mixed = sampler.latent(recipes.at(0).request), column = sampler.latent(by);
        by.seed = 5;
        const std::vector<float> row = sampler.latent(by);
        for (int i = 0; i < kLayers; ++i) QVERIFY(same(layer(mixed, i), layer(i < 2 || i == 4 ? column : row, i)));
        job.resume = true;
        const std::string before = core::readFile(path("mixed/grid.png"));
        (void)core::mixGrid(sampler, job, control);
        QVERIFY(core::readFile(path("mixed/grid.png")) == before);
        QVERIFY(core::readFile(path("mixed/manifest.json")).find("\"grid.png\"") != std::string::npos);
        job.layers = {kLayers};
        SYPER_REFUSES(core::mixGrid(sampler, job, control), Errc::BadArgument);
    }

private:
    [[nodiscard]] std::string path(const std::string& name) const {
        return folder_.filePath(QString::fromStdString(name)).toStdString();
    }
    [[nodiscard]] std::string network(int index) const { return path("n" + std::to_string(index) + ".safetensors"); }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestLatent)
#include "tst_latent.moc"
