// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tensors.h"

#include <QDir>
#include <QTemporaryDir>

#include "core/formats/load.h"
#include "core/util/files.h"

using namespace syper;
using core::Errc;

namespace {

std::string sample(const QString& name) {
    return test::dataPath("formats/" + name.toStdString());
}

/// The expected arrays widen f16 and bf16 to f32, and hold bool as u8.
at::Tensor asExpected(const at::Tensor& tensor) {
    if (tensor.scalar_type() == at::kHalf || tensor.scalar_type() == at::kBFloat16) return tensor.to(at::kFloat);
    return tensor.scalar_type() == at::kBool ? tensor.to(at::kByte) : tensor;
}

}  // namespace

class TestFormats : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void torchFilesGiveTheExactTensors_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("place");
        for (const char* kind : {"zip", "legacy"}) {
            const auto row = [&](const char* name, int count, const char* place) {
                const QString file = QString("%1.%2.pth").arg(name, kind);
                QTest::newRow(qPrintable(file)) << file << count << place;
            };
            row("plain", 13, "");
            row("ordered", 13, "");
            row("nested", 13, "state_dict");
            row("parameters", 1, "");
        }
    }
    void torchFilesGiveTheExactTensors() {
        QFETCH(QString, file);
        QFETCH(int, count);
        QFETCH(QString, place);
        const core::TensorMap want = core::readSafetensors(sample("expected.safetensors"));
        const core::LoadedFile got = core::loadFile(sample(file));
        QCOMPARE(got.stateDictSize, std::size_t(count));
        QCOMPARE(QString::fromStdString(got.stateDictPath), place);
        for (std::size_t i = 0; i < got.stateDictSize; ++i) {
            const auto& [name, tensor] = got.tensors.entries()[i];
            QVERIFY2(want.contains(name), name.c_str());
            const at::Tensor same = asExpected(tensor);
            QCOMPARE(same.scalar_type(), want.at(name).scalar_type());
            QVERIFY2(at::equal(same, want.at(name)), name.c_str());
        }
    }

    void storagesStaySharedAndStrided() {
        for (const char* kind : {"zip", "legacy"}) {
            const core::TensorMap got = core::loadStateDict(sample(QString("plain.%1.pth").arg(kind)));
            const at::Tensor &whole = got.at("shared_a"), &rows = got.at("shared_rows");
            QVERIFY(rows.data_ptr<float>() == whole.data_ptr<float>() + 16);
            QVERIFY(got.at("transposed").data_ptr() == whole.data_ptr());
            QVERIFY(!got.at("transposed").is_contiguous());
        }
    }

    void aCheckpointsOtherContentsAreKept() {
        const core::LoadedFile got = core::loadFile(sample("nested.zip.pth"));
        QVERIFY(got.tensors.contains("optimizer.state.0.momentum_buffer"));
        QCOMPARE(got.tensors.size(), std::size_t(14));
        QCOMPARE(got.details.at("epoch").get<int>(), 7);
        QCOMPARE(got.details.at("arch").get<std::string>(), std::string("mobilefacenet"));
        QVERIFY(!core::loadStateDict(sample("nested.zip.pth")).contains("optimizer.state.0.momentum_buffer"));
    }

    void aWholeModuleIsReadForItsTensorsAlone() {
        const core::TensorMap got = core::loadStateDict(sample("whole_module.pth"));
        QCOMPARE(got.size(), std::size_t(2));
        QVERIFY(got.at("0.weight").sizes() == at::IntArrayRef({2, 3}));
        QVERIFY(got.at("0.bias").sizes() == at::IntArrayRef({2}));
    }

    void hostileFilesAreRefused_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("names");
        const auto row = [](const char* file, const char* names) {
            QTest::newRow(file) << QString(file) << QString(names);
        };
        row("refuse_bytes8.pkl", "ends too early");
        row("refuse_empty.pth", "empty");
        row("refuse_eval.pkl", "builtins.eval");
        row("refuse_getattr.pkl", "builtins.getattr");
        row("refuse_os_system.pkl", "posix.system");
        row("refuse_memo.pkl", "where there is none");
        row("refuse_header.safetensors", "header");
        row("refuse_shape.safetensors", "shape");
        row("refuse_truncated.legacy.pth", "cut");
        row("refuse_truncated.zip.pth", "cut");
    }
    void hostileFilesAreRefused() {
        QFETCH(QString, file);
        QFETCH(QString, names);
        QString said;
        try {
            (void)core::loadFile(sample(file));
        } catch (const core::Error& error) {
            QCOMPARE(error.code(), Errc::BadFormat);
            said = error.what();
        }
        QVERIFY2(said.contains(names), qPrintable(said));
        QVERIFY(said.contains(file));
        QVERIFY(!said.contains('\n'));
    }
};

QTEST_APPLESS_MAIN(TestFormats)
#include "tst_formats.moc"
