// SPDX-License-Identifier: GPL-3.0-or-later
// Latent directions: found, learned, written and read.
#include "core/api/directions.h"

#include <QTemporaryDir>
#include <cmath>
#include <limits>

#include "core/api/latent_space.h"
#include "core/api/resources.h"
#include "core/formats/load.h"
#include "core/formats/npy_writer.h"
#include "core/util/files.h"
#include "core/util/random_stream.h"
#include "support/pickle_writer.h"
#include "support/small_networks.h"
#include "support/tensors.h"

using namespace syper;
using core::Direction;
using core::DirectionSet;
using core::Errc;

namespace {

constexpr int kWide = 10;

double dot(const core::SharedFloats& a, std::span<const float> b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += double(a.span()[i]) * b[i];
    return sum;
}

/// As tensors, so that the tests' algebra is LibTorch's and not the code's own.
at::Tensor unitsOf(const DirectionSet& set) {
    std::vector<at::Tensor> rows;
    for (const Direction& direction : set.directions)
        rows.push_back(at::tensor(std::vector<float>(direction.unit.span().begin(), direction.unit.span().end())));
    return at::stack(rows).to(at::kDouble);
}

at::Tensor deviationsOf(const DirectionSet& set) {
    std::vector<double> values;
    for (const Direction& direction : set.directions) values.push_back(direction.deviation);
    return at::tensor(values);
}

bool sameSet(const DirectionSet& a, const DirectionSet& b) {
    const auto same = [](const Direction& x, const Direction& y) {
        return x.name == y.name && x.unit == y.unit && x.layers == y.layers && x.low == y.low && x.high == y.high;
    };
    return a.source == b.source && a.networkSha256 == b.networkSha256 && a.mean == b.mean &&
           std::ranges::equal(a.directions, b.directions, same);
}

}  // namespace

