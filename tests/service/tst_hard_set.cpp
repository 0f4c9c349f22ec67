// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/hard_set.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/api/sampler.h"
#include "support/fake_network.h"
#include "vision/image_io.h"
#include "vision/picture_set.h"

using namespace syper;
using service::HardSet;
using service::HardSpot;

class TestHardSet : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> home_;
    std::unique_ptr<service::TaskRunner> tasks_;

    [[nodiscard]] QString folder() const { return home_->filePath(QStringLiteral("set")); }
    static core::SampleRequest request(std::uint32_t seed) { return {.seed = seed, .psi = 0.7}; }
    static HardSpot spot(std::uint32_t seed) {
        HardSpot made;
        made.recipe = QString::fromStdString(core::recipeText(request(seed), std::string(64, 'a')));
        made.start = QString::fromStdString(core::recipeText(request(0), std::string(64, 'a')));
        made.opinions = {{.name = QStringLiteral("teacher, \"best\""), .similarity = 0.875, .same = true},
                         {.name = QStringLiteral("student"),
                          .sha256 = QStringLiteral("ab"),
                          .weightBits = 4,
                          .activationBits = 4,
                          .similarity = 1.0 / 3.0,
                          .same = false,
                          .flipped = true}};
        return made;
    }
    void keep(HardSet& set, std::uint32_t seed) {
        QSignalSpy kept(&set, &HardSet::kept);
        set.keep(spot(seed), test::drawn(request(seed)));
        QTRY_COMPARE(kept.size(), 1);
    }

