// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tensors.h"

#include <QTemporaryDir>

#include "core/util/files.h"

using namespace syper;
using core::Errc;

namespace {

std::string withHeader(const std::string& json, std::size_t dataBytes = 0) {
    std::uint64_t size = json.size();
    std::string text(reinterpret_cast<const char*>(&size), 8);
    return text + json + std::string(dataBytes, '\0');
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTypeComesBackAsItWas() {
        core::TensorMap tensors;
        for (const at::ScalarType type : {at::kFloat, at::kHalf, at::kBFloat16, at::kDouble, at::kLong, at::kInt, at::kShort,
                                          at::kChar, at::kByte, at::kBool})
            tensors.set(at::toString(type), at::arange(6).reshape({2, 3}).to(type));
        tensors.set("scalar", at::scalar_tensor(3.5));
        tensors.set("empty", at::empty({0, 4}));
        tensors.metadata["note"] = "x";
        const std::string path = path_ + "/all.safetensors";
        core::writeSafetensors(path, tensors);
        const core::TensorMap back = core::readSafetensors(path);
        QCOMPARE(back.size(), tensors.size());
        QCOMPARE(back.metadata.at("note"), std::string("x"));
        for (const auto& [name, tensor] : tensors.entries()) {
            QCOMPARE(back.at(name).scalar_type(), tensor.scalar_type());
            QVERIFY(at::equal(back.at(name), tensor));
        }
        const std::string again = path_ + "/again.safetensors";
        core::writeSafetensors(again, back);
        QVERIFY(core::readFile(again) == core::readFile(path));
    }

    void stridedTensorsAreWrittenInOrder() {
        core::TensorMap tensors;
        tensors.set("t", at::arange(6, at::kFloat).reshape({2, 3}).t());
        core::writeSafetensors(path_ + "/t.safetensors", tensors);
        QVERIFY(at::equal(core::readSafetensors(path_ + "/t.safetensors").at("t"), tensors.at("t")));
    }

    void hostileFilesAreRefused_data() {
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char* name, const std::string& content) {
            QTest::newRow(name) << QByteArray(content.data(), qsizetype(content.size()));
        };
        row("empty", "");
        row("seven bytes", "1234567");
        row("header larger than file", std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8) + "{}");
        row("not JSON", withHeader("{\"a\":"));
        row("an array", withHeader("[1,2]"));
        row("unknown type", withHeader(R"({"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}})", 4));
        row("overflowing shape", withHeader(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})", 4));
        row("negative size", withHeader(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4));
        row("offsets past the end", withHeader(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4));
        row("offsets against shape", withHeader(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4));
        row("reversed offsets", withHeader(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4));
        row("a byte behind the data", withHeader(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 5));
        row("data of no tensor", withHeader("{}", 1));
        row("a hole", withHeader(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                 R"("b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                                 3));
        row("a hole before", withHeader(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2));
        row("shared bytes and a hole", withHeader(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                                                  R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                                                  4));
        row("deep", withHeader(std::string(100000, '[')));
    }
    void hostileFilesAreRefused() {
        QFETCH(QByteArray, content);
        core::writeFile(path_ + "/bad.safetensors", std::string_view(content.data(), std::size_t(content.size())));
        SYPER_REFUSES(core::readSafetensors(path_ + "/bad.safetensors"), Errc::BadFormat);
    }

    void tensorsMayStandInAnyOrder() {
        core::writeFile(path_ + "/order.safetensors",
                        withHeader(R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},)"
                                   R"("none":{"dtype":"U8","shape":[0],"data_offsets":[1,1]},)"
                                   R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
                                   3));
        QCOMPARE(core::readSafetensors(path_ + "/order.safetensors").size(), std::size_t(3));
    }

    void missingFileIsNamed() { SYPER_REFUSES(core::readSafetensors(path_ + "/none"), Errc::NotFound); }

private:
    QTemporaryDir folder_;
    std::string path_ = folder_.path().toStdString();
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
