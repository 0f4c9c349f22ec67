// SPDX-License-Identifier: GPL-3.0-or-later
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <QTemporaryDir>
#include <random>

#include "core/api/embedder.h"
#include "core/api/export.h"
#include "core/api/inspect.h"
#include "core/api/quantize.h"
#include "core/api/resources.h"
#include "core/api/sampler.h"
#include "core/backbones/model_file.h"
#include "core/generator/mapping.h"
#include "core/generator/onnx_generator.h"
#include "core/generator/reference.h"
#include "core/quant/deploy.h"
#include "core/runtime/engine.h"
#include "core/runtime/onnx_export.h"
#include "core/runtime/onnx_fold.h"
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

double leastCosine(const at::Tensor& a, const at::Tensor& b) {
    return (core::normalizeRows(a) * core::normalizeRows(b)).sum(1).min().item<double>();
}

/// The verification score of each with each.
at::Tensor scoresOf(const at::Tensor& rows) {
    const at::Tensor unit = core::normalizeRows(rows);
    return at::matmul(unit, unit.t());
}

at::Tensor embedded(const Engine& engine, const at::Tensor& pictures) {
    at::Tensor rows = at::empty({pictures.size(0), engine.dimension()});
    engine.runMany({pictures.data_ptr<float>(), std::size_t(pictures.numel())},
                   {rows.data_ptr<float>(), std::size_t(rows.numel())}, 1);
    return rows;
}

at::Tensor generatedEyes(std::int64_t count, int side) {
    const auto set = core::sampledSet(core::resolveModel("bundled", core::kBundledGenerator), count);
    at::Tensor eyes = at::empty({count, 3, side, side});
    for (std::int64_t i = 0; i < count; ++i)
        set->load(i, side, {eyes[i].data_ptr<float>(), std::size_t(eyes[i].numel())});
    return eyes;
}

at::Tensor numbers(const char* key, at::IntArrayRef sizes, double low = -0.5, double high = 0.5) {
    at::Tensor t = at::empty(sizes);
    const auto u = test::formulaUniform(key, std::size_t(t.numel()));
    for (std::size_t i = 0; i < u.size(); ++i) t.data_ptr<float>()[i] = float(low + (high - low) * u[i]);
    return t;
}

/// A small backbone as others export them: normalisations apart, an average pool, a matrix and what is added to it;
/// with `rounded` between quantizers as others place them, behind convolutions and on both ways into a sum.
std::string foreign(bool rounded) {
    OnnxBuilder onnx("foreign");
    onnx.input("input.1", {3, 16, 16});
    int count = 0;
    const auto round = [&](const std::string& x) {
        if (!rounded) return x;
        const std::string at = "q" + std::to_string(count++);
        const std::string scale = onnx.number(at + ".scale", 0.02),
                          zero = onnx.constant(at + ".zero", std::vector<std::uint8_t>{128}, {});
        return onnx.node("DequantizeLinear",
                         {onnx.node("QuantizeLinear", {x, scale, zero}, at + ".codes"), scale, zero}, at);
    };
    const auto conv = [&](const std::string& x, const char* name, at::IntArrayRef weight, std::int64_t stride) {
        const std::string made =
            onnx.node("Conv", {x, onnx.constant(std::string(name) + ".w", numbers(name, weight))}, name);
        onnx.attribute("kernel_shape", {weight[2], weight[3]});
        onnx.attribute("strides", {stride, stride});
        const std::int64_t pad = weight[2] / 2;
        onnx.attribute("pads", {pad, pad, pad, pad});
        return round(made);
    };
    std::string x = conv(round("input.1"), "c1", {8, 3, 3, 3}, 2);
    x = onnx.node("BatchNormalization",
                  {x, onnx.constant("bn.w", numbers("bw", {8}, 0.5, 1.5)), onnx.constant("bn.b", numbers("bb", {8})),
                   onnx.constant("bn.m", numbers("bm", {8})), onnx.constant("bn.v", numbers("bv", {8}, 0.5, 1.5))},
                  "bn");
    onnx.attribute("epsilon", 1e-3F);
    const std::string a = round(onnx.node("Relu", {x}, "relu"));
    std::string y = conv(a, "c2", {8, 8, 3, 3}, 1);
    y = round(onnx.node("PRelu", {y, onnx.constant("slope", numbers("slope", {8, 1, 1}))}, "prelu"));
    y = onnx.node("Add", {a, conv(y, "c3", {8, 8, 1, 1}, 1)}, "sum");
    y = onnx.node("Mul", {onnx.number("two", 2.0), y}, "doubled");
    y = onnx.node("GlobalAveragePool", {round(y)}, "pool");
    y = onnx.node("Reshape", {y, onnx.constant("shape", std::vector<std::int64_t>{1, -1}, {2})}, "flat");
    y = onnx.node("MatMul", {y, onnx.constant("fc", numbers("fc", {8, 5}))}, "product");
    onnx.node("Add", {y, onnx.constant("fc.b", numbers("fcb", {5}))}, "683");
    onnx.output("683", {5});
    return onnx.bytes();
}

}  // namespace

