// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "core/api/embedder.h"
#include "core/api/inspect.h"
#include "core/api/quantize.h"
#include "core/api/resources.h"
#include "core/api/sampler.h"
#include "core/backbones/model_file.h"
#include "core/quant/deploy.h"
#include "core/quant/deploy_ranges.h"
#include "core/runtime/engine.h"
#include "core/runtime/packed_file.h"
#include "core/train/losses.h"
#include "core/util/files.h"
#include "support/array_set.h"
#include "support/formula.h"
#include "support/random_network.h"
#include "support/tensors.h"

using namespace syper;
using namespace syper::core::runtime;
using core::Errc;
namespace fs = std::filesystem;

namespace {

constexpr int kSide = 48;

at::Tensor embedded(const Engine& engine, const at::Tensor& pictures) {
    at::Tensor rows = at::empty({pictures.size(0), engine.dimension()});
    engine.runMany({pictures.data_ptr<float>(), std::size_t(pictures.numel())},
                   {rows.data_ptr<float>(), std::size_t(rows.numel())}, 2);
    return core::normalizeRows(rows);
}

double leastCosine(const at::Tensor& a, const at::Tensor& b) {
    return (core::normalizeRows(a) * core::normalizeRows(b)).sum(1).min().item<double>();
}

/// Random weights whose statistics are those of the pictures, as a trained network's are.
core::Model settledModel(const char* network) {
    const at::NoGradGuard guard;
    core::Model model = test::formulaModel("deploy", network, kSide);
    core::PassUpdates updates;
    (void)model.forward(test::formulaImages("settle", 16, kSide), {.training = true, .normMomentum = 1.0}, &updates);
    model.commit(updates);
    return model;
}

/// Eyes of the bundled generator, seeds 0 to count - 1, as a run gets them.
at::Tensor generatedEyes(std::int64_t count, int side) {
    const auto set = core::sampledSet(core::resolveModel("bundled", core::kBundledGenerator), count);
    at::Tensor eyes = at::empty({count, 3, side, side});
    const std::size_t size = std::size_t(eyes[0].numel());
    for (std::int64_t i = 0; i < count; ++i) set->load(i, side, {eyes[i].data_ptr<float>(), size});
    return eyes;
}

/// A folded network with weights and ranges of so many bits; what they are changes nothing about its size.
Network inBits(Network net, int bits) {
    net.weightBits = net.activationBits = bits;
    const double most = std::exp2(bits - 1) - 1.0;
    for (Layer& layer : net.layers) {
        const float scale = float(layer.weight.abs().max().item<float>() / most);
        layer.weightScale.assign(std::size_t(layer.shape.out), scale);
        layer.weight = (layer.weight / scale).round().to(at::kChar);
        layer.codes = layer.input == 0 ? kImageCodes : Codes{.scale = 0.0123456789, .zero = 1, .bits = bits};
        layer.sumScale = 0.000123456789;
    }
    return net;
}

bool sameLayers(const Network& a, const Network& b) {
    if (a.layers.size() != b.layers.size()) return false;
    for (std::size_t i = 0; i < a.layers.size(); ++i) {
        const Layer &x = a.layers[i], &y = b.layers[i];
        if (x.name != y.name || x.input != y.input || x.shortcut != y.shortcut || x.codes != y.codes ||
            x.sumScale != y.sumScale || x.bias != y.bias || x.slopes != y.slopes || x.scale != y.scale ||
            x.shift != y.shift || x.weightScale != y.weightScale || !at::equal(x.weight, y.weight))
            return false;
    }
    return true;
}

}  // namespace

