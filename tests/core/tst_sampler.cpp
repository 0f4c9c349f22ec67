// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/sampler.h"

#include <QTemporaryDir>
#include <QThread>
#include <cmath>
#include <limits>
#include <random>

#include "core/api/latent_space.h"
#include "core/formats/safetensors.h"
#include "core/generator/png.h"
#include "core/util/files.h"
#include "core/util/sha256.h"
#include "core/util/symmetric_eigen.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

const std::string kHash(64, 'a');

core::Sampler tiny() {
    return core::Sampler::load(test::dataPath("generator/tiny32.pkl"));
}

bool equalPixels(const core::Image8& a, const core::Image8& b) {
    return a.width() == b.width() && a.height() == b.height() && a.bytes() == b.bytes() &&
           std::equal(a.data(), a.data() + a.bytes(), b.data());
}

core::SampleRequest fullRequest() {
    core::SampleRequest request;
    request.seed = 4294967295U;
    request.psi = 0.1 + 0.2;
    request.cutoff = 4;
    request.classIndex = 2;
    request.noise = core::NoiseMode::Random;
    request.noiseSeed = 7;
    request.directions = {{3, -1.25}, {0, 1.0 / 3.0}};
    request.w = {0.1F, -2.5e-8F, 3.0F};
    request.writer = core::Writer::Syper;
    return request;
}

}  // namespace