class TestDirections : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        test::writeSmallNetwork(path("n.safetensors"), 3, test::smallShape());
        space_.emplace(core::LatentSpace::load(path("n.safetensors")));
    }

    void sefaIsTheEigenvectorsOfTheStyleMaps() {
        const core::TensorMap weights = core::loadStateDict(path("n.safetensors"));
        std::vector<at::Tensor> rows;
        for (const char* layer : {"b4.conv1", "b8.conv0", "b8.conv1", "b16.conv0", "b16.conv1"})
            rows.push_back(weights.at("synthesis." + std::string(layer) + ".affine.weight").to(at::kDouble));
        const auto wanted = [](const std::vector<at::Tensor>& some) {
            at::Tensor a = at::cat(some);
            a = a / a.norm(2, 1, true);
            return at::linalg_eigh(at::matmul(a.t(), a));
        };
        const auto [values, vectors] = wanted(rows);
        const DirectionSet all = space_->sefa();
        QCOMPARE(all.directions.size(), std::size_t(kWide));
        // Equal but for the sign, which is ours: the entry of largest magnitude is positive.
        const at::Tensor mine = unitsOf(all), theirs = vectors.t().flip({0});
        SYPER_COMPARE((mine * theirs).sum(1).abs(), at::ones({kWide}, at::kDouble), 1e-5);
        for (const Direction& direction : all.directions) {
            const auto largest =
                std::ranges::max_element(direction.unit.span(), {}, [](float x) { return std::abs(x); });
            QVERIFY(*largest > 0);
        }
        double sum = 0.0;
        for (std::size_t i = 0; i < kWide; ++i) {
            const double share = values.flip({0})[std::int64_t(i)].item<double>() / values.sum().item<double>();
            QVERIFY(std::abs(all.directions[i].share - share) < 1e-6);
            sum += all.directions[i].share;
        }
        QVERIFY(std::abs(sum - 1.0) < 1e-12);
        const auto [some, own] = wanted({rows[1], rows[2]});
        const DirectionSet part = space_->sefa(3, {1, 2});
        QCOMPARE(part.directions.size(), std::size_t(3));
        SYPER_COMPARE((unitsOf(part) * own.t().flip({0}).slice(0, 0, 3)).sum(1).abs(), at::ones({3}, at::kDouble),
                      1e-5);
        SYPER_REFUSES(space_->sefa(3, {5, 9}), Errc::BadArgument);
        SYPER_REFUSES(space_->sefa(kWide + 1), Errc::BadArgument);
    }

    void componentsAreThoseOfTheCovariance() {
        core::RunControl control;
        const int samples = 700;
        std::vector<at::Tensor> rows;
        for (std::uint32_t seed = 5; seed < 5 + samples; ++seed) {
            const core::SharedFloats w = space_->w(seed);
            rows.push_back(at::tensor(std::vector<float>(w.span().begin(), w.span().end())));
        }
        const at::Tensor x = at::stack(rows).to(at::kDouble), centred = x - x.mean(0, true);
        const auto [values, vectors] = at::linalg_eigh(at::matmul(centred.t(), centred) / double(samples));
        const DirectionSet set = space_->pca(0, 5, samples, control);
        const at::Tensor mine = unitsOf(set);
        SYPER_COMPARE((mine * vectors.t().flip({0})).sum(1).abs(), at::ones({kWide}, at::kDouble), 1e-4);
        SYPER_COMPARE_REL(deviationsOf(set), values.flip({0}).clamp_min(0.0).sqrt(), 1e-5);
        SYPER_COMPARE(at::matmul(mine, mine.t()), at::eye(kWide, at::kDouble), 1e-5);
        // Deviations are those of the coordinates.
        SYPER_COMPARE_REL(deviationsOf(set), at::matmul(centred, mine.t()).std(0, false), 1e-5);
        double sum = 0.0, last = 1.0;
        for (const Direction& direction : set.directions) {
            QVERIFY(direction.share <= last);
            sum += last = direction.share;
        }
        QVERIFY(std::abs(sum - 1.0) < 1e-12);
        // Sign and order are stable between runs, and fewer are the first of more.
        const DirectionSet again = space_->pca(4, 5, samples, control);
        for (std::size_t i = 0; i < 4; ++i) QVERIFY(again.directions[i].unit == set.directions[i].unit);
        SYPER_REFUSES(space_->pca(4, 0, 1, control), Errc::BadArgument);
        control.requestStop();
        QVERIFY_THROWS_EXCEPTION(core::Stopped, (void)space_->pca(4, 0, 1000, control));
    }

    void aDirectionInTheLabelsIsFound() {
        core::RunControl control;
        core::RandomStream random(1);
        std::vector<float> hidden(kWide);
        for (float& value : hidden) value = float(random.normal());
        core::LabelledSeeds labels{.name = "hidden"};
        std::vector<double> scores;
        for (std::uint32_t seed = 0; seed < 600; ++seed) {
            labels.seeds.push_back(seed);
            scores.push_back(dot(space_->w(seed), hidden));
        }
        std::vector<double> sorted = scores;
        std::ranges::nth_element(sorted, sorted.begin() + 200);
        for (const double score : scores) labels.positive.push_back(score > sorted[200]);
        const core::LearnedDirection learned = space_->learn(labels, control);
        QVERIFY2(learned.accuracy > 0.95, qPrintable(QString::number(learned.accuracy)));
        QVERIFY(std::abs(learned.baseline - 399.0 / 600.0) < 1e-12);
        QCOMPARE(learned.positives + learned.negatives, std::int64_t(600));
        // w does not fill its space evenly; what counts is that walking along raises the score.
        double along = dot(learned.direction.unit, hidden), length = 0.0;
        for (const float value : hidden) length += double(value) * value;
        QVERIFY2(along / std::sqrt(length) > 0.5, qPrintable(QString::number(along / std::sqrt(length))));
        QVERIFY(learned.direction.deviation > 0.0);
        QVERIFY(space_->learn(labels, control).direction.unit == learned.direction.unit);

        labels.orthogonalTo = space_->sefa(2).directions;
        const core::LearnedDirection apart = space_->learn(labels, control);
        for (const Direction& other : labels.orthogonalTo)
            QVERIFY(std::abs(dot(apart.direction.unit, other.unit.span())) < 1e-5);
    }

    void labelsOfChanceAreToldAsSuch() {
        core::RunControl control;
        core::RandomStream random(2);
        core::LabelledSeeds labels;
        for (std::uint32_t seed = 0; seed < 300; ++seed) {
            labels.seeds.push_back(seed);
            labels.positive.push_back(random.chance(0.5));
        }
        QVERIFY(space_->learn(labels, control).accuracy < 0.62);
    }

    void tooFewLabelsAreRefused() {
        core::RunControl control;
        core::LabelledSeeds labels{.seeds = {1, 2, 3}, .positive = {true, false, false}};
        SYPER_REFUSES(space_->learn(labels, control), Errc::BadArgument);
        labels.positive.pop_back();
        SYPER_REFUSES(space_->learn(labels, control), Errc::BadArgument);
    }

    void labelsAreReadFromTables() {
        const auto read = [this](const std::string& text, const std::string& column = "label") {
            core::writeFile(path("labels.csv"), text);
            return core::readLabelledSeeds(path("labels.csv"), column);
        };
        const core::LabelledSeeds plain = read("1,0\n7,1\n4294967295,1\n");
        QVERIFY(plain.seeds == (std::vector<std::uint32_t>{1, 7, 4294967295U}));
        QVERIFY(plain.positive == (std::vector<bool>{false, true, true}));
        const core::LabelledSeeds named = read("who,label,seed\nann,open,3\nbob,shut,4\nann,,5\n");
        QVERIFY(named.seeds == (std::vector<std::uint32_t>{3, 4}));
        QVERIFY(named.positive == (std::vector<bool>{false, true}));  // shut comes after open
        QVERIFY(read("seed,gaze\n1,-1\n2,10\n", "gaze").positive == (std::vector<bool>{false, true}));
        SYPER_REFUSES(read("seed,label\n1,a\n2,b\n3,c\n"), Errc::BadFormat);
        SYPER_REFUSES(read("seed,label\n1,a\n2,a\n"), Errc::BadFormat);
        SYPER_REFUSES(read("seed,label\n-1,a\n2,b\n"), Errc::BadFormat);
        SYPER_REFUSES(read("seed,label\n4294967296,a\n2,b\n"), Errc::BadFormat);
        SYPER_REFUSES(read("seed,label\n1\n"), Errc::BadFormat);
        SYPER_REFUSES(read("seed,label\n1,a\n2,b\n", "brow"), Errc::BadFormat);
        SYPER_REFUSES(read(""), Errc::BadFormat);
        SYPER_REFUSES(core::readLabelledSeeds(path("none.csv")), Errc::NotFound);
    }

    void whatIsLeftIsOrthogonalAndOfLengthOne() {
        core::RandomStream random(3);
        const auto some = [&random] {
            std::vector<float> values(kWide);
            for (float& value : values) value = float(random.normal());
            return Direction{.name = "x", .unit = values};
        };
        for (int round = 0; round < 50; ++round) {
            std::vector<Direction> others;
            for (std::uint64_t i = random.below(5); i > 0; --i) others.push_back(some());
            if (!others.empty()) others.push_back(others.front());  // told twice
            const Direction left = core::orthogonalised(some(), others);
            QVERIFY(std::abs(dot(left.unit, left.unit.span()) - 1.0) < 1e-5);
            for (const Direction& other : others) QVERIFY(std::abs(dot(left.unit, other.unit.span())) < 1e-4);
        }
        const Direction one = some();
        SYPER_REFUSES(core::orthogonalised(one, std::vector{some(), one}), Errc::BadArgument);
        SYPER_REFUSES(core::orthogonalised(one, std::vector{Direction{.unit = std::vector<float>{1.0F}}}),
                      Errc::BadShape);
    }

    void filesGiveBackWhatWasWritten() {
        DirectionSet set = space_->sefa(4);
        set.directions[1].name = "open \"lids\" \xc3\xa4";
        set.directions[1].layers = {1, 3};
        set.directions[2].low = -1.5;
        set.directions[2].high = 4.25;
        for (const char* name : {"d.safetensors", "d.json"}) {
            core::writeDirections(path(name), set);
            const DirectionSet back = core::readDirections(path(name), kWide);
            QVERIFY2(sameSet(back, set), name);
            for (std::size_t i = 0; i < 4; ++i) {
                QVERIFY(std::abs(back.directions[i].deviation - set.directions[i].deviation) < 1e-6);
                QVERIFY(std::abs(back.directions[i].share - set.directions[i].share) < 1e-6);
            }
            const std::string bytes = core::readFile(path(name));
            core::writeDirections(path(name), set);
            QVERIFY(core::readFile(path(name)) == bytes);
        }
        set.directions[0].share = std::numeric_limits<double>::quiet_NaN();
        for (const char* name : {"d.safetensors", "d.json"}) {
            core::writeDirections(path(name), set);
            QVERIFY(std::isnan(core::readDirections(path(name)).directions[0].share));
        }
        SYPER_REFUSES(core::writeDirections(path("d.txt"), set), Errc::Unsupported);
        SYPER_REFUSES(core::writeDirections(path("e.json"), {}), Errc::BadArgument);
        SYPER_REFUSES(core::readDirections(path("d.json"), 12), Errc::BadShape);
    }

    void ganSpaceReadsOurComponentsAndWeReadThem() {
        core::RunControl control;
        const DirectionSet set = space_->pca(3, 0, 500, control);
        core::writeDirections(path("d.npz"), set);
        const core::LoadedFile file = core::loadFile(path("d.npz"));
        for (const char* key :
             {"act_comp", "act_mean", "act_stdev", "lat_comp", "lat_mean", "lat_stdev", "var_ratio", "random_stdevs"})
            QVERIFY2(file.tensors.contains(key), key);
        QCOMPARE(file.tensors.at("lat_comp").sizes().vec(), (std::vector<std::int64_t>{3, 1, kWide}));
        QCOMPARE(file.tensors.at("lat_mean").sizes().vec(), (std::vector<std::int64_t>{1, kWide}));
        const DirectionSet back = core::readDirections(path("d.npz"), kWide);
        QCOMPARE(back.source, std::string("ganspace"));
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(back.directions[i].unit == set.directions[i].unit);
            QVERIFY(std::abs(back.directions[i].deviation - set.directions[i].deviation) < 1e-6);
            QCOMPARE(back.directions[i].name, "Component " + std::to_string(i));
        }
        QVERIFY(back.mean == set.mean);
    }

    void anEditExportedByGanSpaceIsReadWithoutRunningIt() {
        // As its viewer pickles one: a dict of names, numbers and arrays.
        std::string floats;
        for (int i = 0; i < kWide; ++i) {
            const float value = i == 2 ? 3.0F : 0.0F;
            floats.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        const auto edit = [&floats](bool hostile) {
            test::PickleWriter pickle(4);
            pickle.raw("}(")
                .text("name")
                .text("open")
                .text("sigma_range")
                .raw("G")
                .raw(std::string_view("\x40\x08\0\0\0\0\0\0", 8));  // 3.0
            pickle.text("component_index").whole(7).text("latent_space").text("W");
            pickle.text("edit_start").whole(2).text("edit_end").whole(5);
            pickle.text("lat_stdev").raw("G").raw(std::string_view("\x3f\xe0\0\0\0\0\0\0", 8));  // 0.5
            pickle.text("lat_comp")
                .global("numpy.core.multiarray", "_reconstruct")
                .raw("(")
                .global("numpy", "ndarray")
                .raw("(")
                .whole(0)
                .raw("t")
                .bytes("b")
                .raw("tR(")
                .whole(1)
                .tuple({1, kWide})
                .global("numpy", "dtype")
                .raw("(")
                .text("f4")
                .raw("\x89\x88tR(")
                .whole(3)
                .text("<")
                .raw("NNN")
                .whole(-1)
                .whole(-1)
                .whole(0)
                .raw("tb\x89")
                .bytes(floats)
                .raw("tb");
            if (hostile) pickle.text("x").global("os", "system").raw("(").text("true").raw("tR");
            return pickle.raw("u").done();
        };
        core::writeFile(path("edit.pkl"), edit(false));
        const DirectionSet set = core::readDirections(path("edit.pkl"), kWide);
        QCOMPARE(set.directions.size(), std::size_t(1));
        const Direction& open = set.directions.front();
        QCOMPARE(open.name, std::string("open"));
        QVERIFY(open.unit.span()[2] == 1.0F && open.unit.span()[0] == 0.0F);
        QCOMPARE(open.deviation, 0.5);
        QVERIFY(open.layers == (core::LayerRange{2, 4}));
        QCOMPARE(open.high, 3.0);
        core::writeFile(path("hostile.pkl"), edit(true));
        SYPER_REFUSES(core::readDirections(path("hostile.pkl")), Errc::BadFormat);
    }

    void aBareArrayIsTakenAndMeasured() {
        std::vector<float> values(2 * kWide, 0.0F);
        values[3] = -2.0F;
        values[kWide + 1] = 0.5F;
        core::writeFile(path("boundary.npy"), core::npyBytes(values, {2, kWide}));
        const DirectionSet set = core::readDirections(path("boundary.npy"), kWide);
        QCOMPARE(set.directions.size(), std::size_t(2));
        QVERIFY(set.directions[0].unit.span()[3] == -1.0F);
        QCOMPARE(set.directions[0].deviation, 0.0);
        const Direction measured = space_->measured(set.directions[0]);
        QVERIFY(measured.deviation > 0.0);
        SYPER_REFUSES(space_->measured({.unit = std::vector<float>{1.0F}}), Errc::BadShape);
    }

    void whatHasNoNameIsADirectionByItsLength() {
        std::vector<float> unit(2 * kWide, 0.0F);
        unit[3] = 1.0F;
        unit[kWide + 1] = -1.0F;
        core::writeFile(path("unit.npy"), core::npyBytes(unit, {2, kWide}));
        QVERIFY(core::unnamedDirections(path("unit.npy")));
        unit[kWide + 2] = 0.5F;
        core::writeFile(path("unit.npy"), core::npyBytes(unit, {2, kWide}));
        QVERIFY(!core::unnamedDirections(path("unit.npy")));
        core::writeFile(path("one.npy"), core::npyBytes({unit.begin(), kWide}, {kWide}));
        QVERIFY(core::unnamedDirections(path("one.npy")));
    }

    void hostileFilesAreRefused_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("other json") << QByteArray("{\"a\":1}");
        QTest::newRow("cut json") << QByteArray("{\"format\":\"syper-directions\",\"version\":1,\"directions\":[");
        QTest::newRow("no directions") << QByteArray(
            "{\"format\":\"syper-directions\",\"version\":1,\"directions\":[]}");
        QTest::newRow("unit of text") << QByteArray(
            "{\"format\":\"syper-directions\",\"version\":1,\"directions\":[{\"unit\":\"x\"}]}");
        QTest::newRow("unit of nothing") << QByteArray(
            "{\"format\":\"syper-directions\",\"version\":1,\"directions\":[{\"unit\":[0,0]}]}");
        QTest::newRow("different lengths") << QByteArray(
            "{\"format\":\"syper-directions\",\"version\":1,\"directions\":[{\"unit\":[1,0]},{\"unit\":[1]}]}");
        QTest::newRow("version of text") << QByteArray("{\"format\":\"syper-directions\",\"version\":{}}");
        QTest::newRow("deep") << QByteArray("{\"format\":") + QByteArray(100000, '[');
        QTest::newRow("array of whole numbers")
            << QByteArray("\x93NUMPY\x01\0v\0{'descr': '<i4', 'fortran_order': False, 'shape': (1, 1), }", 69) +
                   QByteArray(58, ' ') + "\n" + QByteArray(4, '\1');
    }
    void hostileFilesAreRefused() {
        QFETCH(QByteArray, content);
        core::writeFile(path("hostile"), content.toStdString());
        SYPER_REFUSES(core::readDirections(path("hostile")), Errc::BadFormat);
    }

    void bundledNamesAreForTheBundledNetworkAlone() {
        QVERIFY(core::bundledDirections(space_->info()).directions.empty());
        const core::LatentSpace bundled =
            core::LatentSpace::load(core::resolveModel("bundled", core::kBundledGenerator));
        const DirectionSet named = core::bundledDirections(bundled.info());
        for (const Direction& direction : named.directions) {
            QVERIFY(!direction.name.empty() && direction.low < 0.0 && direction.high > 0.0);
            QCOMPARE(int(direction.unit.size()), bundled.info().wDim);
            const double measured = bundled.measured(direction).deviation;
            QVERIFY2(std::abs(measured - direction.deviation) < 0.05 * measured, direction.name.c_str());
        }
    }

    void aNetworkIsNoSetOfDirections() {
        SYPER_REFUSES(core::readDirections(test::dataPath("generator/tiny32.pkl")), Errc::BadFormat);
        SYPER_REFUSES(core::readDirections(path("missing.npz")), Errc::NotFound);
    }

private:
    [[nodiscard]] std::string path(const char* name) const {
        return folder_.filePath(QLatin1String(name)).toStdString();
    }
    QTemporaryDir folder_;
    std::optional<core::LatentSpace> space_;
};

QTEST_APPLESS_MAIN(TestDirections)
#include "tst_directions.moc"
