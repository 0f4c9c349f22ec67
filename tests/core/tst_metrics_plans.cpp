// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "core/api/test_plan.h"
#include "core/util/files.h"
#include "support/protocol_trees.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;

namespace {

void putNothing(const std::filesystem::path& file) {
    core::writeFile(file, "x");
}

/// "a b 1|c d 0" with pictures by name.
QString pairsText(const core::TestPlan& plan) {
    QStringList rows;
    for (const core::PicturePair& pair : plan.pairs)
        rows << QStringLiteral("%1 %2 %3")
                    .arg(QString::fromStdString(plan.pictures[std::size_t(pair.a)].name),
                         QString::fromStdString(plan.pictures[std::size_t(pair.b)].name))
                    .arg(pair.genuine ? 1 : 0);
    return rows.join('|');
}

}  // namespace

class TestMetricsPlans : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void labelsNameClasses_data() {
        QTest::addColumn<QByteArray>("table");
        QTest::newRow("header") << QByteArray("file,identity,side,mirrored\na.png,x,L,1\nb.png,x,R,0\nc.png,y,L,\n");
        QTest::newRow("other order") << QByteArray(
            "side;identity;file;mirrored\nleft;x;a.png;1\nR;x;b.png;0\nl;y;c.png;\n");
        QTest::newRow("bare") << QByteArray("a.png x L\nb.png x R\nc.png y L\n");
    }
    void labelsNameClasses() {
        QFETCH(QByteArray, table);
        for (const char* name : {"a.png", "b.png", "c.png"}) putNothing(path("set") / name);
        core::writeFile(path("set/labels.csv"), std::string_view(table.constData(), std::size_t(table.size())));
        const core::TestPlan plan = core::planFromLabels(path("set/labels.csv"));
        QVERIFY(plan.allPairs && plan.identification);
        QCOMPARE(plan.pictures.size(), std::size_t(3));
        QVERIFY(plan.pictures[0].of.subject == plan.pictures[1].of.subject);
        QVERIFY(plan.pictures[0].of.side != plan.pictures[1].of.side);
        QVERIFY(plan.pictures[0].of.side == plan.pictures[2].of.side);
        QCOMPARE(plan.subjects, (std::vector<std::string>{"x", "y"}));
        QVERIFY(plan.pictures[0].file == path("set/a.png"));
        QCOMPARE(plan.pictures[0].mirrored.has_value(), table.contains("mirrored"));
        QVERIFY(!plan.pictures[2].mirrored.has_value());
    }
    void labelsWithoutSideHaveOneClassAnIdentity() {
        for (const char* name : {"a.png", "b.png"}) putNothing(path("plain") / name);
        core::writeFile(path("plain/l.csv"), "file,identity\na.png,x\nb.png,x\na.png,x\n");
        const core::TestPlan plan = core::planFromLabels(path("plain/l.csv"));
        QVERIFY(plan.pictures[0].of == plan.pictures[1].of);
        QCOMPARE(plan.pictures.size(), std::size_t(2));
        QCOMPARE(plan.notes.size(), std::size_t(1));  // the repeated row
    }
    void groupsAreJudgedAtTheThresholdsOfAll() {
        for (const char* name : {"a.png", "b.png", "c.png", "d.png"}) putNothing(path("groups") / name);
        core::writeFile(path("groups/l.csv"),
                        "file,identity,Tone\na.png,x,dark\nb.png,x,dark\nc.png,y,light\nd.png,z,light\n");
        const core::TestPlan plan = core::planFromLabels(path("groups/l.csv"), "tone");
        QCOMPARE(plan.pictures[1].group, std::string("dark"));
        // Pairs ab (genuine), ac, ad, bc, bd, cd: those across groups are nobody's.
        const core::Comparisons comparisons{.scores = {0.4, 0.9, 0.9, 0.9, 0.9, 0.6},
                                            .labels = {1, 0, 0, 0, 0, 0},
                                            .subjectA = {},
                                            .subjectB = {},
                                            .pictureA = {0, 0, 0, 1, 1, 2},
                                            .pictureB = {1, 2, 3, 2, 3, 3}};
        core::VerificationFigures whole;
        whole.thresholdAtMost = {0.5, std::nullopt, std::nullopt, std::nullopt, std::nullopt};
        const auto groups = core::groupFigures(plan, comparisons, whole);
        QCOMPARE(groups.size(), std::size_t(2));
        QCOMPARE(groups[0].name, std::string("dark"));
        QCOMPARE(groups[0].genuine + groups[1].impostor, 2);
        QCOMPARE(groups[0].impostor + groups[1].genuine, 0);
        QCOMPARE(groups[0].fnmr[0], std::optional(1.0));
        QVERIFY(!groups[0].fmr[0] && !groups[1].fnmr[0] && !groups[0].fnmr[1]);
        QCOMPARE(groups[1].fmr[0], std::optional(1.0));
        whole.thresholdAtMost[0] = 0.7;
        QCOMPARE(core::groupFigures(plan, comparisons, whole)[1].fmr[0], std::optional(0.0));
        QVERIFY(core::groupFigures(core::planFromLabels(path("groups/l.csv")), comparisons, whole).empty());
    }
    void unusableLabelsAreRefused() {
        for (const char* name : {"a.png", "b.png"}) putNothing(path("bad") / name);
        const auto from = [&](const char* text) {
            core::writeFile(path("bad/l.csv"), text);
            return core::planFromLabels(path("bad/l.csv"));
        };
        SYPER_REFUSES(from("a.png,x\nnone.png,y\n"), Errc::NotFound);
        SYPER_REFUSES(from("a.png,x\nb.png\n"), Errc::BadFormat);
        SYPER_REFUSES(from("a.png,x\na.png,y\n"), Errc::BadFormat);
        SYPER_REFUSES(from("a.png,x,L\na.png,x,R\n"), Errc::BadFormat);
        SYPER_REFUSES(from("file,identity,mirrored\na.png,x,2\nb.png,x,0\n"), Errc::BadFormat);
        SYPER_REFUSES(from("a.png,x\n"), Errc::BadFormat);
        SYPER_REFUSES(from(""), Errc::BadFormat);
        SYPER_REFUSES(core::planFromLabels(path("bad/none.csv")), Errc::NotFound);
        from("a.png,x\nb.png,x\n");
        SYPER_REFUSES(core::planFromLabels(path("bad/l.csv"), "tone"), Errc::BadArgument);
        from("file,identity\na.png,x\nb.png,x\n");
        SYPER_REFUSES(core::planFromLabels(path("bad/l.csv"), "tone"), Errc::BadArgument);
    }

    void pairsJoinSubjectsAndNamePicturesOnce() {
        for (const char* name : {"a", "b", "c", "d e"}) putNothing(path("pairs") / name);
        core::writeFile(path("list.txt"), "image1 image2 label\na b 1\nb c 1\na \"d e\" 0\n");
        const core::TestPlan plan = core::planFromPairs(path("list.txt"), path("pairs"));
        QCOMPARE(pairsText(plan), QStringLiteral("a b 1|b c 1|a d e 0"));
        QCOMPARE(plan.pictures.size(), std::size_t(4));
        QVERIFY(plan.pictures[0].of == plan.pictures[2].of);
        QVERIFY(!(plan.pictures[0].of == plan.pictures[3].of));
        QCOMPARE(plan.subjects.size(), std::size_t(2));
        QVERIFY(!plan.identification);
    }
    void unusablePairsAreRefused() {
        putNothing(path("pairs/a"));
        const auto from = [&](const char* text) {
            core::writeFile(path("bad.txt"), text);
            return core::planFromPairs(path("bad.txt"), path("pairs"));
        };
        SYPER_REFUSES(from("a a\n"), Errc::BadFormat);
        SYPER_REFUSES(from("a a 2\n"), Errc::BadFormat);
        SYPER_REFUSES(from("a a yes\n"), Errc::BadFormat);
        SYPER_REFUSES(from("a missing 1\n"), Errc::NotFound);
        SYPER_REFUSES(from("\n"), Errc::BadFormat);
    }

    void ufprDropsPairsOfOnePersonsTwoEyes_data() {
        QTest::addColumn<QString>("protocol");
        for (const char* name : {"ufpr-closed-world", "ufpr-open-world", "ufpr-open-world-valopen"})
            QTest::newRow(name) << name;
    }
    void ufprDropsPairsOfOnePersonsTwoEyes() {
        QFETCH(QString, protocol);
        test::makeUfprTree(path("ufpr"), putNothing);
        const core::TestPlan plan = core::planFromProtocol(protocol.toStdString(), path("ufpr"), 1);
        QCOMPARE(pairsText(plan),
                 QStringLiteral("C0001S1I01L.jpg C0001S2I06L.jpg 1|C0001S1I01L.jpg C0002S1I01L.jpg 0|"
                                "C0002S1I01R.jpg C0002S2I06R.jpg 1|C0003S2I06R.jpg C0001S1I01R.jpg 0"));
        QCOMPARE(plan.pictures.size(), std::size_t(12));
        QVERIFY(plan.identification);
        QVERIFY(plan.pictures[0].of == plan.pictures[1].of);  // both eyes are one subject
        QCOMPARE(plan.subjects, (std::vector<std::string>{"0001", "0002", "0003"}));
        QCOMPARE(plan.name, protocol.toStdString() + ", fold 1");
        // The inner folder is as good as the outer one; a fold that is not there is named.
        QCOMPARE(core::planFromProtocol(protocol.toStdString(), path("ufpr/UFPR-Periocular"), 1).pairs.size(),
                 std::size_t(4));
        SYPER_REFUSES(core::planFromProtocol(protocol.toStdString(), path("ufpr"), 2), Errc::NotFound);
        SYPER_REFUSES(core::planFromProtocol(protocol.toStdString(), path("ufpr"), 0), Errc::BadArgument);
        SYPER_REFUSES(core::planFromProtocol(protocol.toStdString(), path("ufpr"), 4), Errc::BadArgument);
    }
    void ufprWithoutTheListHasNoRanksAndSaysSo() {
        test::makeUfprTree(path("listless"), putNothing);
        std::filesystem::remove(path("listless/UFPR-Periocular/experimentalProtocol/open_world/test_fold1.txt"));
        const core::TestPlan plan = core::planFromProtocol("ufpr-open-world", path("listless"), 1);
        QVERIFY(!plan.identification);
        QCOMPARE(plan.pairs.size(), std::size_t(4));
        QVERIFY(plan.notes[0].find("test_fold1.txt") != std::string::npos);
    }
    void ufprRefusesForeignNames() {
        test::makeUfprTree(path("foreign"), putNothing);
        core::writeFile(path("foreign/UFPR-Periocular/experimentalProtocol/open_world/test_pairs/fold1/c.txt"),
                        "x.jpg y.jpg 1\n");
        SYPER_REFUSES(core::planFromProtocol("ufpr-open-world", path("foreign"), 1), Errc::BadFormat);
    }

    void casiaComparesOnlyWhatItsListNames() {
        test::makeCasiaTree(path("casia"), putNothing);
        const core::TestPlan plan = core::planFromProtocol("casia-m1-s3", path("casia"), 0);
        QVERIFY(plan.allPairs && plan.identification);
        QCOMPARE(plan.pictures.size(), std::size_t(8));
        QCOMPARE(plan.subjects, (std::vector<std::string>{"0147", "0201"}));
        QVERIFY(plan.pictures[0].of.side != plan.pictures[1].of.side);
        SYPER_REFUSES(core::planFromProtocol("casia-m1-s3", path("casia"), 1), Errc::BadArgument);
        core::writeFile(path("casia/test_images.txt"), "M30147D01.jpg\n");
        SYPER_REFUSES(core::planFromProtocol("casia-m1-s3", path("casia"), 0), Errc::BadFormat);
        std::filesystem::remove(path("casia/test_images.txt"));
        SYPER_REFUSES(core::planFromProtocol("casia-m1-s3", path("casia"), 0), Errc::NotFound);
    }

    void lfwIsOneTestOrItsFolds() {
        test::makeLfwTree(path("lfw"), putNothing);
        QCOMPARE(pairsText(core::planFromProtocol("lfw", path("lfw"), 0)),
                 QStringLiteral("Ann_Lee_0001.jpg Ann_Lee_0002.jpg 1|Ann_Lee_0001.jpg Bo_Ek_0001.jpg 0|"
                                "Bo_Ek_0001.jpg Bo_Ek_0012.jpg 1|Bo_Ek_0012.jpg Cy_0001.jpg 0"));
        QCOMPARE(pairsText(core::planFromProtocol("lfw", path("lfw"), 2)),
                 QStringLiteral("Bo_Ek_0001.jpg Bo_Ek_0012.jpg 1|Bo_Ek_0012.jpg Cy_0001.jpg 0"));
        SYPER_REFUSES(core::planFromProtocol("lfw", path("lfw"), 3), Errc::BadArgument);
        const auto with = [&](const char* text) {
            core::writeFile(path("lfw/pairs.txt"), text);
            return core::planFromProtocol("lfw", path("lfw"), 0);
        };
        QCOMPARE(with("1\nCy\t1\t1\nCy\t1\tBo_Ek\t1\n").pairs.size(), std::size_t(2));
        SYPER_REFUSES(with("1\t2\nAnn_Lee\t1\t2\n"), Errc::BadFormat);
        SYPER_REFUSES(with("1\t1\nAnn_Lee\t1\tx\nAnn_Lee\t1\tCy\t1\n"), Errc::BadFormat);
        SYPER_REFUSES(with("1\t1\nAnn_Lee\t1\t3\nAnn_Lee\t1\tCy\t1\n"), Errc::NotFound);
        SYPER_REFUSES(with("1 2 3 4\n"), Errc::BadFormat);
        SYPER_REFUSES(with(""), Errc::BadFormat);
    }

    void identityFoldersAreClasses() {
        test::makeIdentityFolders(path("folders"), putNothing);
        const core::TestPlan plan = core::planFromProtocol("identity-folders", path("folders"), 0);
        QCOMPARE(plan.pictures.size(), std::size_t(5));
        QCOMPARE(plan.subjects, (std::vector<std::string>{"ann", "bo", "cy"}));
        QCOMPARE(plan.pictures[1].name, std::string("ann/deep/2.PNG"));
        std::filesystem::create_directories(path("void"));
        SYPER_REFUSES(core::planFromProtocol("identity-folders", path("void"), 0), Errc::NotFound);
        SYPER_REFUSES(core::planFromProtocol("identity-folders", path("missing"), 0), Errc::NotFound);
        SYPER_REFUSES(core::planFromProtocol("nonsense", path("folders"), 0), Errc::BadArgument);
    }

private:
    std::filesystem::path path(const char* name) const {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(TestMetricsPlans)
#include "tst_metrics_plans.moc"