class TestSampler : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNetworkTellsItsSizes() {
        const core::Sampler sampler = tiny();
        QCOMPARE(sampler.info().architecture, std::string("skip"));
        QCOMPARE(sampler.info().resolution, 32);
        QCOMPARE(sampler.info().zDim, 64);
        QCOMPARE(sampler.info().numWs, 8);
        QCOMPARE(sampler.info().mappingLayers, 2);
        QCOMPARE(sampler.info().cDim, 0);
        QCOMPARE(sampler.info().sha256, core::sha256File(test::dataPath("generator/tiny32.pkl")));
        QVERIFY(sampler.info().parameters > 200000);
    }

    void equalRequestsGiveEqualPixelsWhateverCameBefore() {
        core::Sampler one = tiny(), other = tiny();
        core::RunControl control;
        core::SampleRequest request;
        request.seed = 11;
        const core::Image8 first = one.sample(request, control);
        for (std::uint32_t seed = 0; seed < 3; ++seed) {
            core::SampleRequest between;
            between.seed = seed;
            between.directions = {{int(seed), 2.0}};
            (void)other.sample(between, control);
        }
        QVERIFY(equalPixels(other.sample(request, control), first));
    }

    void aLatentGivenBackGivesTheSamePicture() {
        core::Sampler sampler = tiny();
        core::RunControl control;
        core::SampleRequest request;
        request.seed = 5;
        request.psi = 0.6;
        request.cutoff = 3;
        request.directions = {{1, 1.5}};
        core::SampleRequest given;
        given.w = sampler.latent(request);
        QCOMPARE(given.w.size(), std::size_t(8 * 64));
        QVERIFY(equalPixels(sampler.sample(given, control), sampler.sample(request, control)));
    }

    void latentsOfAnotherSizeAreRefusedNamingBoth() {
        core::Sampler sampler = tiny();
        core::SampleRequest request;
        request.w.assign(100, 0.0F);
        SYPER_REFUSES(sampler.latent(request), Errc::BadShape);
        try {
            (void)sampler.latent(request);
        } catch (const core::Error& error) {
            const QString text = QString::fromUtf8(error.what());
            QVERIFY2(text.contains("100") && text.contains("64") && text.contains("8 x 64"), error.what());
        }
        request.w.assign(64, std::numeric_limits<float>::quiet_NaN());
        SYPER_REFUSES(sampler.latent(request), Errc::BadArgument);
    }

    void impossibleRequestsAreRefused() {
        core::Sampler sampler = tiny();
        core::SampleRequest request;
        request.psi = std::numeric_limits<double>::infinity();
        SYPER_REFUSES(sampler.latent(request), Errc::BadArgument);
        request = {};
        request.directions = {{64, 1.0}};
        SYPER_REFUSES(sampler.latent(request), Errc::BadArgument);
        request.directions = {{-1, 1.0}};
        SYPER_REFUSES(sampler.latent(request), Errc::BadArgument);
        request = {};
        request.classIndex = 1;
        SYPER_REFUSES(sampler.latent(request), Errc::BadArgument);
    }

    void aBatchHasTheSamePixelsAsSinglePictures() {
        core::Sampler sampler = tiny();
        core::RunControl control;
        std::vector<core::SampleRequest> requests(5);
        for (std::uint32_t i = 0; i < 5; ++i) {
            requests[i].seed = i * 3;
            requests[i].psi = 0.5 + 0.2 * i;
            requests[i].noise = core::NoiseMode(i % 3);
            requests[i].writer = core::Writer(i % 2);
        }
        const std::vector<core::Image8> together = sampler.samples(requests, control);
        QCOMPARE(together.size(), requests.size());
        for (std::size_t i = 0; i < requests.size(); ++i) {
            QVERIFY(equalPixels(together[i], tiny().sample(requests[i], control)));
        }
        QVERIFY(sampler.samples({}, control).empty());
        requests[2].precision = core::Precision::Bf16;
        SYPER_REFUSES(sampler.samples(requests, control), Errc::BadArgument);
    }

    void aCoarsePictureComesFirstAndChangesNothing() {
        core::Sampler sampler = tiny();
        core::RunControl control;
        const core::Image8 want = tiny().sample({}, control);
        std::vector<int> sides;
        const core::Image8 got =
            sampler.sample({}, control, [&sides](const core::Image8& coarse) { sides.push_back(coarse.width()); });
        QCOMPARE(sides, std::vector<int>{8});
        QVERIFY(equalPixels(got, want));
    }

    void halfPrecisionIsNearAndSaysWhatItDoes() {
        core::Sampler sampler = tiny();
        core::RunControl control;
        const core::HalfLayers half = sampler.halfLayers(control);
        QCOMPARE(half.all, 7);
        QVERIFY(half.half >= 0 && half.half <= half.all);
        core::SampleRequest request;
        request.seed = 11;
        const core::Image8 exact = sampler.sample(request, control);
        request.precision = core::Precision::Bf16;
        const core::Image8 rounded = sampler.sample(request, control);
        std::size_t far = 0;
        for (std::size_t i = 0; i < exact.bytes(); ++i)
            if (std::abs(int(exact.data()[i]) - int(rounded.data()[i])) > 2) ++far;
        QVERIFY2(far * 1000 <= exact.bytes(), qPrintable(QString::number(far)));
        QVERIFY(core::recipeText(request, kHash).find("bf16") != std::string::npos);
        QVERIFY(core::parseRecipe(core::recipeText(request, kHash)).request == request);
    }

    void aStopIsFollowed() {
        core::Sampler sampler = tiny();
        core::RunControl control;
        control.requestStop();
        QVERIFY_THROWS_EXCEPTION(core::Stopped, (void)sampler.sample({}, control));
    }

    void eigenvectorsOfASymmetricMatrixAreFound() {
        std::mt19937 random(3);
        for (const std::size_t n : {1UL, 2UL, 3UL, 17UL, 60UL}) {
            std::vector<double> matrix(n * n);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j <= i; ++j)
                    matrix[i * n + j] = matrix[j * n + i] = double(random()) / double(std::mt19937::max()) - 0.5;
            const core::SymmetricEigen eigen = core::symmetricEigen(matrix, n);
            const at::Tensor a = at::tensor(matrix).view({std::int64_t(n), -1});
            const at::Tensor v = at::tensor(eigen.vectors).view({std::int64_t(n), -1});
            const at::Tensor d = at::tensor(eigen.values);
            SYPER_COMPARE(at::matmul(v, a), d.view({-1, 1}) * v, 1e-12);
            SYPER_COMPARE(at::matmul(v, v.t()), at::eye(std::int64_t(n), at::kDouble), 1e-12);
            QVERIFY(std::is_sorted(eigen.values.rbegin(), eigen.values.rend()));
        }
        const core::SymmetricEigen equal = core::symmetricEigen({2, 0, 0, 0, 2, 0, 0, 0, 2}, 3);
        QCOMPARE(equal.values, (std::vector<double>{2, 2, 2}));
    }

    void directionsAreUnitVectorsAndStepsStandardDeviations() {
        core::Sampler sampler = tiny();
        const core::DirectionSet found = sampler.latentSpace().sefa();
        QCOMPARE(found.directions.size(), std::size_t(64));
        QVERIFY(found.directions[0].share >= found.directions[1].share);
        core::SampleRequest request;
        request.seed = 2;
        const std::vector<float> before = sampler.latent(request);
        request.directions = {{5, 2.0}};
        const std::vector<float> after = sampler.latent(request);
        double squares = 0.0;
        for (std::size_t i = 0; i < 64; ++i) squares += std::pow(double(after[i]) - before[i], 2);
        QVERIFY(std::abs(std::sqrt(squares) - 2.0 * found.directions[5].deviation) < 1e-4);
        QVERIFY(found.directions[5].deviation > 0.0);
    }

    void recipesComeBackAsTheyWere() {
        const core::SampleRequest request = fullRequest();
        const std::string text = core::recipeText(request, kHash);
        QVERIFY(!QByteArray::fromStdString(text).contains('\n'));
        const core::Recipe back = core::parseRecipe(text);
        QVERIFY(back.request == request);
        QCOMPARE(back.networkSha256, kHash);
        QCOMPARE(core::recipeText(back.request, kHash), text);
        QVERIFY(core::parseRecipe(core::recipeText({}, kHash)).request == core::SampleRequest{});
        for (std::size_t n = 1; n < 6; ++n) {
            core::SampleRequest one;
            one.w.assign(n, 0.25F);
            QVERIFY(core::parseRecipe(core::recipeText(one, kHash)).request == one);
        }
    }

    void hostileRecipesAreRefused_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("another format") << QByteArray("syper-recipe") << QByteArray("other");
        QTest::newRow("negative seed") << QByteArray("4294967295") << QByteArray("-1");
        QTest::newRow("large seed") << QByteArray("4294967295") << QByteArray("4294967296");
        QTest::newRow("huge seed") << QByteArray("4294967295") << QByteArray("18446744073709551615");
        QTest::newRow("real seed") << QByteArray("4294967295") << QByteArray("1.5");
        QTest::newRow("psi of text") << QByteArray("\"psi\":0.30000000000000004") << QByteArray("\"psi\":\"x\"");
        QTest::newRow("psi too large") << QByteArray("\"psi\":0.30000000000000004") << QByteArray("\"psi\":1e999");
        QTest::newRow("unknown noise") << QByteArray("\"random\"") << QByteArray("\"loud\"");
        QTest::newRow("noise of a number") << QByteArray("\"random\"") << QByteArray("3");
        QTest::newRow("unknown key") << QByteArray("\"writer\"") << QByteArray("\"x\":1,\"writer\"");
        QTest::newRow("missing key") << QByteArray("\"noise_seed\":7,") << QByteArray("");
        QTest::newRow("short hash") << QByteArray("aaaa") << QByteArray("a");
        QTest::newRow("no base64") << QByteArray("\"w\":\"") << QByteArray("\"w\":\"!!!!");
        QTest::newRow("odd w") << QByteArray("\"w\":\"") << QByteArray("\"w\":\"AAAA");
        QTest::newRow("direction") << QByteArray("[3,") << QByteArray("[-3,");
        QTest::newRow("unknown precision")
            << QByteArray("\"writer\"") << QByteArray("\"precision\":\"fp8\",\"writer\"");
        QTest::newRow("cut") << QByteArray("}") << QByteArray("");
        QTest::newRow("deep") << QByteArray("[[3") << QByteArray(100000, '[');
    }
    void hostileRecipesAreRefused() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QByteArray text = QByteArray::fromStdString(core::recipeText(fullRequest(), kHash));
        QVERIFY(text.contains(from));
        text.replace(from, to);
        SYPER_REFUSES(core::parseRecipe(text.toStdString()), Errc::BadFormat);
    }

    void aRecipeOfANewerProgramIsRefusedSayingSo() {
        QByteArray text = QByteArray::fromStdString(core::recipeText({}, kHash));
        text.replace("\"version\":1", "\"version\":3");
        SYPER_REFUSES(core::parseRecipe(text.toStdString()), Errc::Unsupported);
        SYPER_REFUSES(core::parseRecipe("[]"), Errc::BadFormat);
        SYPER_REFUSES(core::parseRecipe(""), Errc::BadFormat);
    }

    void pngsCarryTheirRecipeAndAreEqualForEqualContent() {
        core::Image8 image(5, 3);
        for (std::size_t i = 0; i < image.bytes(); ++i) image.data()[i] = std::uint8_t(i * 7);
        const std::string text = core::recipeText(fullRequest(), kHash);
        core::writePng(path("a.png"), image, text);
        core::writePng(path("b.png"), image, text);
        core::writePng(path("none.png"), image);
        QVERIFY(core::readFile(path("a.png")) == core::readFile(path("b.png")));
        QVERIFY(core::readPngRecipe(path("a.png")) == text);
        QVERIFY(!core::readPngRecipe(path("none.png")));
        QVERIFY(core::isWholePng(path("a.png")));
        QCOMPARE(core::readRecipes(path("a.png")).size(), std::size_t(1));
        SYPER_REFUSES(core::readRecipes(path("none.png")), Errc::BadFormat);
        SYPER_REFUSES(core::writePng(path("c.png"), core::Image8()), Errc::BadArgument);
    }

    void damagedPngsAreNotTakenForWhole() {
        core::Image8 image(9, 9);
        core::writePng(path("whole.png"), image, core::recipeText({}, kHash));
        const std::string bytes = core::readFile(path("whole.png"));
        for (std::size_t keep = 0; keep < bytes.size(); keep += 5) {
            core::writeFile(path("cut.png"), bytes.substr(0, keep));
            QVERIFY(!core::isWholePng(path("cut.png")));
            try {
                (void)core::readPngRecipe(path("cut.png"));
            } catch (const core::Error& error) {
                QCOMPARE(error.code(), Errc::BadFormat);
            }
        }
        for (std::size_t i = 8; i < bytes.size(); i += 3) {
            std::string other = bytes;
            other[i] = char(other[i] ^ 0x10);
            core::writeFile(path("flipped.png"), other);
            QVERIFY2(!core::isWholePng(path("flipped.png")), qPrintable(QString::number(i)));
        }
        std::string claim("\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtsyper", 21);
        core::writeFile(path("claim.png"), claim + std::string(1, '\0') + "{}");
        QVERIFY(!core::readPngRecipe(path("claim.png")));
    }

    void recipesInJsonAreReadOneOrMany() {
        const std::string one = core::recipeText(fullRequest(), kHash), two = core::recipeText({}, kHash);
        core::writeFile(path("one.json"), one);
        core::writeFile(path("two.json"), "[" + one + "," + two + "]");
        core::writeFile(path("bad.json"), "[" + one + ",{}]");
        QVERIFY(core::readRecipes(path("one.json")).at(0).request == fullRequest());
        QCOMPARE(core::readRecipes(path("two.json")).size(), std::size_t(2));
        SYPER_REFUSES(core::readRecipes(path("bad.json")), Errc::BadFormat);
        SYPER_REFUSES(core::readRecipes(path("missing.json")), Errc::NotFound);
    }

    void aSampledSetIsWhatTheSyperWriterWrites() {
        const auto set = core::sampledSet(test::dataPath("generator/tiny32.pkl"), 6, 3UL * 224 * 224 * 2);
        QCOMPARE(set->size(), std::int64_t(6));
        QCOMPARE(set->name(4), std::string("seed0004"));
        core::Sampler sampler = tiny();
        core::RunControl control;
        core::SampleRequest request;
        request.writer = core::Writer::Syper;
        std::vector<float> values(3 * 224 * 224);
        for (const std::uint32_t seed : {4U, 0U, 1U, 2U, 4U}) {
            request.seed = seed;
            const core::Image8 image = sampler.sample(request, control);
            set->load(seed, 224, values);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const std::size_t c = i / (224 * 224), p = i % (224 * 224);
                QCOMPARE(values[i], (float(image.data()[3 * p + c]) / 255.0F - 0.5F) / 0.5F);
            }
        }
        SYPER_REFUSES(set->load(6, 224, values), Errc::BadArgument);
        SYPER_REFUSES(set->load(0, 112, values), Errc::BadArgument);
        SYPER_REFUSES(core::sampledSet(test::dataPath("generator/tiny32.pkl"), 0), Errc::BadArgument);
        QVERIFY(core::sampledSet(test::dataPath("generator/tiny32.pkl"), 5)->digest() != set->digest());
        QCOMPARE(core::sampledSet(test::dataPath("generator/tiny32.pkl"), 6)->digest(), set->digest());
    }

private:
    [[nodiscard]] std::string path(const char* name) const {
        return folder_.filePath(QLatin1String(name)).toStdString();
    }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestSampler)
#include "tst_sampler.moc"
