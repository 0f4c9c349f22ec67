// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <limits>

#include "core/formats/npy_writer.h"
#include "support/studio.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// Files of w brought into Explore, on an engine that draws (8 layers, w of 16 values).
class TestExploreLatents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        studio_ = std::make_unique<test::FakeStudio>();
        page_ = test::shownExplore(*studio_->engine);
        QTRY_VERIFY(test::settled(*page_));
        notices_ = std::make_unique<QSignalSpy>(page_.get(), &Page::notice);
    }
    void cleanup() {
        notices_.reset();
        page_.reset();
        studio_.reset();
    }

    void aFileOfWIsTheStateAndCanBeUndone_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<qint64>>("shape");
        QTest::addColumn<int>("values");
        QTest::newRow("w+ as the official projector writes it") << "projected_w.npz" << QList<qint64>{1, 8, 16} << 128;
        QTest::newRow("w with a batch of one") << "w.npz" << QList<qint64>{1, 16} << 16;
        QTest::newRow("one w") << "w.npz" << QList<qint64>{16} << 16;
        QTest::newRow("w+ as npy") << "w.npy" << QList<qint64>{8, 16} << 128;
        QTest::newRow("one w as npy") << "w.npy" << QList<qint64>{1, 16} << 16;
    }
    void aFileOfWIsTheStateAndCanBeUndone() {
        QFETCH(QString, name);
        QFETCH(QList<qint64>, shape);
        QFETCH(int, values);
        const core::SampleRequest before = request();
        open(write(name, shape, 0.5F));
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Good);
        QVERIFY(notice().text.contains(name));
        QVERIFY(request().w == std::vector<float>(std::size_t(values), 0.5F));
        QTRY_VERIFY(test::settled(*page_));
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(request() == before);
    }

    void aGivenLatentIsTruncatedWhenAskedTo() {
        open(write(QStringLiteral("w.npz"), {1, 16}, 0.5F));
        QTRY_VERIFY(!request().w.empty() && test::settled(*page_));
        ValueSlider* psi = page_->controls().psi();
        QVERIFY(psi->isEnabled() && page_->controls().cutoff()->isEnabled());
        QCOMPARE(psi->value(), 1.0);  // as it is
        QVERIFY(!request().edits.truncateGiven);
        // The strip leads to different pictures, the first of them the average.
        const auto steps = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QTRY_COMPARE(steps[2]->text(), QStringLiteral("0.40"));
        QTest::mouseClick(steps[2], Qt::LeftButton);
        QVERIFY(request().edits.truncateGiven);
        QCOMPARE(request().psi, 0.4);
        QCOMPARE(psi->value(), 0.4);
        psi->slider()->setFocus();
        QTest::keyClick(psi->slider(), Qt::Key_Right);
        QCOMPARE(request().psi, 0.41);
        QTest::mouseDClick(psi->slider(), Qt::LeftButton, {}, {10, psi->slider()->height() / 2});
        QVERIFY(!request().edits.truncateGiven);
        QCOMPARE(psi->value(), 1.0);
        QTest::keyClick(&page_->view(), Qt::Key_R);
        QVERIFY(!request().edits.truncateGiven && request().w.empty());
        while (page_->model().undoStack().canUndo()) page_->model().undoStack().undo();
        QCOMPARE(psi->value(), 0.7);
        QTest::mouseDClick(psi->slider(), Qt::LeftButton, {}, {10, psi->slider()->height() / 2});
        QCOMPARE(psi->value(), 0.7);
    }

    void aWrongShapeNamesBothNumbers_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<qint64>>("shape");
        QTest::addColumn<QString>("told");
        QTest::newRow("of another network") << "w.npz" << QList<qint64>{1, 14, 512} << "1 x 14 x 512";
        QTest::newRow("of another width") << "w.npy" << QList<qint64>{8, 20} << "8 x 20";
        QTest::newRow("too deep") << "w.npz" << QList<qint64>{1, 1, 8, 16} << "1 x 1 x 8 x 16";
    }
    void aWrongShapeNamesBothNumbers() {
        QFETCH(QString, name);
        QFETCH(QList<qint64>, shape);
        QFETCH(QString, told);
        const core::SampleRequest before = request();
        open(write(name, shape, 0.5F));
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Bad);
        QVERIFY2(notice().text.contains(told) && notice().text.contains(QStringLiteral("8 x 16")),
                 qPrintable(notice().text));
        QVERIFY(request() == before);
        QCOMPARE(page_->model().undoStack().count(), 0);
    }

    void whatIsNoNumberIsRefused() {
        open(write(QStringLiteral("w.npz"), {1, 16}, std::numeric_limits<float>::quiet_NaN()));
        QTRY_COMPARE(notices_->size(), 1);
        QCOMPARE(notice().kind, Notice::Kind::Bad);
        QVERIFY(notice().text.contains(QStringLiteral("NaN")));
        QVERIFY(request().w.empty());
    }

    void severalStandInTheStripAndAClickGoesToOne() {
        open(write(QStringLiteral("many.npz"), {12, 8, 16}, 0.25F));
        QTRY_COMPARE(notices_->size(), 1);
        QVERIFY(notice().text.contains(QStringLiteral("12")));
        QCOMPARE(request().w.front(), 0.25F);
        QTRY_VERIFY(test::settled(*page_));
        const auto steps = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QTRY_COMPARE(steps[6]->text(), QStringLiteral("7 of 12"));
        QTest::mouseClick(steps[6], Qt::LeftButton);
        QCOMPARE(request().w.front(), 6.25F);
        // The strip follows: the chosen one is in its middle.
        QTRY_COMPARE(steps[3]->text(), QStringLiteral("7 of 12"));
        QTest::mouseClick(steps[6], Qt::LeftButton);
        QTRY_COMPARE(steps[6]->text(), QStringLiteral("12 of 12"));
        QCOMPARE(request().w.front(), 9.25F);
        page_->model().undoStack().undo();
        QCOMPARE(request().w.front(), 6.25F);
    }

    void fewLatentsFillFewPlaces() {
        open(write(QStringLiteral("three.npz"), {3, 16}, 0.0F));
        QTRY_COMPARE(notices_->size(), 1);
        QTRY_VERIFY(test::settled(*page_));
        const auto steps = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QTRY_COMPARE(steps[2]->text(), QStringLiteral("3 of 3"));
        for (int i = 0; i < SweepStrip::kSteps; ++i) QCOMPARE(steps[i]->isVisible(), i < 3);
        QTest::keyClick(&page_->view(), Qt::Key_R);  // away from the file's latents
        QTRY_VERIFY(test::settled(*page_));
        QCOMPARE(steps[0]->text(), QStringLiteral("1 of 3"));
    }

    void anotherNetworkLetsLatentsGoThatItCannotDraw() {
        open(write(QStringLiteral("three.npz"), {3, 16}, 0.0F));
        QTRY_COMPARE(notices_->size(), 1);
        QTRY_VERIFY(test::settled(*page_));
        page_->model().undoStack().undo();
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("wide.pkl"));
        QTRY_VERIFY(test::settled(*page_));
        const auto steps = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QTRY_VERIFY(steps[6]->isVisible());
        QVERIFY(!steps[0]->text().contains(QStringLiteral("of 3")));
    }

    void aFileThatComesWithTheProgramsStartWaitsForTheGenerator() {
        notices_.reset();
        page_.reset();
        studio_ = std::make_unique<test::FakeStudio>();
        page_ = std::make_unique<ExplorePage>(*studio_->engine);
        QSignalSpy notices(page_.get(), &Page::notice);
        open(write(QStringLiteral("w.npz"), {1, 16}, 0.5F));
        QVERIFY(notices.isEmpty());
        page_->show();
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Good);
        QTRY_VERIFY(test::settled(*page_));
        QCOMPARE(request().w.front(), 0.5F);
    }

    void theStripComesToTheFrontWithWhatItShows() {
        QTest::keyClick(&page_->view(), Qt::Key_K);
        QVERIFY(page_->panels().timeline().isVisible());
        open(write(QStringLiteral("three.npz"), {3, 16}, 0.0F));
        QTRY_VERIFY(page_->sweep().isVisible());
        QTest::keyClick(&page_->view(), Qt::Key_N);
        QVERIFY(page_->sweep().networks().isVisible());
        QTest::keyClick(&page_->view(), Qt::Key_K);
        QTest::keyClick(&page_->view(), Qt::Key_N);  // to the front, not away
        QVERIFY(page_->sweep().networks().isVisible());
        QTest::keyClick(&page_->view(), Qt::Key_N);
        QVERIFY(page_->sweep().isVisible() && !page_->sweep().networks().isVisible());
    }

    void aNarrowWindowHasFewerSteps() {
        const auto steps = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(steps[6]->isVisible());
        open(write(QStringLiteral("many.npz"), {12, 8, 16}, 0.0F));
        QTRY_COMPARE(steps[6]->text(), QStringLiteral("7 of 12"));
        page_->resize(852, 448);
        QTRY_VERIFY(!steps[5]->isVisible() && steps[4]->isVisible());
        core::SampleRequest next = request();
        next.w.assign(8 * 16, 11.0F);
        page_->model().edit({.network = page_->model().state().network, .request = next}, ExploreModel::Recipe, {});
        QTRY_COMPARE(steps[4]->text(), QStringLiteral("12 of 12"));
        page_->resize(1204, 708);
        QTRY_COMPARE(steps[6]->text(), QStringLiteral("12 of 12"));
        QVERIFY(steps[6]->isVisible());
    }

    void withoutAGeneratorTheWayOutIsSaid() {
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("broken.pkl"));
        QTRY_VERIFY(!studio_->engine->sampler().network() && !page_->view().isVisible());
        notices_->clear();
        open(write(QStringLiteral("w.npz"), {1, 16}, 0.5F));
        QTRY_COMPARE(notices_->size(), 1);
        QVERIFY(notice().text.contains(QStringLiteral("open that one first")));
    }

private:
    /// An array as numpy writes it, alone or as `w` of an archive; row i holds value + i.
    QString write(const QString& name, const QList<qint64>& shape, float value) {
        const std::vector<std::int64_t> sizes(shape.begin(), shape.end());
        std::int64_t count = 1;
        for (const std::int64_t size : sizes) count *= size;
        const std::int64_t row = shape.size() > 1 && shape.front() != 8 ? count / shape.front() : count;
        std::vector<float> values;
        for (std::int64_t i = 0; i < count; ++i) values.push_back(value + float(i / row));
        const std::string bytes = name.endsWith(QLatin1String(".npy"))
                                      ? core::npyBytes(values, sizes)
                                      : core::npzBytes({{"w", core::npyBytes(values, sizes)}});
        const QString path = studio_->folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), qint64(bytes.size())) < 0)
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    void open(const QString& path) {
        QVERIFY(page_->open({.path = path, .kind = QStringLiteral("tensors"), .recipe = {}}));
    }
    [[nodiscard]] Notice notice() const { return notices_->last().first().value<Notice>(); }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }

    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
    std::unique_ptr<QSignalSpy> notices_;
};

QTEST_MAIN(TestExploreLatents)
#include "tst_explore_latents.moc"
