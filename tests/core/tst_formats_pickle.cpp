// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "core/formats/load.h"
#include "core/util/files.h"
#include "support/pickle_writer.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;
using test::legacyFile;
using test::PickleWriter;

namespace {

QByteArray asBytes(const std::string& content) {
    return {content.data(), qsizetype(content.size())};
}

std::string repeated(std::string_view piece, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += piece;
    return all;
}

/// A list that holds a list twice that holds a list twice .. forty deep: 2^40 values for who follows all of them.
std::string doublingLists() {
    PickleWriter writer(4);
    writer.raw("]\x94");
    for (int i = 0; i < 40; ++i)
        writer.raw("(h").raw(std::string(1, char(i))).raw("h").raw(std::string(1, char(i))).raw("l\x94");
    return writer.done();
}

}  // namespace

class TestFormatsPickle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyProtocolGivesTheSameArrays_data() {
        QTest::addColumn<QString>("file");
        for (const int protocol : {0, 2, 4, 5})
            QTest::addRow("protocol %d", protocol) << QString("arrays.p%1.pkl").arg(protocol);
    }
    void everyProtocolGivesTheSameArrays() {
        QFETCH(QString, file);
        const core::TensorMap want = test::testTensors("formats/arrays.expected.safetensors");
        const core::LoadedFile got = core::loadFile(test::dataPath("formats/" + file.toStdString()));
        QCOMPARE(got.tensors.size(), std::size_t(9));
        for (const auto& [name, tensor] : got.tensors.entries()) {
            QCOMPARE(tensor.scalar_type(), want.at(name).scalar_type());
            QVERIFY2(at::equal(tensor, want.at(name)), name.c_str());
        }
        QCOMPARE(got.details.at("std").get<double>(), 0.75);
        QCOMPARE(got.details.at("count").get<int>(), 12);
        QCOMPARE(got.details.at("name").get<std::string>(), std::string("augen\xc3\xa4"));
        QCOMPARE(got.details.at("args").at("lr").get<double>(), 0.5);
        QCOMPARE(got.details.at("pair").dump(), std::string("[1,2.5,null,true]"));
    }

    void aSnapshotsNetworksAreLiftedUnderTheirStateDictNames() {
        const std::string path = test::dataPath("formats/snapshot.pkl");
        const auto networks = core::loadNetworks(path);
        QCOMPARE(networks.size(), std::size_t(4));
        const core::LoadedNetwork& generator = networks.at("G_ema");
        QCOMPARE(generator.className, std::string("Generator"));
        std::vector<std::string> names;
        for (const auto& entry : generator.tensors.entries()) names.push_back(entry.name);
        const std::vector<std::string> want{"synthesis.b4.const",
                                            "synthesis.b4.resample_filter",
                                            "synthesis.b4.conv1.weight",
                                            "synthesis.b4.conv1.noise_strength",
                                            "synthesis.b4.conv1.noise_const",
                                            "synthesis.b4.conv1.affine.weight",
                                            "synthesis.b4.conv1.affine.bias",
                                            "mapping.w_avg",
                                            "mapping.fc0.weight",
                                            "mapping.fc0.bias"};
        QVERIFY(names == want);  // no bias that is None, no buffer that is not persistent
        QCOMPARE(generator.tensors.at("synthesis.b4.conv1.noise_strength").item<float>(), 0.5F);
        QCOMPARE(generator.initKwargs.at("synthesis_kwargs").at("conv_clamp").get<int>(), 256);
        QCOMPARE(networks.at("augment_pipe").tensors.at("p").item<float>(), 0.25F);
        QCOMPARE(networks.at("D").className, std::string("Discriminator"));

        const core::LoadedFile file = core::loadFile(path);
        QCOMPARE(file.stateDictPath, std::string("G_ema"));
        QCOMPARE(file.stateDictSize, want.size());
        QVERIFY(file.tensors.contains("D.weight") && file.tensors.contains("G.mapping.w_avg"));
        QCOMPARE(file.details.at("training_set_kwargs").at("max_size").get<int>(), 7);
    }

    void aPublishedStudentPickledWholeIsItsTensorsAndBits() {
        const core::LoadedFile file = load(wholeStudent());
        QCOMPARE(file.stateDictSize, std::size_t(2));
        QVERIFY(file.tensors.at("conv1.weight").sizes() == at::IntArrayRef({2, 2}));
        QVERIFY(file.tensors.at("act.x_min").sizes() == at::IntArrayRef({1}));
        QCOMPARE(file.tensors.metadata.at(core::kWeightBitsKey), std::string("4"));
        QCOMPARE(file.tensors.metadata.at(core::kActivationBitsKey), std::string("6"));
        // The same of a package that is not known is refused by its name.
        refuses(wholeStudent("somewhere.models"), "somewhere.models.MobileFaceNet");
    }

    void aClassOfAKnownPackageIsNeverCalled() {
        refuses(PickleWriter().global("periocular.utils", "run").raw(")R").done(), "periocular.utils.run");
        refuses(PickleWriter().global("builtins", "getattr").global("builtins", "int").text("x").raw("\x86R").done(),
                "builtins.getattr");
    }

    void theEndingOfACheckpointDoesNotMatter() {
        const std::string tar = folder_.filePath("model_best.pth.tar").toStdString();
        core::writeFile(tar, legacyFile(PickleWriter(2)
                                            .raw("}")
                                            .text("state_dict")
                                            .raw("}")
                                            .text("module.w")
                                            .tensor("0", 4, 0, {4}, {1})
                                            .raw("ss")
                                            .done(),
                                        {"0"}, 4));
        QVERIFY(core::loadStateDict(tar).contains("w"));
    }

    void weightsOfACheckpointAreFoundBelowUsualNames_data() {
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QString>("place");
        QTest::newRow("average before plain") << QStringList{"g", "g_ema"} << "g_ema";
        QTest::newRow("weights before optimizer") << QStringList{"optimizer", "model"} << "model";
        QTest::newRow("an unknown name") << QStringList{"optimizer", "augen"} << "augen";
    }
    void weightsOfACheckpointAreFoundBelowUsualNames() {
        QFETCH(QStringList, keys);
        QFETCH(QString, place);
        PickleWriter writer(2);
        writer.raw("}(");
        for (const QString& key : keys)
            writer.text(key.toStdString()).raw("}").text("module.w").tensor("0", 4, 0, {2, 2}, {2, 1}).raw("s");
        const core::LoadedFile file = load(legacyFile(writer.raw("u").done(), {"0"}, 4));
        QCOMPARE(QString::fromStdString(file.stateDictPath), place);
        QCOMPARE(file.stateDictSize, std::size_t(1));
        QVERIFY(file.tensors.contains("w"));
        QCOMPARE(file.tensors.size(), std::size_t(2));
    }

    void theModulePrefixStaysWhereNotAllNamesHaveIt() {
        PickleWriter writer(2);
        writer.raw("}(").text("module.a").tensor("0", 1, 0, {1}, {1}).text("b").tensor("0", 1, 0, {1}, {1}).raw("u");
        QVERIFY(load(legacyFile(writer.done(), {"0"}, 1)).tensors.contains("module.a"));
    }

    void cyclesAndDoublingListsEnd() {
        // A table that holds itself beside a tensor.
        PickleWriter writer(2);
        writer.raw("}q").raw(std::string(1, '\0')).raw("(").text("self").raw("h").raw(std::string(1, '\0'));
        writer.text("w").tensor("0", 1, 0, {1}, {1}).raw("u");
        refuses(legacyFile(writer.done(), {"0"}, 1), "nested");
        refuses(doublingLists(), "nested");
    }

    void hostilePicklesAreRefused_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const std::string& content, const char* part) {
            QTest::newRow(name) << asBytes(content) << QString(part);
        };
        const auto tensor = [](std::int32_t count, std::int32_t offset, std::initializer_list<std::int32_t> sizes,
                               std::initializer_list<std::int32_t> strides) {
            return legacyFile(
                PickleWriter(2).raw("}").text("w").tensor("0", count, offset, sizes, strides).raw("s").done(), {"0"},
                4);
        };
        row("marks 200,000 deep", PickleWriter().raw(repeated("(", 200'000)).done(), "deeply");
        row("lists 200,000 deep", PickleWriter().raw(repeated("]", 200'000) + repeated("a", 199'999)).done(), "nested");
        row("tuples 300,000 deep", PickleWriter().raw(")" + repeated("\x85", 300'000)).done(), "nested");
        row("more values than bounds", PickleWriter().raw(repeated("]0", 1'000'100)).done(), "more values");
        row("a copied list again and again",
            PickleWriter()
                .raw("](")
                .raw(repeated("N", 5000))
                .raw("e\x94")
                .raw(repeated(std::string("c__builtin__\nset\nh\0\x85R0", 22), 500))
                .done(),
            "more values");
        row("unknown class", PickleWriter().global("os", "system").done(), "os.system");
        row("a class by two texts", PickleWriter().text("subprocess").text("Popen").raw("\x93").done(),
            "subprocess.Popen");
        row("an instance of old", PickleWriter().raw("(ios\nsystem\n").done(), "os.system");
        row("a dotted way to a class",
            PickleWriter().text("collections").text("OrderedDict.fromkeys").raw("\x93").done(), "fromkeys");
        row("a name over two lines", PickleWriter().text("a\nb").text("c\x1b[2J").raw("\x93").done(), "a?b.c?[2J");
        row("a call of a text", PickleWriter().text("x").raw(")R").done(), "no class");
        row("a registered extension", PickleWriter().raw("\x82\x01").done(), "unknown or unsafe");
        row("a type called", PickleWriter().global("builtins", "int").raw(")R").done(), "described wrongly");
        row("a layer called as a storage",
            PickleWriter()
                .raw("(")
                .text("storage")
                .global("torch.nn.modules.linear", "Linear")
                .text("0")
                .text("cpu")
                .whole(1)
                .raw("tQ")
                .done(),
            "described wrongly");
        row("no stop", PickleWriter().raw("N").done().substr(0, 3), "ends too early");
        row("stop without value", PickleWriter().done(), "where there is none");
        row("a value below the mark", PickleWriter().raw("N(\x85").done(), "where there is none");
        row("a memo never set", PickleWriter().raw("h\x05").done(), "never remembered");
        row("protocol 9", PickleWriter(9).raw("N").done(), "newer than 5");
        row("text that is no UTF-8", PickleWriter().text("\xff\xfe").done(), "UTF-8");
        row("an odd table", PickleWriter().raw("(NNNd").done(), "without a value");
        row("frame beyond the end",
            PickleWriter().raw(std::string_view("\x95\xff\xff\xff\xff\xff\xff\xff\x7fN", 10)).done(), "frame");
        row("nothing but a number", PickleWriter().whole(5).done(), "no tensor");
        row("tensor beyond its storage", tensor(4, 0, {5}, {1}), "outside its own data");
        row("offset beyond its storage", tensor(4, 3, {2}, {1}), "outside its own data");
        row("stride beyond its storage", tensor(4, 0, {2, 2}, {3, 1}), "outside its own data");
        row("negative offset", tensor(4, -1, {1}, {1}), "impossible shape");
        row("negative size", tensor(4, 0, {-1}, {1}), "impossible shape");
        row("negative stride", tensor(4, 3, {2}, {-1}), "impossible shape");
        row("fewer strides than sizes", tensor(4, 0, {1, 1}, {1}), "impossible shape");
        row("product overflows", tensor(4, 0, {2147483647, 2147483647, 2147483647}, {0, 0, 0}), "impossible shape");
        row("a huge expanded view", tensor(4, 0, {2147483647, 64}, {0, 0}), "claim far more");
        row("storage that claims too much", tensor(400, 0, {400}, {1}), "missing or cut");
        row("negative storage", tensor(-4, 0, {0}, {1}), "described wrongly");
        row("storage that is not there", legacyFile(PickleWriter(2).tensor("7", 4, 0, {4}, {1}).done(), {}, 4),
            "missing or cut");
        row("storage that nobody asked for",
            legacyFile(PickleWriter(2).tensor("7", 4, 0, {4}, {1}).done(), {"7", "8"}, 4), "does not use");
        row("files inside files inside files", nested(nested(legacyFile(PickleWriter(2).raw("N").done(), {}, 0))),
            "inside files");
    }
    void hostilePicklesAreRefused() {
        QFETCH(QByteArray, content);
        QFETCH(QString, part);
        refuses(content.toStdString(), part);
    }

    void bytesInsideBytesAreNotReadAgainAndAgain() {
        // One long inner file, asked for many times: the budget of operations and values is shared.
        PickleWriter inner(2);
        inner.raw(repeated("N0", 20'000)).raw("N");
        PickleWriter writer(2);
        writer.bytes(legacyFile(inner.done(), {}, 0)).raw("q").raw(std::string(1, '\0'));
        writer.global("torch.storage", "_load_from_bytes").raw("q\x01");
        for (int i = 0; i < 2'000; ++i) writer.raw("h\x01h").raw(std::string_view("\0\x85R0", 4));
        refuses(writer.raw("N").done(), "more steps");
    }

    void aBigEndianComputersFileIsRefusedWithAdvice() {
        core::writeFile(path_, legacyFile(PickleWriter(2).raw("N").done(), {}, 0, "\x89"));
        SYPER_REFUSES(core::loadFile(path_), Errc::Unsupported);
    }

    void bytesThatAreNoBoolsBecomeBools() {
        PickleWriter writer(2);
        writer.raw("}").text("w").global("torch._utils", "_rebuild_tensor_v2").raw("((").text("storage");
        writer.global("torch", "BoolStorage").text("0").text("cpu").whole(3).raw("tQ").whole(0);
        writer.tuple({3}).tuple({1}).raw("\x89}tRs");
        std::string file = legacyFile(writer.done(), {"0"}, 0);
        const std::int64_t count = 3;
        file.replace(file.size() - 8, 8,
                     std::string(reinterpret_cast<const char*>(&count), 8) + std::string("\0\x07\xff", 3));
        const at::Tensor got = load(file).tensors.at("w");
        QVERIFY(at::equal(got, at::tensor({0, 1, 1}).to(at::kBool)));
    }

private:
    /// A student that was pickled whole, as the published code saves it beside its state dict.
    static std::string wholeStudent(const char* package = "periocular.backbones.mobilefacenet") {
        const auto layer = [](PickleWriter& to, const std::string& module, const char* name) -> PickleWriter& {
            return to.global(module, name).raw(")\x81}(");
        };
        const auto ordered = [](PickleWriter& to, const char* key) -> PickleWriter& {
            return to.text(key).global("collections", "OrderedDict").raw(")R(");
        };
        PickleWriter w(2);
        layer(w, package, "MobileFaceNet").text("training").raw("\x89").text("dropout").raw("N");
        ordered(w, "_parameters").raw("u");
        ordered(w, "_buffers").raw("u");
        ordered(w, "_modules").text("conv1");
        layer(w, "periocular.quantization.modules", "Quant_Conv2d").text("weight_bit").whole(4);
        w.text("weight_function").global("builtins", "getattr");
        w.global("periocular.quantization.functions", "AsymmetricQuantFunction").text("apply").raw("\x86R");
        ordered(w, "_parameters").text("weight").global("torch._utils", "_rebuild_parameter");
        w.tensor("0", 4, 0, {2, 2}, {2, 1}).raw("\x88").global("collections", "OrderedDict").raw(")R\x87R").raw("u");
        ordered(w, "_buffers").raw("u");
        ordered(w, "_modules").raw("u").raw("ub");
        w.text("act");
        layer(w, "periocular.quantization.modules", "QuantAct").text("activation_bit").whole(6);
        ordered(w, "_parameters").raw("u");
        ordered(w, "_buffers").text("x_min").tensor("0", 4, 1, {1}, {1}).raw("u");
        ordered(w, "_modules").raw("u").raw("ub");
        return legacyFile(w.raw("u").raw("ub").done(), {"0"}, 4);
    }

    static std::string nested(const std::string& inner) {
        return legacyFile(PickleWriter(2).global("torch.storage", "_load_from_bytes").bytes(inner).raw("\x85R").done(),
                          {}, 0);
    }

    core::LoadedFile load(const std::string& content) {
        core::writeFile(path_, content);
        return core::loadFile(path_);
    }

    void refuses(const std::string& content, const QString& part) {
        core::writeFile(path_, content);
        QString said;
        try {
            (void)core::loadStateDict(path_);
        } catch (const core::Error& error) {
            QCOMPARE(error.code(), Errc::BadFormat);
            said = error.what();
        }
        QVERIFY2(!said.isEmpty() && said.contains(part) && !said.contains('\n'), qPrintable(said));
    }

    QTemporaryDir folder_;
    std::string path_ = folder_.filePath("file.pkl").toStdString();
};

QTEST_APPLESS_MAIN(TestFormatsPickle)
#include "tst_formats_pickle.moc"