private Q_SLOTS:
    void init() {
        home_ = std::make_unique<QTemporaryDir>();
        tasks_ = std::make_unique<service::TaskRunner>();
    }
    void cleanup() { tasks_.reset(); }

    void whatIsKeptIsAPictureThatBringsItsRecipeBack() {
        HardSet set(*tasks_, folder());
        keep(set, 7);
        const QString path = folder() + QLatin1Char('/') + set.spots().front().file();
        const auto recipe = core::readPngRecipe(path.toStdString());
        QVERIFY(recipe.has_value());
        QVERIFY(core::parseRecipe(*recipe).request == request(7));
        const core::Image8 read = vision::readImage(path.toStdString()), drawn = test::drawn(request(7));
        QCOMPARE(QByteArrayView(read.data(), qsizetype(read.bytes())),
                 QByteArrayView(drawn.data(), qsizetype(drawn.bytes())));
    }

    void aRestartFindsEverythingAgain() {
        {
            HardSet set(*tasks_, folder());
            for (std::uint32_t seed = 0; seed < 5; ++seed) keep(set, seed);
        }
        HardSet set(*tasks_, folder());
        QTRY_COMPARE(set.spots().size(), std::size_t(5));
        for (std::uint32_t seed = 0; seed < 5; ++seed) {
            const HardSpot& found = set.spots()[seed];
            QCOMPARE(found.recipe, spot(seed).recipe);
            QCOMPARE(found.start, spot(seed).start);
            QCOMPARE(found.opinions.size(), std::size_t(2));
            QCOMPARE(found.opinions[1].similarity, 1.0 / 3.0);
            QCOMPARE(found.opinions[1].same, std::optional(false));
            QVERIFY(found.opinions[1].flipped);
            QCOMPARE(found.small.width(), HardSet::kSmall);
        }
    }

    void anIndexCutByACrashLosesItsLastLineAtMost() {
        {
            HardSet set(*tasks_, folder());
            for (std::uint32_t seed = 0; seed < 3; ++seed) keep(set, seed);
        }
        QFile index(folder() + QStringLiteral("/hard-set.jsonl"));
        QVERIFY(index.open(QIODevice::ReadWrite));
        QVERIFY(index.resize(index.size() - 20));
        index.close();
        HardSet set(*tasks_, folder());
        QTRY_COMPARE(set.spots().size(), std::size_t(2));
        keep(set, 9);  // what comes after the cut line is a line of its own
        HardSet again(*tasks_, folder());
        QTRY_COMPARE(again.spots().size(), std::size_t(3));
        QCOMPARE(again.spots().back().recipe, spot(9).recipe);
    }

    void aSpotWhosePictureIsGoneOrDamagedIsLeftOut() {
        {
            HardSet set(*tasks_, folder());
            for (std::uint32_t seed = 0; seed < 3; ++seed) keep(set, seed);
        }
        QVERIFY(QFile::remove(folder() + QLatin1Char('/') + spot(0).file()));
        QFile damaged(folder() + QLatin1Char('/') + spot(1).file());
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write("no picture");
        damaged.close();
        HardSet set(*tasks_, folder());
        QTRY_COMPARE(set.spots().size(), std::size_t(1));
        QCOMPARE(set.spots().front().recipe, spot(2).recipe);
    }

    void theSameSpotIsKeptOnce() {
        HardSet set(*tasks_, folder());
        QSignalSpy kept(&set, &HardSet::kept);
        for (int i = 0; i < 3; ++i) set.keep(spot(4), test::drawn(request(4)));
        QVERIFY(set.contains(spot(4).recipe));
        QTRY_COMPARE(kept.size(), 1);
        set.keep(spot(4), test::drawn(request(4)));
        keep(set, 5);
        QCOMPARE(set.spots().size(), std::size_t(2));
    }

    void removedSpotsCanBePutBack() {
        HardSet set(*tasks_, folder());
        for (std::uint32_t seed = 0; seed < 3; ++seed) keep(set, seed);
        QSignalSpy removed(&set, &HardSet::removed);
        set.remove({spot(0).recipe, spot(2).recipe, QStringLiteral("another")});
        QTRY_COMPARE(removed.size(), 1);
        QVERIFY(!QFile::exists(folder() + QLatin1Char('/') + spot(0).file()));
        const auto gone = removed.first().first().value<std::vector<HardSet::Removed>>();
        QCOMPARE(gone.size(), std::size_t(2));
        QSignalSpy kept(&set, &HardSet::kept);
        for (const auto& [one, picture] : gone) set.keep(one, picture);
        QTRY_COMPARE(kept.size(), 2);
        HardSet again(*tasks_, folder());
        QTRY_COMPARE(again.spots().size(), std::size_t(3));
    }

    void anExportIsAFolderThatQuantizeTakes() {
        HardSet set(*tasks_, folder());
        for (std::uint32_t seed = 0; seed < 3; ++seed) keep(set, seed);
        const QString out = home_->filePath(QStringLiteral("out/of it"));
        int pictures = 0;
        set.exportTo(out, [&pictures](int count) { pictures = count; });
        QTRY_COMPARE(pictures, 3);
        QCOMPARE(vision::openPictures({out.toStdString()})->size(), 3);
        QFile table(out + QStringLiteral("/hard-set.csv"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = table.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 1 + 3 * 2);
        QVERIFY(lines[1].contains(",\"teacher, \"\"best\"\"\","));
        QVERIFY(lines[2].endsWith(",student,ab,4,4,0.3333333333333333,0,1"));
        set.exportTo(out, [&pictures](int count) { pictures += count; });  // over what is there
        QTRY_COMPARE(pictures, 6);
    }

    void aFolderThatCannotBeMadeIsSaid() {
        QFile inTheWay(home_->filePath(QStringLiteral("file")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        HardSet set(*tasks_, home_->filePath(QStringLiteral("file/set")));
        QSignalSpy failed(&set, &HardSet::failed);
        set.keep(spot(1), test::drawn(request(1)));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().value<service::Failure>().text.contains(QStringLiteral("file/set")));
        QVERIFY(!set.contains(spot(1).recipe));
    }

    void whatWasBeingWrittenIsWrittenWhenTheProgramEnds() {
        HardSet set(*tasks_, folder());
        for (std::uint32_t seed = 0; seed < 20; ++seed) set.keep(spot(seed), test::drawn(request(seed)));
        QSignalSpy ended(tasks_.get(), &service::BackgroundService::ended);
        tasks_->shutDown();
        QTRY_COMPARE(ended.size(), 1);
        service::TaskRunner fresh;
        HardSet again(fresh, folder());
        QTRY_COMPARE(again.spots().size(), std::size_t(20));
    }
};

QTEST_GUILESS_MAIN(TestHardSet)
#include "tst_hard_set.moc"