class TestDeploy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void studentsAgreeWithTheirTeacherAndTheirSimulation_data() {
        QTest::addColumn<QString>("network");
        for (const char* network : {"mobilefacenet", "iresnet18", "iresnet50"}) QTest::newRow(network) << network;
    }
    void studentsAgreeWithTheirTeacherAndTheirSimulation() {
        QFETCH(QString, network);
        const core::Model teacher = settledModel(qPrintable(network));
        const at::NoGradGuard guard;
        core::RunControl control;
        const Network student =
            core::quantizeForIntegers(foldModel(teacher), {8, 8}, test::formulaImages("calibrate", 12, kSide), control);
        const at::Tensor unseen = test::formulaImages("unseen", 6, kSide);
        const at::Tensor got = embedded(*integerEngine(student), unseen);
        const double toTeacher = leastCosine(got, teacher.forward(unseen, {}));
        const double toSimulation = leastCosine(got, simulate(student, unseen));
        // Random weights keep little distance between pictures, so rounding weighs more than in a trained network.
        QVERIFY2(toTeacher >= (network == QStringLiteral("mobilefacenet") ? 0.95 : 0.99),
                 qPrintable(QString::number(toTeacher, 'g', 8)));
        QVERIFY2(toSimulation >= 0.9999, qPrintable(QString::number(toSimulation, 'g', 8)));
    }

    void studentsOfATrainedTeacherAgreeOnUnseenPictures_data() {
        QTest::addColumn<int>("weights");
        QTest::addColumn<int>("activations");
        QTest::addColumn<double>("least");
        QTest::newRow("W8A8") << 8 << 8 << 0.99;
        QTest::newRow("W6A6") << 6 << 6 << 0.97;
        QTest::newRow("W4A8") << 4 << 8 << 0.9;
        QTest::newRow("W8A4") << 8 << 4 << 0.85;
        QTest::newRow("W4A4") << 4 << 4 << 0.8;
    }
    void studentsOfATrainedTeacherAgreeOnUnseenPictures() {
        QFETCH(int, weights);
        QFETCH(int, activations);
        QFETCH(double, least);
        const at::NoGradGuard guard;
        core::RunControl control;
        const core::Model teacher = core::loadModel(core::resolveModel("bundled", core::kBundledTeacher));
        const at::Tensor eyes = generatedEyes(20, teacher.shape().inputSize), unseen = eyes.slice(0, 14);
        const Network student =
            core::quantizeForIntegers(foldModel(teacher), {weights, activations}, eyes.slice(0, 0, 14), control);
        const at::Tensor got = embedded(*integerEngine(student), unseen);
        const double agreement = leastCosine(got, teacher.forward(unseen, {}));
        QVERIFY2(agreement >= least, qPrintable(QString::number(agreement, 'g', 8)));
        QVERIFY(leastCosine(got, simulate(student, unseen)) >= 0.9999);
    }

    void foldedFp32IsTheNetworkWithoutReferenceCode_data() { studentsAgreeWithTheirTeacherAndTheirSimulation_data(); }
    void foldedFp32IsTheNetworkWithoutReferenceCode() {
        QFETCH(QString, network);
        const core::Model model = settledModel(qPrintable(network));
        const at::NoGradGuard guard;
        const auto engine = floatEngine(foldModel(model));
        const at::Tensor unseen = test::formulaImages("unseen", 3, kSide);
        SYPER_COMPARE_REL(embedded(*engine, unseen), core::normalizeRows(model.forward(unseen, {})), 1e-4);
        for (const std::string& name : engine->implementations())
            QVERIFY2(name.find("ref") == std::string::npos, name.c_str());
        at::Tensor alone;
        for (const core::ConvKernels* kernels : core::convKernels()) {
            const auto other = floatEngine(foldModel(model), *kernels);
            SYPER_COMPARE_REL(embedded(*other, unseen), core::normalizeRows(model.forward(unseen, {})), 1e-4);
            for (const int threads : {1, 2, 3}) {
                at::Tensor row = at::empty({engine->dimension()});
                other->run({unseen.data_ptr<float>(), std::size_t(engine->pictureSize())},
                           {row.data_ptr<float>(), std::size_t(row.numel())}, threads);
                if (threads == 1) alone = row;
                QVERIFY(at::equal(row, alone));
            }
        }
    }

    void publishedStudentsRunInWholeNumbersWhereTheyRound_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("bits");
        QTest::addColumn<QString>("layers");
        QTest::newRow("mobilefacenet 8") << "mobilefacenet" << 8 << "5 of 50";
        QTest::newRow("mobilefacenet 4") << "mobilefacenet" << 4 << "5 of 50";
        QTest::newRow("iresnet18 8") << "iresnet18" << 8 << "10 of 22";
        QTest::newRow("iresnet18 6") << "iresnet18" << 6 << "10 of 22";
    }
    void publishedStudentsRunInWholeNumbersWhereTheyRound() {
        QFETCH(QString, network);
        QFETCH(int, bits);
        QFETCH(QString, layers);
        const at::NoGradGuard guard;
        core::Model student = settledModel(qPrintable(network)).quantized(core::quantScheme("paper"), {bits, bits});
        core::PassUpdates updates;
        (void)student.forward(test::formulaImages("ranges", 8, kSide), {.learnRanges = true}, &updates);
        student.commit(updates);
        const at::Tensor unseen = test::formulaImages("unseen", 3, kSide);
        const at::Tensor simulated = student.forward(unseen, {});
        const auto engine = mixedEngine(student, kPortableKernels);
        QVERIFY2(engine->describe().ends_with(layers.toStdString() + " layers FP32"), engine->describe().c_str());
        for (const std::string& name : engine->implementations()) {
            QVERIFY2(name.find("ref") == std::string::npos, name.c_str());
            if (qgetenv("DNNL_MAX_CPU_ISA") == "AVX2") QVERIFY2(name.find("avx512") == std::string::npos, name.c_str());
        }
        const at::Tensor got = embedded(*engine, unseen);
        const double agreement = leastCosine(got, simulated);
        // Float sums round some codes otherwise, and each of those changes roundings behind it.
        QVERIFY2(agreement >= (bits == 8   ? 0.99
                               : bits == 6 ? 0.9
                                           : 0.5),
                 qPrintable(QString::number(agreement, 'g', 8)));
        for (const Kernels* kernels : availableKernels())
            QVERIFY2(at::equal(embedded(*mixedEngine(student, *kernels), unseen), got), kernels->name);
    }

    void fewerBitsAreStoredInFewerBytesAndComeBackTheSame_data() {
        QTest::addColumn<int>("bits");
        for (const int bits : {2, 3, 4, 5, 6, 7, 8}) QTest::newRow(qPrintable(QString::number(bits))) << bits;
    }
    void fewerBitsAreStoredInFewerBytesAndComeBackTheSame() {
        QFETCH(int, bits);
        const at::NoGradGuard guard;
        core::RunControl control;
        const core::Model teacher = core::Model::random(core::backboneKind("mobilefacenet"), {.inputSize = 32}, 1);
        const Network student = core::quantizeForIntegers(foldModel(teacher), {bits, bits},
                                                          test::formulaImages("calibrate", 2, 32), control);
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "student.safetensors";
        core::writeSafetensors(file, packNetwork(student));
        QVERIFY(sameLayers(unpackNetwork(core::readSafetensors(file), "student"), student));
    }

    void filesAreAsLargeAsThePaperCountsAndTheirScales_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<double>("at8");
        QTest::addColumn<double>("at6");
        QTest::addColumn<double>("at4");
        // Of the paper's megabytes. Small networks have few weights for each scale.
        QTest::newRow("mobilefacenet") << "mobilefacenet" << 1.09 << 1.13 << 1.20;
        QTest::newRow("iresnet18") << "iresnet18" << 1.001 << 1.002 << 1.003;
        QTest::newRow("iresnet34") << "iresnet34" << 1.002 << 1.003 << 1.004;
        QTest::newRow("iresnet50") << "iresnet50" << 1.002 << 1.003 << 1.005;
    }
    void filesAreAsLargeAsThePaperCountsAndTheirScales() {
        QFETCH(QString, network);
        QFETCH(double, at8);
        QFETCH(double, at6);
        QFETCH(double, at4);
        const at::NoGradGuard guard;
        const Network real = foldModel(core::Model::random(core::backboneKind(network.toStdString()), {}, 1));
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "student.safetensors";
        for (const auto& [bits, most] : {std::pair{8, at8}, {6, at6}, {4, at4}}) {
            const Network net = inBits(real, bits);
            core::writeSafetensors(file, packNetwork(net));
            std::int64_t numbers = 0, weights = 0;
            for (const Layer& l : net.layers) {
                numbers += std::int64_t(l.weightScale.size() + l.bias.size() + l.slopes.size() + l.scale.size() +
                                        l.shift.size());
                weights += (l.weight.numel() * bits + 7) / 8;
            }
            const auto size = std::int64_t(fs::file_size(file)), layers = std::int64_t(net.layers.size());
            const double times = double(size) / (double(net.parameters) * bits / 8.0);
            QVERIFY2(times <= most, qPrintable(QString("W%1: %2").arg(bits).arg(times)));
            // Nothing else is in it but the names and places of tensors and layers.
            const std::int64_t words = size - weights - numbers * std::int64_t(sizeof(float));
            QVERIFY2(words > 0 && words < 2048 + 800 * layers, qPrintable(QString::number(words)));
        }
    }

    void filesCutOrFlippedAnywhereAreRefused() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "student.safetensors";
        core::writeSafetensors(file, packNetwork(test::RandomNetwork(4).make()));
        const std::string whole = core::readFile(file);
        const auto opens = [&](const std::string& bytes) {
            core::writeFile(file, bytes);
            try {
                (void)core::Embedder::load(file);
                return true;
            } catch (const core::Error&) {
                return false;
            }
        };
        QVERIFY(opens(whole));
        std::mt19937 random(1);
        const std::size_t header = 8 + std::size_t(std::uint8_t(whole[0])) + (std::size_t(std::uint8_t(whole[1])) << 8);
        for (int i = 0; i < 600; ++i) {
            std::string damaged = whole;
            const std::size_t at = i % 2 == 0 ? random() % header : random() % whole.size();
            damaged[at] = char(damaged[at] ^ char(1 << (random() % 8)));
            QVERIFY2(!opens(damaged), qPrintable(QString::number(at)));
        }
        // The header's size, bit by bit, then every part of the file and its last byte.
        const auto flipped = [&](std::size_t at, int bit) {
            std::string damaged = whole;
            damaged[at] = char(damaged[at] ^ char(1 << bit));
            return damaged;
        };
        for (std::size_t at = 0; at < 8; ++at)
            for (int bit = 0; bit < 8; ++bit) QVERIFY2(!opens(flipped(at, bit)), qPrintable(QString::number(at)));
        for (std::size_t part = 0; part < 256; ++part) {
            const std::size_t at = part * whole.size() / 256;
            QVERIFY2(!opens(flipped(at, int(part % 8))), qPrintable(QString::number(at)));
            QVERIFY2(!opens(whole.substr(0, at)), qPrintable(QString::number(at)));
        }
        QVERIFY(!opens(flipped(whole.size() - 1, 0)));
        QVERIFY(!opens(whole.substr(0, whole.size() - 1)));
    }

    void descriptionsThatDoNotFitAreRefused_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("input") << R"("input":0)"
                               << R"("input":9)";
        QTest::newRow("negative input") << R"("input":0)"
                                        << R"("input":-3)";
        QTest::newRow("kernel") << R"("stride":1)"
                                << R"("stride":0)";
        QTest::newRow("huge") << R"("out":)"
                              << R"("out":99999999)";
        QTest::newRow("groups") << R"("groups":1)"
                                << R"("groups":0)";
        QTest::newRow("text") << R"("padding":)"
                              << R"("padding":"a","x":)";
        QTest::newRow("codes") << R"("codes":[)"
                               << R"("codes":[0,)";
        QTest::newRow("no JSON") << "{"
                                 << "[";
    }
    void descriptionsThatDoNotFitAreRefused() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        core::TensorMap tensors = packNetwork(test::RandomNetwork(4).make());
        QString text = QString::fromStdString(tensors.metadata.at(kMetaNetwork));
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to);
        tensors.metadata[kMetaNetwork] = text.toStdString();
        tensors.metadata[kMetaSeal] = sealOf(tensors);  // as one who means harm would
        SYPER_REFUSES(unpackNetwork(tensors, "x"), Errc::BadFormat);
    }

    void changedDescriptionsAreRefusedOrRun() {
        const core::TensorMap whole = packNetwork(test::RandomNetwork(4).make());
        const std::string text = whole.metadata.at(kMetaNetwork);
        const char* const values[] = {"-1",    "0",    "1",    "2",     "3",          "7",
                                      "64",    "65",   "257",  "65536", "4294967297", "9223372036854775807",
                                      "1e-40", "1e30", "null", "\"x\"", "[]"};
        std::mt19937 random(3);
        int refused = 0, run = 0;
        for (int i = 0; i < 1500; ++i) {
            // One number of the description becomes another.
            std::size_t begin = random() % text.size();
            begin = text.find_first_of("0123456789", begin);
            if (begin == std::string::npos) continue;
            const std::size_t end = text.find_first_not_of("0123456789.e-+", begin);
            core::TensorMap tensors = whole;
            tensors.metadata[kMetaNetwork] =
                text.substr(0, begin) + values[random() % std::size(values)] + text.substr(std::min(end, text.size()));
            tensors.metadata[kMetaSeal] = sealOf(tensors);
            try {
                const Network net = unpackNetwork(tensors, "x");
                if (net.shape.inputSize > 64) continue;  // only larger
                const auto engine = integerEngine(net);
                std::vector<float> picture(std::size_t(engine->pictureSize())), row(std::size_t(engine->dimension()));
                engine->run(picture, row, 1);
                ++run;
            } catch (const core::Error&) {
                ++refused;
            }
        }
        QVERIFY2(refused > 500 && run > 50, qPrintable(QString("%1 %2").arg(refused).arg(run)));
    }

    void rangesKeepZeroAndClipWhatIsRare() {
        core::ValueHistogram seen;
        at::Tensor values = test::formulaImages("range", 1, 64).flatten() * 3.0;
        seen.add(values);
        const Codes plain = seen.bestCodes(8);
        SYPER_COMPARE(roundToCodes(values, plain), values, 0.15);  // what is rare may be cut
        QCOMPARE(roundToCodes(at::zeros({1}), plain).item<float>(), 0.0F);
        values[7] = 20.0;
        seen.add(values);
        QVERIFY(seen.bestCodes(4).scale * 15 < 20.0);
        QCOMPARE(core::ValueHistogram().bestCodes(8).bits, 8);
        SYPER_REFUSES(seen.add(at::full({2}, std::nan(""))), Errc::BadFormat);
    }

    void aRunWritesAStudentThatEveryVerbReads() {
        const QTemporaryDir folder;
        const fs::path base = folder.path().toStdString();
        const core::Model teacher = settledModel("mobilefacenet");
        core::saveModel(base / "teacher.safetensors", teacher);
        core::QuantizeConfig config{.teacher = base / "teacher.safetensors",
                                    .scheme = "deploy",
                                    .images = std::make_shared<test::ArraySet>(test::formulaImages("set", 10, kSide)),
                                    .out = base / "run"};
        core::RunControl control;
        const core::QuantizeResult result = core::runQuantize(config, {}, control);
        QVERIFY2(result.cosineToTeacher >= 0.9, qPrintable(QString::number(result.cosineToTeacher)));
        QCOMPARE(result.bytesPacked, std::int64_t(fs::file_size(result.student)));
        QVERIFY(fs::exists(config.out / "report.json") && fs::exists(config.out / "curves.csv"));

        const core::FileInfo info = core::inspectFile(result.student);
        QCOMPARE(info.kind, std::string("quantized"));
        QCOMPARE(info.scheme, std::string("deploy"));
        QCOMPARE(info.architecture, std::string("mobilefacenet"));
        QCOMPARE(info.parameters, teacher.parameters());
        QCOMPARE(info.layers, 50);
        QCOMPARE(info.floatLayers, 0);

        const std::vector<core::ModelThreshold> thresholds{{.fmr = 0.01, .value = 0.5, .set = "some set"}};
        core::writeModelThresholds(result.student, thresholds);
        core::Embedder embedder = core::Embedder::load(result.student);
        QCOMPARE(embedder.info().thresholds.size(), std::size_t(1));
        QVERIFY(embedder.info().runtime.starts_with("integer, "));
        core::Embedder exact = core::Embedder::load(config.teacher, "cpu", core::EmbedderRuntime::Fast);
        QVERIFY(exact.info().runtime.starts_with("FP32, folded, "));
        QCOMPARE(core::Embedder::load(config.teacher, "cpu", core::EmbedderRuntime::Layers).info().runtime,
                 std::string("layers in FP32"));
        const auto got = embedder.embed(*config.images, control), wanted = exact.embed(*config.images, control);
        for (std::size_t i = 0; i < got.size(); ++i) QVERIFY(core::similarity(got[i], wanted[i]) > 0.8);

        SYPER_REFUSES(core::runQuantize(config, {}, control), Errc::BadArgument);
        config.resume = true;
        QCOMPARE(core::runQuantize(config, {}, control).cosineToTeacher, result.cosineToTeacher);
        config.weightBits = 4;
        SYPER_REFUSES(core::runQuantize(config, {}, control), Errc::BadArgument);
        config.teacher = result.student;
        config.out = base / "other";
        SYPER_REFUSES(core::runQuantize(config, {}, control), Errc::BadArgument);
    }

    void aStopLeavesNoStudent() {
        const QTemporaryDir folder;
        const fs::path base = folder.path().toStdString();
        core::saveModel(base / "teacher.safetensors",
                        core::Model::random(core::backboneKind("mobilefacenet"), {.inputSize = 32}, 1));
        core::RunControl* running = nullptr;
        core::RunControl control([&](const core::Progress& p) {
            if (p.phase == "correcting") running->requestStop();
        });
        running = &control;
        const core::QuantizeConfig config{.teacher = base / "teacher.safetensors",
                                          .scheme = "deploy",
                                          .images = std::make_shared<test::ArraySet>(test::formulaImages("set", 4, 32)),
                                          .out = base / "run"};
        QVERIFY_EXCEPTION_THROWN((void)core::runQuantize(config, {}, control), core::Stopped);
        QVERIFY(!fs::exists(config.out / "student.safetensors"));
    }
};

QTEST_APPLESS_MAIN(TestDeploy)
#include "tst_deploy.moc"
