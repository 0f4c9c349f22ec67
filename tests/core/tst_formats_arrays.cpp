// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <zlib.h>

#include <cstring>

#include "core/formats/load.h"
#include "core/util/files.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

std::string sample(const std::string& name) {
    return test::dataPath("formats/" + name);
}

std::string npy(const std::string& header, std::size_t dataBytes, char version = 1) {
    std::string file("\x93NUMPY", 6);
    file += version;
    file += '\0';
    file += char(header.size() & 0xFF);
    file += char(header.size() >> 8);
    if (version > 1) file += std::string(2, '\0');
    return file + header + std::string(dataBytes, '\1');
}

void put(std::string& file, std::size_t at, std::uint32_t value, std::size_t bytes) {
    std::memcpy(file.data() + at, &value, bytes);
}

}  // namespace

class TestFormatsArrays : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void compressedArraysOfEveryTypeAreExact() {
        const core::TensorMap want = core::readSafetensors(sample("arrays.expected.safetensors"));
        const core::LoadedFile got = core::loadFile(sample("arrays.npz"));
        QCOMPARE(got.container, std::string("npz"));
        QCOMPARE(got.tensors.size(), want.size());
        for (const auto& [name, tensor] : want.entries()) {
            QCOMPARE(got.tensors.at(name).scalar_type(), tensor.scalar_type());
            QVERIFY2(at::equal(got.tensors.at(name), tensor), name.c_str());
        }
    }

    void storedArraysAndAllVersionsAreExact() {
        const core::TensorMap want = core::readSafetensors(sample("arrays.expected.safetensors"));
        const core::LoadedFile stored = core::loadFile(sample("stored.npz"));
        QVERIFY(at::equal(stored.tensors.at("act"), want.at("act")));
        QVERIFY(at::equal(stored.tensors.at("fortran"), want.at("fortran")));
        for (const char* version : {"1", "2", "3"}) {
            const core::TensorMap got = core::loadStateDict(sample(std::string("array.v") + version + ".npy"));
            QVERIFY(at::equal(got.at("data"), want.at(*version == '2' ? "fortran" : "act")));
        }
    }

    void anArchiveWithWideSizesIsRead() {
        // What a writer leaves that cannot know the sizes beforehand: 0xFFFFFFFF, and 64 bits in an extra field.
        const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n", array = npy(header, 12);
        const auto le = [](std::uint64_t value, int bytes) {
            return std::string(reinterpret_cast<const char*>(&value), std::size_t(bytes));
        };
        const auto crc = std::uint32_t(crc32_z(0, reinterpret_cast<const Bytef*>(array.data()), array.size()));
        const std::string sizes = le(array.size(), 8) + le(array.size(), 8), name = "wide.npy";
        const std::string common = le(45, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(crc, 4) + le(0xFFFFFFFF, 4) +
                                   le(0xFFFFFFFF, 4) + le(name.size(), 2);
        std::string file = "PK\3\4" + common + le(20, 2) + name + le(1, 2) + le(16, 2) + sizes + array;
        const std::uint64_t begin = file.size();
        file += "PK\1\2" + le(45, 2) + common + le(28, 2) + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 4) +
                le(0xFFFFFFFF, 4) + name + le(1, 2) + le(24, 2) + sizes + le(0, 8);
        const std::uint64_t size = file.size() - begin, end = file.size();
        file += "PK\6\6" + le(44, 8) + le(45, 2) + le(45, 2) + le(0, 4) + le(0, 4) + le(1, 8) + le(1, 8) + le(size, 8) +
                le(begin, 8);
        file += "PK\6\7" + le(0, 4) + le(end, 8) + le(1, 4);
        file += "PK\5\6" + le(0, 2) + le(0, 2) + le(0xFFFF, 2) + le(0xFFFF, 2) + le(0xFFFFFFFF, 4) + le(0xFFFFFFFF, 4) +
                le(0, 2);
        QTemporaryDir folder;
        const std::string path = folder.filePath("wide.npz").toStdString();
        core::writeFile(path, file);
        QVERIFY(core::loadStateDict(path).at("wide").sizes() == at::IntArrayRef({3}));
        core::writeFile(path, file.substr(0, file.size() - 60));
        SYPER_REFUSES(core::loadStateDict(path), Errc::BadFormat);
    }

    void hostileArraysAreRefused_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const std::string& content, Errc code = Errc::BadFormat) {
            QTest::newRow(name) << QByteArray(content.data(), qsizetype(content.size())) << int(code);
        };
        const auto shaped = [](const std::string& shape) {
            return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
        };
        row("only the mark", std::string("\x93NUMPY", 6));
        row("version 7", npy(shaped("(1,)"), 4, 7));
        row("header cut", npy(shaped("(1,)"), 0).substr(0, 40));
        row("too few bytes", npy(shaped("(2, 2)"), 15));
        row("negative size", npy(shaped("(-1,)"), 4));
        row("overflowing shape", npy(shaped("(4294967296, 4294967296, 4294967296)"), 4));
        row("overflow behind a zero", npy(shaped("(0, 9223372036854775807, 3)"), 4));
        row("a hundred sizes", npy(shaped("(" + QString("1, ").repeated(100).toStdString() + ")"), 4));
        row("no shape", npy("{'descr': '<f4', 'fortran_order': False}", 4));
        row("a key more", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", 4));
        row("columns", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4));
        row("an unclosed text", npy("{'descr': '<f4", 4));
        row("complex numbers", npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", 8), Errc::Unsupported);
        row("objects", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 8), Errc::Unsupported);
    }
    void hostileArraysAreRefused() {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        write(content.toStdString());
        SYPER_REFUSES(core::loadFile(path_), Errc(code));
    }

    void zipFilesThatLieAreRefused_data() {
        QTest::addColumn<QByteArray>("content");
        const std::string good = core::readFile(sample("stored.npz")), packed = core::readFile(sample("arrays.npz"));
        const auto row = [](const char* name, const std::string& content) {
            QTest::newRow(name) << QByteArray(content.data(), qsizetype(content.size()));
        };
        const auto changed = [](std::string file, std::size_t at, std::uint32_t value, std::size_t bytes) {
            put(file, at, value, bytes);
            return file;
        };
        const std::size_t end = good.size() - 22, first = good.find("PK\1\2"), second = good.find("PK\1\2", first + 4);
        const std::size_t deflated = packed.find("PK\1\2");
        row("no list of entries", good.substr(0, end));
        row("list beyond the end", changed(good, end + 16, 0x7FFFFFFF, 4));
        row("more entries than listed", changed(good, end + 10, 60000, 2));
        row("name longer than the list", changed(good, first + 28, 60000, 2));
        row("entry beyond the end", changed(good, first + 42, 0x7FFFFFFF, 4));
        row("entry longer than the file", changed(good, first + 20, 0x7FFFFFFF, 4));
        row("entry elsewhere", changed(good, first + 42, 7, 4));
        row("encrypted", changed(good, first + 8, 1, 2));
        row("another checksum", changed(good, first + 16, 12345, 4));
        row("two of one name", std::string(packed).replace(packed.find("PK\1\2", deflated + 4) + 46, 6, "u2.npy"));
        row("unpacks to a gigabyte", changed(packed, deflated + 24, 1 << 30, 4));
        row("unpacks to one byte less", changed(packed, deflated + 24, 1, 4));
        row("damaged stream", changed(packed, 80, 0xFFFFFFFF, 4));
        std::string overlapping = good;  // both entries claim the whole file
        put(overlapping, first + 20, std::uint32_t(good.size()), 4);
        put(overlapping, second + 20, std::uint32_t(good.size()), 4);
        row("entries over each other", overlapping);
        row("empty zip", good.substr(end).replace(8, 12, std::string(12, '\0')));
    }
    void zipFilesThatLieAreRefused() {
        QFETCH(QByteArray, content);
        write(content.toStdString());
        SYPER_REFUSES(core::loadFile(path_), Errc::BadFormat);
    }

    void filesOfOtherKindsAreNamed_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("web page") << QByteArray("<!DOCTYPE html><html>") << QByteArray("web page");
        QTest::newRow("LFS pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\n")
                                     << QByteArray("git lfs pull");
        QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n") << QByteArray("picture");
        QTest::newRow("prose") << QByteArray("hello, world") << QByteArray("none of");
    }
    void filesOfOtherKindsAreNamed() {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, part);
        write(content.toStdString());
        QByteArray said;
        try {
            (void)core::loadFile(path_);
        } catch (const core::Error& error) {
            said = error.what();
        }
        QVERIFY2(said.contains(part), said.constData());
    }

private:
    void write(const std::string& content) { core::writeFile(path_, content); }

    QTemporaryDir folder_;
    std::string path_ = folder_.filePath("file.npz").toStdString();
};

QTEST_APPLESS_MAIN(TestFormatsArrays)
#include "tst_formats_arrays.moc"
