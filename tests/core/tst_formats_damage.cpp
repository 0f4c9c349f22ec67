// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever happens to a file on its way: it is read, or refused in one line. Thousands of small damages, the same ones
// each time; run with the sanitizers too.
#include <sys/resource.h>

#include <QDir>
#include <QTemporaryDir>
#include <random>

#include "core/formats/load.h"
#include "core/util/files.h"
#include "support/tensors.h"

using namespace syper;

namespace {

constexpr int kDamagesAFile = 400;

/// One of: a byte changed, a length set to an extreme, a piece cut, doubled, or moved from elsewhere, the end lost.
std::string damaged(std::string content, std::mt19937& random) {
    const auto below = [&](std::size_t end) { return end == 0 ? 0 : random() % end; };
    for (std::size_t times = 1 + below(3); times > 0 && !content.empty(); --times) {
        const std::size_t at = below(content.size()),
                          length = 1 + below(std::min<std::size_t>(content.size() - at, 32));
        switch (below(7)) {
            case 0:
                content[at] = char(random());
                break;
            case 1:
                content[at] = char(content[at] ^ (1 << below(8)));
                break;
            case 2:
                content.replace(at, std::min<std::size_t>(length, 8), std::min<std::size_t>(length, 8),
                                random() % 2 ? '\xff' : '\0');
                break;
            case 3:
                content.erase(at, length);
                break;
            case 4:
                content.insert(at, content.substr(at, length));
                break;
            case 5:
                content.replace(at, length, content.substr(below(content.size()), length));
                break;
            default:
                content.resize(random() % 8 == 0 ? at : content.size());
                break;
        }
    }
    return content;
}

std::size_t peakBytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return std::size_t(usage.ru_maxrss) * 1024;
}

}  // namespace

class TestFormatsDamage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void damagedFilesAreReadOrRefused_data() {
        QTest::addColumn<QString>("file");
        const QDir folder(QString::fromStdString(test::dataPath("formats")));
        for (const QString& file : folder.entryList(QDir::Files, QDir::Name))
            if (!file.endsWith(QLatin1String(".md"))) QTest::newRow(qPrintable(file)) << file;
    }
    void damagedFilesAreReadOrRefused() {
        QFETCH(QString, file);
        const std::string whole = core::readFile(test::dataPath("formats/" + file.toStdString()));
        const std::string path = folder_.filePath("damaged").toStdString();
        std::mt19937 random(unsigned(qHash(file, 1)));
        const std::size_t before = peakBytes();
        for (int i = 0; i < kDamagesAFile; ++i) {
            core::writeFile(path, damaged(whole, random));
            try {
                const core::LoadedFile got = core::loadFile(path);
                for (const auto& entry : got.tensors.entries())
                    QVERIFY(entry.tensor.sum().defined());  // reads every element
            } catch (const core::Error& error) {
                QVERIFY2(!QByteArray(error.what()).contains('\n'), error.what());
            }
        }
        QVERIFY2(peakBytes() - before < (std::size_t(256) << 20), "a small file took over 256 MB");
    }

private:
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestFormatsDamage)
#include "tst_formats_damage.moc"