class TestOnnx : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void generatorsAreTheNetwork_data() {
        QTest::addColumn<int>("architecture");
        QTest::addColumn<int>("classes");
        QTest::newRow("skip") << int(core::Architecture::Skip) << 0;
        QTest::newRow("orig, with classes") << int(core::Architecture::Orig) << 3;
        QTest::newRow("resnet") << int(core::Architecture::Resnet) << 0;
    }
    void generatorsAreTheNetwork() {
        QFETCH(int, architecture);
        QFETCH(int, classes);
        core::GeneratorShape shape{.zDim = 12, .wDim = 20, .cDim = classes, .mappingLayers = 3, .resolution = 32};
        shape.architecture = core::Architecture(architecture);
        shape.channels = core::officialChannels(32, 256, 24);
        const core::TensorMap weights = core::randomGenerator(shape, 5, 0.3);
        const std::string bytes = core::onnxOfGenerator(weights, "", shape).bytes();
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(bytes));
        onnx::checker::check_model(model);

        const OnnxGraph graph = parseOnnx(bytes);
        const at::Tensor z = numbers("z", {2, 12}, -2.0, 2.0);
        std::map<std::string, at::Tensor> inputs{{"z", z}};
        if (classes > 0) inputs["label"] = at::eye(classes).slice(0, 1, 3);
        const core::Mapping mapping(weights, "", shape);
        for (const double psi : {1.0, 0.6}) {
            if (weights.contains("mapping.w_avg")) inputs["truncation"] = at::full({1}, psi, at::kFloat);
            const auto values = runOnnx(graph, inputs, {"image", "w"});
            at::Tensor ws = at::empty({2, shape.numWs(), 20});
            for (std::int64_t i = 0; i < 2; ++i) {
                const auto w = mapping.truncated(
                    mapping.map({z.data_ptr<float>() + 12 * i, 12}, classes > 0 ? int(i) + 1 : -1), psi);
                ws[i].copy_(at::tensor(w).expand({shape.numWs(), 20}));
            }
            SYPER_COMPARE(values.at("w"), ws.select(1, 0), 1e-5);
            const at::Tensor wanted = core::ReferenceSynthesis(weights, "", shape, false).pictures(ws);
            SYPER_COMPARE_REL(values.at("image"), wanted, 1e-4);
            if (!weights.contains("mapping.w_avg")) break;
        }
    }

    void theBundledGeneratorIsExported() {
        const auto result =
            core::exportModel(core::resolveModel("bundled", core::kBundledGenerator), "onnx", file("generator.onnx"));
        QCOMPARE(result.opset, 13);
        QCOMPARE(parseOnnx(core::readFile(file("generator.onnx"))).outputs, (std::vector<std::string>{"image", "w"}));
        const core::FileInfo info = core::inspectFile(file("generator.onnx")),
                             wanted = core::inspectFile(core::resolveModel("bundled", core::kBundledGenerator));
        QCOMPARE(info.kind, std::string("generator"));
        QCOMPARE(info.container, std::string("onnx"));
        QCOMPARE(info.architecture, wanted.architecture);
        QCOMPARE(info.resolution, wanted.resolution);
        QCOMPARE(info.zDim, wanted.zDim);
        QCOMPARE(info.wDim, wanted.wDim);
        QCOMPARE(info.labelDim, wanted.labelDim);
        QCOMPARE(info.numWs, wanted.numWs);
        QCOMPARE(info.mappingLayers, wanted.mappingLayers);
        SYPER_REFUSES(core::exportModel(core::resolveModel("bundled", core::kBundledGenerator), "pth", file("none")),
                      Errc::Unsupported);
    }

    void graphsOfOtherKindsAreDescribed() {
        OnnxBuilder onnx("pair");
        onnx.input("a", {3, 8});
        onnx.input("b", {3, 8});
        onnx.node("Add", {"a", "b"}, "sum");
        onnx.output("sum", {3, 8});
        core::writeFile(file("pair.onnx"), onnx.bytes());
        const core::FileInfo info = core::inspectFile(file("pair.onnx"));
        QCOMPARE(info.kind, std::string("tensors"));
        QCOMPARE(info.metadata.at("inputs"), std::string("a [N,3,8], b [N,3,8]"));
        QCOMPARE(info.metadata.at("outputs"), std::string("sum [N,3,8]"));
        SYPER_REFUSES(readOnnx(file("pair.onnx")), Errc::BadFormat);
    }

    void backbonesComeBackFromTheirExport_data() {
        QTest::addColumn<QString>("network");
        for (const char* network : {"mobilefacenet", "iresnet18"}) QTest::newRow(network) << network;
    }
    void backbonesComeBackFromTheirExport() {
        QFETCH(QString, network);
        const core::Model model = test::formulaModel("onnx", network.toStdString(), 48);
        const at::NoGradGuard guard;
        const fs::path path = file(network.toStdString() + ".onnx");
        core::writeFile(path, onnxOf(foldModel(model)).bytes());
        const OnnxGraph graph = readOnnx(path);
        QCOMPARE(graph.inputSize, 48);
        QCOMPARE(graph.dimension, 512);
        const at::Tensor pictures = test::formulaImages("onnx", 2, 48), wanted = model.forward(pictures, {});
        SYPER_COMPARE_REL(embedded(*onnxEngine(graph), pictures), wanted, 1e-4);
        SYPER_COMPARE_REL(embedded(*floatEngine(foldOnnx(graph)), pictures), wanted, 1e-4);
    }

    void studentsRoundAsTheyDoHere_data() {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("bits");
        QTest::newRow("paper 8") << "paper" << 8;
        QTest::newRow("paper 4") << "paper" << 4;
        QTest::newRow("deploy 8") << "deploy" << 8;
        QTest::newRow("deploy 4") << "deploy" << 4;
    }
    void studentsRoundAsTheyDoHere() {
        QFETCH(QString, scheme);
        QFETCH(int, bits);
        const at::NoGradGuard guard;
        const core::Model teacher = core::loadModel(core::resolveModel("bundled", core::kBundledTeacher));
        const at::Tensor eyes = generatedEyes(12, 224), unseen = eyes.slice(0, 8);
        const fs::path from = file("student.safetensors"), to = file("student.onnx");
        if (scheme == QStringLiteral("paper")) {
            core::QuantizeConfig config;
            config.teacher = core::resolveModel("bundled", core::kBundledTeacher);
            config.images = std::make_shared<test::ArraySet>(eyes);
            config.weightBits = config.activationBits = bits;
            config.batch = 4;
            config.steps = 2;
            config.out = file(QStringLiteral("paper-%1").arg(bits).toStdString());
            core::RunControl control;
            const at::AutoGradMode learning(true);
            fs::copy_file(core::runQuantize(config, {}, control).student, from, fs::copy_options::overwrite_existing);
        } else {
            core::RunControl control;
            core::writeSafetensors(from, packNetwork(core::quantizeForIntegers(foldModel(teacher), {bits, bits},
                                                                               eyes.slice(0, 0, 8), control)));
        }
        core::exportModel(from, "onnx", to);
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(core::readFile(to)));
        onnx::checker::check_model(model);
        const at::Tensor wanted =
            scheme == QStringLiteral("paper")
                ? core::loadModel(from).forward(unseen, {})
                : embedded(*integerEngine(unpackNetwork(core::readSafetensors(from), "student")), unseen);
        const at::Tensor got = embedded(*onnxEngine(readOnnx(to)), unseen);
        const double agreement = leastCosine(got, wanted);
        QVERIFY2(agreement >= 0.999, qPrintable(QString::number(agreement, 'g', 8)));
        const auto thresholds =
            core::Embedder::load(core::resolveModel("bundled", core::kBundledTeacher)).info().thresholds;
        QVERIFY(!thresholds.empty());
        const at::Tensor scores = scoresOf(got), wantedScores = scoresOf(wanted);
        for (const core::ModelThreshold& t : thresholds)
            QVERIFY(at::equal(scores.ge(t.value), wantedScores.ge(t.value)));

        const core::FileInfo info = core::inspectFile(to);
        QCOMPARE(info.kind, std::string("quantized"));
        QCOMPARE(info.container, std::string("onnx"));
        QCOMPARE(info.weightBits, bits);
        QCOMPARE(QString::fromStdString(info.scheme), scheme);
        const core::FileInfo same = core::inspectFile(from);
        QCOMPARE(info.layers, same.layers);
        QCOMPARE(info.floatLayers, same.floatLayers);
    }

    void everyKindOfLayerRoundsAsItsIntegersDo() {
        const at::NoGradGuard guard;
        for (unsigned seed = 1; seed <= 40; ++seed) {
            test::RandomNetwork random(seed);
            const Network net = random.make();
            const at::Tensor picture = random.picture();
            const double agreement = leastCosine(embedded(*onnxEngine(written(onnxOf(net))), picture.clamp(-1, 1)),
                                                 embedded(*integerEngine(net), picture));
            QVERIFY2(agreement >= 0.9999, qPrintable(QString("%1: %2").arg(seed).arg(agreement, 0, 'g', 8)));
        }
    }

    void modelsOfOthersRun_data() {
        QTest::addColumn<bool>("rounded");
        QTest::newRow("float") << false;
        QTest::newRow("with quantizers") << true;
    }
    void modelsOfOthersRun() {
        QFETCH(bool, rounded);
        const at::NoGradGuard guard;
        core::writeFile(file("foreign.onnx"), foreign(rounded));
        const OnnxGraph graph = readOnnx(file("foreign.onnx"));
        const at::Tensor x = test::formulaImages("foreign", 1, 16);
        const auto round = [&](const at::Tensor& t) {
            return rounded ? ((t / 0.02).round() + 128).clamp(0, 255).sub(128) * 0.02 : t;
        };
        const auto conv = [&](const at::Tensor& t, const char* name, at::IntArrayRef weight, std::int64_t stride) {
            return round(at::conv2d(t, numbers(name, weight), {}, stride, weight[2] / 2));
        };
        at::Tensor a =
            at::batch_norm(conv(round(x), "c1", {8, 3, 3, 3}, 2), numbers("bw", {8}, 0.5, 1.5), numbers("bb", {8}),
                           numbers("bm", {8}), numbers("bv", {8}, 0.5, 1.5), false, 0.0, 1e-3, false);
        a = round(a.clamp_min(0));
        at::Tensor y = round(at::prelu(conv(a, "c2", {8, 8, 3, 3}, 1), numbers("slope", {8})));
        y = round(2.0 * (a + conv(y, "c3", {8, 8, 1, 1}, 1))).mean(at::IntArrayRef{2, 3});
        y = at::matmul(y, numbers("fc", {8, 5})) + numbers("fcb", {5});
        SYPER_COMPARE(embedded(*onnxEngine(graph), x), y, rounded ? 2e-2 : 1e-5);
        if (rounded)
            SYPER_REFUSES(foldOnnx(graph), Errc::Unsupported);
        else
            SYPER_COMPARE(embedded(*floatEngine(foldOnnx(graph)), x), y, 1e-5);

        core::RunControl control;
        for (const auto runtime : {core::EmbedderRuntime::Best, core::EmbedderRuntime::Fast}) {
            core::Embedder embedder = core::Embedder::load(file("foreign.onnx"), "cpu", runtime);
            QCOMPARE(embedder.info().dimension, 5);
            QCOMPARE(embedder.info().architecture, std::string("foreign"));
            QCOMPARE(embedder.info().weightBits, rounded ? 8 : 32);
        }
        SYPER_REFUSES(core::loadModel(file("foreign.onnx")), Errc::Unsupported);
        SYPER_REFUSES(core::exportModel(file("foreign.onnx"), "onnx", file("none")), Errc::Unsupported);
    }

    void unknownOperatorsAreNamed() {
        OnnxBuilder onnx("unknown");
        onnx.input("x", {3, 8, 8});
        onnx.node("Einsum", {onnx.node("NonZero", {"x"}, "a")}, "y");
        onnx.output("y", {3});
        core::writeFile(file("unknown.onnx"), onnx.bytes());
        try {
            (void)readOnnx(file("unknown.onnx"));
            QFAIL("it was read");
        } catch (const core::Error& error) {
            const QString text = QString::fromUtf8(error.what());
            QCOMPARE(error.code(), Errc::Unsupported);
            QVERIFY2(text.contains("Einsum, NonZero;") && text.contains("Conv") && !text.contains('\n'),
                     qPrintable(text));
        }
    }

    void hostileModelsAreRefused_data() {
        QTest::addColumn<int>("which");
        for (int i = 0; i < 12; ++i) QTest::addRow("%d", i) << i;
    }
    void hostileModelsAreRefused() {
        QFETCH(int, which);
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(foreign(false)));
        onnx::GraphProto& graph = *model.mutable_graph();
        auto& weight = *graph.mutable_initializer(0);
        auto& node = *graph.mutable_node(0);
        if (which == 0) weight.set_dims(0, std::int64_t(1) << 40);
        if (which == 1) weight.set_dims(1, -3);
        if (which == 2) weight.mutable_raw_data()->resize(7);
        if (which == 3) weight.set_data_location(onnx::TensorProto::EXTERNAL);
        if (which == 4) weight.set_data_type(onnx::TensorProto::STRING);
        if (which == 5) node.set_input(0, "683");  // a ring
        if (which == 6) graph.mutable_node(1)->set_output(0, node.output(0));
        if (which == 7)
            graph.mutable_input(0)
                ->mutable_type()
                ->mutable_tensor_type()
                ->mutable_shape()
                ->mutable_dim(2)
                ->set_dim_value(1 << 30);
        if (which == 8) node.mutable_attribute(1)->set_ints(0, 0);
        if (which == 9)
            for (int i = 0; i < 4; ++i) node.mutable_attribute(2)->set_ints(i, 1 << 30);
        if (which == 10) node.clear_input();
        if (which == 11) {  // constants that would fill all memory
            auto* wide = graph.add_initializer();
            wide->CopyFrom(weight);
            wide->set_name("wide");
            std::string last = "wide";
            for (int i = 0; i < 60; ++i) {
                auto* twice = graph.add_node();
                twice->set_op_type("Concat");
                twice->add_input(last);
                twice->add_input(last);
                twice->add_output(last = "wide" + std::to_string(i));
            }
        }
        core::writeFile(file("hostile.onnx"), model.SerializeAsString());
        try {
            (void)readOnnx(file("hostile.onnx"));
            QFAIL("it was read");
        } catch (const core::Error& error) {
            QVERIFY(error.code() == Errc::BadFormat || error.code() == Errc::Unsupported);
        }
    }

    void damagedModelsNeverCrash() {
        const std::string whole = foreign(true);
        std::mt19937 random(3);
        const at::Tensor x = test::formulaImages("foreign", 1, 16);
        int read = 0;
        for (int i = 0; i < 1500; ++i) {
            std::string damaged = whole;
            for (unsigned n = 0; n < 1 + random() % 3; ++n) {
                const std::size_t at = random() % damaged.size();
                damaged[at] = char(damaged[at] ^ char(1 << (random() % 8)));
            }
            if (i % 5 == 0) damaged.resize(random() % damaged.size());
            core::writeFile(file("damaged.onnx"), damaged);
            try {
                const OnnxGraph graph = readOnnx(file("damaged.onnx"));
                if (graph.inputSize == 16) (void)embedded(*onnxEngine(graph), x);
                ++read;
            } catch (const core::Error&) {
            } catch (const std::exception& error) {
                QFAIL(error.what());
            }
        }
        QVERIFY(read > 0);  // most flips change a weight, which nothing can tell
    }

private:
    [[nodiscard]] OnnxGraph written(const OnnxBuilder& onnx) const {
        core::writeFile(file("written.onnx"), onnx.bytes());
        return readOnnx(file("written.onnx"));
    }
    [[nodiscard]] fs::path file(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestOnnx)
#include "tst_onnx.moc"
