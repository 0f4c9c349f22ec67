// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/formats/safetensors.h"
#include "core/formats/zip_writer.h"
#include "support/picture_bytes.h"
#include "support/tensors.h"
#include "vision/picture_files.h"
#include "vision/picture_set.h"

using namespace syper;
using namespace syper::test;
using core::Errc;

namespace {

/// A folder of small pictures that know their left from their right: red upper left, green upper right.
class Folder {
public:
    void add(const QString& name, const QByteArray& bytes = encoded(cornerPicture(16, 16), ".png")) const {
        QDir().mkpath(QFileInfo(path(name)).path());
        writeBytes(path(name), bytes);
    }
    [[nodiscard]] QString path(const QString& name) const { return dir_.filePath(name); }
    [[nodiscard]] std::string at(const QString& name = {}) const { return dir_.filePath(name).toStdString(); }
    [[nodiscard]] std::string root() const { return dir_.path().toStdString(); }

private:
    QTemporaryDir dir_;
};

bool isMirrored(const core::ImageSet& set, std::int64_t index) {
    std::vector<float> pixels(3 * 16 * 16);
    set.load(index, 16, pixels);
    return pixels[0] < 0.0F;  // red is not at the upper left
}

QStringList namesBelow(const core::ImageSet& set, const std::string& root) {
    QStringList names;
    for (std::int64_t i = 0; i < set.size(); ++i)
        names += QString::fromStdString(set.name(i)).mid(qsizetype(root.size()) + 1);
    return names;
}

}  // namespace

class TestPictureSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foldersAreWalkedInTheOrderOfPathBytes() {
        const Folder folder;
        for (const char* name : {"b/2.png", "b/10.png", "a.png", "B.png", "b.png", "é.png"})
            folder.add(QString::fromUtf8(name));
        folder.add("notes.txt", "words");
        folder.add("keep.csv", "file\na.png\n");
        folder.add(".hidden.png");
        folder.add(".cache/x.png");
        const auto set = vision::openPictures({folder.root()});
        const QStringList wanted = {"B.png", "a.png", "b.png", "b/10.png", "b/2.png", QString::fromUtf8("é.png")};
        QCOMPARE(namesBelow(*set, folder.root()), wanted);
    }
    void picturesWithoutAnEndingAreFound() {
        const Folder folder;
        folder.add("portrait", encoded(cornerPicture(16, 16), ".jpg"));
        QCOMPARE(vision::openPictures({folder.root()})->size(), 1);
    }
    void brokenPicturesAreListedAndNamedWhenLoaded() {
        const Folder folder;
        folder.add("a.png", "not a picture");
        const auto set = vision::openPictures({folder.root()});
        QCOMPARE(set->size(), 1);
        std::vector<float> pixels(3 * 16 * 16);
        SYPER_REFUSES(set->load(0, 16, pixels), Errc::BadFormat);
        SYPER_REFUSES(set->load(1, 16, pixels), Errc::BadArgument);
        SYPER_REFUSES(set->load(-1, 16, pixels), Errc::BadArgument);
    }
    void listsKeepTheirOrderAndLookBesideThemselves() {
        const Folder folder;
        folder.add("sub/x.png");
        folder.add("y.png");
        folder.add("files.txt", "sub/x.png\r\n\n" + folder.path("y.png").toUtf8() + "\nsub/x.png");
        const auto set = vision::openPictures({"@" + folder.at("files.txt")});
        QCOMPARE(namesBelow(*set, folder.root()), QStringList({"sub/x.png", "y.png", "sub/x.png"}));
    }
    void whatIsMissingIsSaid() {
        const Folder folder;
        folder.add("files.txt", "nowhere.png\n");
        folder.add("empty.txt", "\n\n");
        QDir().mkpath(folder.path("bare"));
        SYPER_REFUSES(vision::openPictures({}), Errc::BadArgument);
        SYPER_REFUSES(vision::openPictures({folder.at("gone.png")}), Errc::NotFound);
        SYPER_REFUSES(vision::openPictures({folder.at("bare")}), Errc::NotFound);
        SYPER_REFUSES(vision::openPictures({"@" + folder.at("files.txt")}), Errc::NotFound);
        SYPER_REFUSES(vision::openPictures({"@" + folder.at("empty.txt")}), Errc::NotFound);
        SYPER_REFUSES(vision::openPictures({"@" + folder.at("none.txt")}), Errc::NotFound);
    }

    void leftEyesAreMirroredByTheFilesOwnName_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("mirrored");
        QTest::newRow("_left") << "x_left.png" << true;
        QTest::newRow("_left inside") << "x_left_01.png" << true;
        QTest::newRow("L before the ending") << "C0001S1I01L.png" << true;
        QTest::newRow("R before the ending") << "C0001S1I01R.png" << false;
        QTest::newRow("_right") << "x_right.png" << false;
        QTest::newRow("small l") << "model.png" << false;
        QTest::newRow("capital _LEFT") << "x_LEFT.png" << false;
        QTest::newRow("L within") << "xLy.png" << false;
        QTest::newRow("folder's name") << "eyes_left/x.png" << false;
        QTest::newRow("folder's L") << "SMALL/x.png" << false;
    }
    void leftEyesAreMirroredByTheFilesOwnName() {
        QFETCH(QString, name);
        QFETCH(bool, mirrored);
        const Folder folder;
        folder.add(name);
        const auto set = vision::openPictures({folder.root()});
        QCOMPARE(isMirrored(*set, 0), mirrored);
        QCOMPARE(set->mirroredCount(), mirrored ? 1 : 0);
        QCOMPARE(vision::openPictures({folder.root()}, {.mirror = vision::Mirror::None})->mirroredCount(), 0);
        const auto all = vision::openPictures({folder.root()}, {.mirror = vision::Mirror::All});
        QVERIFY(isMirrored(*all, 0));
    }
    void theColumnMirroredWinsOverTheName_data() {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("labels.csv") << "labels.csv"
                                    << QByteArray(
                                           "file,identity,side,mirrored\na_left.png,7,L,1\nb_left.png,7,L,0\n"
                                           "sub/c_left.png,8,L,1\nd.png,8,R,0\n");
        QTest::newRow("dataset.json, by name")
            << "dataset.json"
            << QByteArray(
                   R"({"labels":[["d.png",1]],"mirrored":{"a_left.png":1,"sub/c_left.png":true,"b_left.png":0}})");
        QTest::newRow("dataset.json, rows")
            << "dataset.json" << QByteArray(R"({"images":[{"file":"a_left.png","mirrored":1},
                                                              {"file":"sub/c_left.png","mirrored":"1"}]})");
    }
    void theColumnMirroredWinsOverTheName() {
        QFETCH(QString, table);
        QFETCH(QByteArray, text);
        const Folder folder;
        for (const char* name : {"a_left.png", "b_left.png", "d.png", "sub/c_left.png"}) folder.add(name);
        folder.add(table, text);
        const auto set = vision::openPictures({folder.root()});
        QCOMPARE(set->mirroredCount(), 1);  // b_left.png alone
        QVERIFY(isMirrored(*set, 1));
        QVERIFY(!isMirrored(*set, 3));
        QCOMPARE(vision::openPictures({folder.at("a_left.png")})->mirroredCount(), 0);
        QCOMPARE(vision::openPictures({folder.root()}, {.mirror = vision::Mirror::All})->mirroredCount(), 4);
    }
    void aTableThatIsNamedCountsToo() {
        const Folder folder;
        folder.add("eyes/a_left.png");
        folder.add("pairs.csv", "file,mirrored\neyes/a_left.png,1\n");
        QCOMPARE(vision::openPictures({folder.at("eyes")})->mirroredCount(), 1);
        QCOMPARE(vision::openPictures({folder.at("eyes")}, {.tables = {folder.at("pairs.csv")}})->mirroredCount(), 0);
    }
    void senselessTablesAreRefused() {
        const Folder folder;
        folder.add("a_left.png");
        folder.add("labels.csv", "file,mirrored\na_left.png,perhaps\n");
        SYPER_REFUSES(vision::openPictures({folder.root()}), Errc::BadFormat);
        folder.add("labels.csv", "file,mirrored\na_left.png\n");
        SYPER_REFUSES(vision::openPictures({folder.root()}), Errc::BadFormat);
        folder.add("labels.csv", "file,identity\na_left.png,3\n");
        QCOMPARE(vision::openPictures({folder.root()})->mirroredCount(), 1);
        folder.add("dataset.json", "{");
        SYPER_REFUSES(vision::openPictures({folder.root()}), Errc::BadFormat);
    }
    void mirrorTakesThreeWords() {
        QVERIFY(vision::parseMirror("auto") == vision::Mirror::Auto);
        QVERIFY(vision::parseMirror("none") == vision::Mirror::None);
        QVERIFY(vision::parseMirror("all") == vision::Mirror::All);
        SYPER_REFUSES(vision::parseMirror("left"), Errc::BadArgument);
    }

    void pixelsAreScaledAsTheModelsWereTrained() {
        const Folder folder;
        cv::Mat bgr(4, 4, CV_8UC3, cv::Scalar(255, 127, 0));
        folder.add("x.png", encoded(bgr, ".png"));
        const auto set = vision::openPictures({folder.root()});
        std::vector<float> pixels(3 * 7 * 7);
        set->load(0, 7, pixels);
        QCOMPARE(pixels[0], -1.0F);
        QCOMPARE(pixels[49], (127.0F / 255.0F - 0.5F) / 0.5F);
        QCOMPARE(pixels[2 * 49 + 48], 1.0F);
        std::vector<float> tooFew(10);
        SYPER_REFUSES(set->load(0, 7, tooFew), Errc::BadArgument);
    }
    void tensorsAreFedAsTheyAre() {
        const Folder folder;
        core::TensorMap tensors;
        const at::Tensor images = at::arange(2 * 3 * 5 * 5, at::kFloat).reshape({2, 3, 5, 5}) / 150.0;
        tensors.set("images", images);
        core::writeSafetensors(folder.at("eyes_left.safetensors"), tensors);
        folder.add("a.png");
        const auto set = vision::openPictures({folder.at("a.png"), folder.at("eyes_left.safetensors")},
                                              {.mirror = vision::Mirror::All});
        QCOMPARE(set->size(), 3);
        QCOMPARE(set->mirroredCount(), 1);
        std::vector<float> pixels(75);
        set->load(2, 5, pixels);
        QCOMPARE(pixels[3], images[1].flatten()[3].item<float>());
        QVERIFY(set->name(2).ends_with("eyes_left.safetensors#1"));
        SYPER_REFUSES(set->load(2, 6, pixels), Errc::BadShape);
    }
    void arraysAreTensorsToo() {
        const Folder folder;
        QByteArray header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 2, 2), }";
        header = header.leftJustified(117, ' ') + '\n';
        std::vector<float> values(12);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = float(i) / 12.0F;
        folder.add("eyes.npy", QByteArray("\x93NUMPY\x01\x00\x76\x00", 10) + header +
                                   QByteArray(reinterpret_cast<const char*>(values.data()), 48));
        const auto set = vision::openPictures({folder.at("eyes.npy")});
        std::vector<float> pixels(12);
        set->load(0, 2, pixels);
        QCOMPARE(pixels, values);
    }
    void tensorsOfAnotherShapeAreRefused() {
        const Folder folder;
        const auto refused = [&](const char* key, const at::Tensor& tensor, Errc code) {
            core::TensorMap tensors;
            tensors.set(key, tensor);
            core::writeSafetensors(folder.at("t.safetensors"), tensors);
            SYPER_REFUSES(vision::openPictures({folder.at("t.safetensors")}), code);
        };
        refused("pictures", at::zeros({1, 3, 4, 4}), Errc::BadFormat);
        refused("images", at::zeros({3, 4, 4}), Errc::BadShape);
        refused("images", at::zeros({1, 4, 4, 3}), Errc::BadShape);
        refused("images", at::zeros({0, 3, 4, 4}), Errc::BadShape);
        refused("images", at::zeros({1, 3, 4, 4}, at::kByte), Errc::BadShape);
    }

    void zipsOfPicturesAreSets() {
        const Folder folder;
        const std::string plain = encoded(cornerPicture(16, 16), ".png").toStdString();
        const std::vector<core::ZipMember> members{
            {"b/2.png", plain}, {"a_left.png", plain}, {"dataset.json", "{\"labels\": null}"}};
        folder.add("eyes.zip", QByteArray::fromStdString(core::zipBytes(members)));
        const auto set = vision::openPictures({folder.at("eyes.zip")});
        QCOMPARE(namesBelow(*set, folder.root()), (QStringList{"eyes.zip/a_left.png", "eyes.zip/b/2.png"}));
        QVERIFY(isMirrored(*set, 0) && !isMirrored(*set, 1));
        QCOMPARE(set->mirroredCount(), std::int64_t(1));
        QVERIFY(set->digest() != vision::openPictures({folder.at("eyes.zip")}, {.mirror = vision::Mirror::None})->digest());
        folder.add("words.zip",
                   QByteArray::fromStdString(core::zipBytes(std::vector<core::ZipMember>{{"a.txt", "b"}})));
        SYPER_REFUSES(vision::openPictures({folder.at("words.zip")}), Errc::NotFound);
        QByteArray damaged = QByteArray::fromStdString(core::zipBytes(members));
        damaged[damaged.indexOf("IDAT") + 8] = 'x';
        folder.add("damaged.zip", damaged);
        std::vector<float> pixels(3 * 16 * 16);
        SYPER_REFUSES(vision::openPictures({folder.at("damaged.zip")})->load(1, 16, pixels), Errc::BadFormat);
    }

    void aDataSetsTableNamesItsPictures() {
        const Folder folder;
        for (const char* name : {"0/a.png", "0/b.png", "other.png"}) folder.add(name);
        folder.add("dataset.json", R"({"labels": [["0/b.png", 1], ["0/a.png", 0]]})");
        const auto set = vision::openPictures({folder.at("dataset.json")});
        QCOMPARE(namesBelow(*set, folder.root()), (QStringList{"0/b.png", "0/a.png"}));
        folder.add("dataset.json", R"({"labels": null})");
        QCOMPARE(vision::openPictures({folder.at("dataset.json")})->size(), std::int64_t(3));
        folder.add("dataset.json", R"({"labels": []})");
        SYPER_REFUSES(vision::openPictures({folder.at("dataset.json")}), Errc::NotFound);
    }

    void theDigestFollowsContentAndMirroring() {
        const Folder folder;
        folder.add("a.png");
        folder.add("b.png", encoded(cornerPicture(20, 20), ".png"));
        const std::string first = vision::openPictures({folder.root()})->digest();
        QCOMPARE(vision::openPictures({folder.root()})->digest(), first);
        QVERIFY(vision::openPictures({folder.root()}, {.mirror = vision::Mirror::All})->digest() != first);
        QVERIFY(vision::openPictures({folder.at("b.png"), folder.at("a.png")})->digest() != first);
        folder.add("a.png", encoded(cornerPicture(17, 16), ".png"));
        QVERIFY(vision::openPictures({folder.root()})->digest() != first);
    }
    void theDigestSeesTheEndOfLargeFiles() {
        const Folder folder;
        QByteArray large(3 << 20, 'x');
        folder.add("a.png", large);
        const std::string first = vision::openPictures({folder.root()})->digest();
        large.back() = 'y';
        folder.add("a.png", large);
        QVERIFY(vision::openPictures({folder.root()})->digest() != first);
    }

    void generatedPicturesFitModelsOfAnySize() {
        const std::string network = dataPath("generator/tiny32.pkl");
        const auto set = vision::generatedPictures(network, 2);
        QCOMPARE(set->size(), std::int64_t(2));
        // As the same picture written to a file and opened.
        core::RunControl control;
        const core::Image8 picture =
            core::Sampler::load(network).sample({.seed = 1, .writer = core::Writer::Syper}, control);
        const Folder folder;
        core::writePng(folder.at("seed0001.png"), picture);
        const auto files = vision::openPictures({folder.at("seed0001.png")});
        for (const int side : {32, 64, 224}) {
            std::vector<float> made(3UL * std::size_t(side) * std::size_t(side)), read(made.size());
            set->load(1, side, made);
            files->load(0, side, read);
            QVERIFY(made == read);
        }
    }
};

QTEST_APPLESS_MAIN(TestPictureSet)
#include "tst_picture_set.moc"
