// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_directions.h"

#include <QComboBox>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

#include "core/api/directions.h"
#include "support/studio.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;

/// Directions by real keys and mouse, on an engine that draws.
class TestExploreDirections : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        studio_ = std::make_unique<test::FakeStudio>();
        studio_->settings.setValue(QStringLiteral("models/generator"), studio_->file("named.pkl"));
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("named.pkl"));
        page_ = test::shownExplore(*studio_->engine);
        QTRY_COMPARE(panel().controls().size(), std::size_t(7));
        QTRY_VERIFY(settled());
    }
    void cleanup() {
        page_.reset();
        studio_.reset();
    }

    void namedOnesComeBeforeTheNetworksOwn() {
        QCOMPARE(names(), (QStringList{"Named 1", "Named 2", "SeFa 1", "SeFa 2", "SeFa 3", "SeFa 4", "SeFa 5"}));
    }

    void theNetworksNamesAreShownInTheInterfacesLanguage() {
        struct German : QTranslator {
            QString translate(const char* context, const char* text, const char*, int) const override {
                if (qstrcmp(context, "Direction") != 0) return {};
                return qstrcmp(text, "Named 1") == 0 ? QStringLiteral("Erste") : QString();
            }
            [[nodiscard]] bool isEmpty() const override { return false; }
        } german;
        QCoreApplication::installTranslator(&german);
        QTRY_COMPARE(control(0)->name()->text(), QStringLiteral("Erste"));
        QCOMPARE(control(1)->name()->text(), QStringLiteral("Named 2"));  // has none
        // Leaving the field is no renaming, and what is kept and exported has the network's own name.
        QTest::mouseClick(control(0)->moreButton(), Qt::LeftButton);
        control(0)->name()->setFocus();
        QTest::keyClick(control(0)->name(), Qt::Key_Return);
        QCOMPARE(page_->model().undoStack().count(), 0);
        list().walk(id(0), 1.0);
        QCOMPARE(request().edits.walks[0].name, std::string("Named 1"));
        QCOMPARE(page_->model().undoStack().undoText(), QStringLiteral("Erste"));
        // What somebody called so stays so.
        list().rename(id(1), QStringLiteral("Named 1"));
        QCOMPARE(control(1)->name()->text(), QStringLiteral("Named 1"));
        QCoreApplication::removeTranslator(&german);
        QTRY_COMPARE(control(0)->name()->text(), QStringLiteral("Named 1"));
    }

    void aNamedOneIsDraggedTypedAndReset() {
        ValueSlider* value = control(0)->value();
        const int middle = value->slider()->height() / 2;
        QTest::mousePress(value->slider(), Qt::LeftButton, {}, {value->slider()->width() / 2, middle});
        QTest::mouseMove(value->slider(), {value->slider()->width() - 9, middle});
        QTest::mouseRelease(value->slider(), Qt::LeftButton, {}, {value->slider()->width() - 9, middle});
        QCOMPARE(page_->model().undoStack().count(), 1);
        QCOMPARE(request().edits.walks.size(), std::size_t(1));
        QCOMPARE(request().edits.walks[0].name, std::string("Named 1"));
        QVERIFY(request().edits.walks[0].amount > 2.8);
        value->spin()->setFocus();
        value->spin()->selectAll();
        QTest::keyClicks(value->spin(), QStringLiteral("-1.25"));
        QTest::keyClick(value->spin(), Qt::Key_Return);
        QCOMPARE(request().edits.walks[0].amount, -1.25);
        QTest::mouseDClick(value->slider(), Qt::LeftButton, {}, {10, middle});
        QVERIFY(request().edits.walks.empty());
        page_->model().undoStack().undo();
        QCOMPARE(value->value(), -1.25);
    }

    void equalWalksAreEqualWhateverTheirOrder() {
        list().walk(id(1), 2.0);
        list().walk(id(0), 1.0);
        const core::SampleRequest one = request();
        list().reset();
        list().walk(id(0), 1.0);
        list().walk(id(1), 2.0);
        QVERIFY(request() == one);
    }

    void turningRoundKeepsThePictureAndMirrorsTheSlider() {
        for (const int place : {0, 2}) {  // one with a vector, one of the network's own
            list().walk(id(place), 1.5);
            QTRY_VERIFY(settled());
            const QByteArray before = test::hash(page_->shown()->image);
            QTest::mouseClick(control(place)->flipButton(), Qt::LeftButton);
            QCOMPARE(control(place)->value()->value(), -1.5);
            QTRY_VERIFY(settled());
            QCOMPARE(test::hash(page_->shown()->image), before);
            page_->model().undoStack().undo();
            QCOMPARE(control(place)->value()->value(), 1.5);
            page_->model().undoStack().redo();
            QTest::keyClick(control(place)->value()->slider(), Qt::Key_Right);
            QVERIFY(std::abs(control(place)->value()->value() + 1.45) < 1e-9);
        }
        QVERIFY(std::abs(request().edits.walks[0].amount - 1.45) < 1e-9);
        QVERIFY(std::abs(ExploreModel::amount(request(), 0) - 1.45) < 1e-9);
    }

    void layersAreChosenFromTo() {
        for (const int place : {0, 2}) {
            list().walk(id(place), 1.0);
            QTest::mouseClick(control(place)->moreButton(), Qt::LeftButton);
            QVERIFY(control(place)->from()->isVisible());
            type(control(place)->to(), QStringLiteral("3"));
            type(control(place)->from(), QStringLiteral("2"));
        }
        QVERIFY(request().edits.walks[0].layers == (core::LayerRange{2, 3}));
        QVERIFY(request().directions[0].layers == (core::LayerRange{2, 3}));
        type(control(0)->from(), QStringLiteral("5"));  // takes the end along
        QVERIFY(request().edits.walks[0].layers == (core::LayerRange{5, 5}));
        type(control(0)->to(), QStringLiteral("7"));  // the last one: whatever is the network's last
        QVERIFY(request().edits.walks[0].layers == (core::LayerRange{5, -1}));
        page_->model().undoStack().undo();
        QVERIFY(request().edits.walks[0].layers == (core::LayerRange{5, 5}));
        QCOMPARE(control(0)->to()->value(), 5);
    }

    void aNewNameGoesIntoTheRecipe() {
        list().walk(id(0), 1.0);
        QTest::mouseClick(control(0)->moreButton(), Qt::LeftButton);
        control(0)->name()->setFocus();
        control(0)->name()->selectAll();
        QTest::keyClicks(control(0)->name(), QStringLiteral("Wide open"));
        QTest::keyClick(control(0)->name(), Qt::Key_Return);
        QCOMPARE(names().first(), QStringLiteral("Wide open"));
        QCOMPARE(request().edits.walks[0].name, std::string("Wide open"));
        page_->model().undoStack().undo();
        QCOMPARE(names().first(), QStringLiteral("Named 1"));
        QCOMPARE(request().edits.walks[0].name, std::string("Named 1"));
    }

    void removingTakesItsWalkAlongAndUndoBringsBothBack() {
        list().walk(id(1), 1.0);
        QTRY_VERIFY(settled());
        const QByteArray walked = test::hash(page_->shown()->image);
        QTest::mouseClick(control(1)->moreButton(), Qt::LeftButton);
        QTest::mouseClick(control(1)->removeButton(), Qt::LeftButton);
        QVERIFY(!names().contains(QStringLiteral("Named 2")));
        QVERIFY(request().edits.walks.empty());
        QTest::keyClick(page_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(names()[1], QStringLiteral("Named 2"));
        QTRY_VERIFY(settled());
        QCOMPARE(test::hash(page_->shown()->image), walked);
        QTest::keyClick(page_.get(), Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(names().size(), 6);
    }

    void principalComponentsComeThreeAtATime() {
        trigger(QStringLiteral("PCA"));
        QTRY_COMPARE(names().size(), 10);
        QCOMPARE(names().last(), QStringLiteral("PCA 3"));
        trigger(QStringLiteral("PCA"));
        QTRY_COMPARE(names().size(), 11);  // there are four
        page_->model().undoStack().undo();
        QCOMPARE(names().size(), 10);
    }

    void aDroppedFileAddsItsDirectionsOnce() {
        const QString path = studio_->folder.filePath(QStringLiteral("mine.json"));
        core::DirectionSet set = test::axes("Mine", 4, 2);
        set.networkSha256 = std::string(56, '0') + "fa4e0000";
        core::writeDirections(path.toStdString(), set);
        QSignalSpy notices(page_.get(), &Page::notice);
        const OpenedFile file{.path = path, .kind = QStringLiteral("directions"), .recipe = {}};
        QVERIFY(page_->open(file));
        QTRY_COMPARE(names().size(), 9);
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.last().first().value<Notice>().kind, Notice::Kind::Good);
        QVERIFY(page_->open(file));
        QTRY_COMPARE(notices.size(), 2);
        QCOMPARE(names().size(), 9);
        set.networkSha256 = std::string(64, 'b');
        set.directions = test::axes("Other", 7, 1).directions;
        core::writeDirections(path.toStdString(), set);
        QVERIFY(page_->open(file));
        QTRY_COMPARE(names().size(), 10);
        QCOMPARE(notices.last().first().value<Notice>().kind, Notice::Kind::Caution);
    }

    void aBrokenFileSaysWhyAndNothingChanges() {
        test::ScriptedPicker picker;
        picker.answers = {studio_->file("empty.json")};
        QSignalSpy notices(page_.get(), &Page::notice);
        trigger(QStringLiteral("file"));
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Bad);
        QCOMPARE(names().size(), 7);
    }

    void aRecipeBringsDirectionsThatNobodyHasYet() {
        core::SampleRequest next = request();
        const core::Direction direction = test::axes("Foreign", 9, 1).directions[0];
        next.edits.walks.push_back(
            {.name = "Foreign", .unit = direction.unit, .deviation = 0.5, .amount = 7.5, .layers = {1, 2}});
        next.directions.push_back({6, -1.0});
        page_->recipes().apply(QString::fromStdString(core::recipeText(next, std::string(56, '0') + "fa4e0000")));
        QVERIFY(request() == next);
        QVERIFY(names().contains(QStringLiteral("Foreign")));
        QVERIFY(names().contains(QStringLiteral("SeFa 7")));
        const auto place = std::size_t(names().indexOf(QStringLiteral("Foreign")));
        QCOMPARE(panel().controls()[place]->value()->value(), 7.5);  // beyond a slider's usual range
        QCOMPARE(panel().controls()[place]->from()->value(), 1);
        QTRY_VERIFY(settled());
        QCOMPARE(test::hash(page_->shown()->image), test::hash(test::drawn(next)));
    }

    void theStripShowsADirectionFromMinusThreeToThree() {
        QTest::mouseClick(control(1)->stripButton(), Qt::LeftButton);
        const auto buttons = page_->sweep().findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly);
        QTRY_COMPARE(buttons.first()->text(), QLocale().toString(-3.0, 'f', 1));
        QCOMPARE(page_->sweep().findChild<QComboBox*>()->currentText(), QStringLiteral("Named 2"));
        QTest::mouseClick(buttons.last(), Qt::LeftButton);
        QCOMPARE(DirectionList::amount(request(), list().rows()[1]), 3.0);
    }

    void sharesAreToldWhenSomebodyComesNear() {
        QVERIFY(!control(2)->value()->toolTip().contains(QLatin1Char('%')));
        control(2)->value()->slider()->setFocus();
        QTRY_VERIFY(control(2)->value()->toolTip().contains(QLatin1Char('%')));
    }

    void whatIsSavedIsReadAgain() {
        test::ScriptedPicker picker;
        const QString path = studio_->folder.filePath(QStringLiteral("saved.json"));
        picker.answers = {path};
        list().flip(id(0));
        QSignalSpy notices(page_.get(), &Page::notice);
        trigger(QStringLiteral("Save"));
        QTRY_COMPARE(notices.size(), 1);
        QCOMPARE(notices.first().first().value<Notice>().kind, Notice::Kind::Good);
        const core::DirectionSet set = core::readDirections(path.toStdString(), 16);
        QCOMPARE(set.directions.size(), std::size_t(7));
        QCOMPARE(set.directions[0].unit.span()[12], -1.0F);  // turned round
        QCOMPARE(set.directions[2].unit.span()[0], 1.0F);    // found for the file
    }

    void anotherNetworksRowsComeBackWithIt() {
        list().remove(id(0));
        const QString first = page_->model().state().network;
        studio_->engine->models().choose(service::ModelRole::Generator, studio_->file("other.pkl"));
        QTRY_COMPARE(names().size(), 5);
        studio_->engine->models().choose(service::ModelRole::Generator, first);
        QTRY_COMPARE(names().size(), 6);
        QCOMPARE(names().first(), QStringLiteral("Named 2"));
    }

private:
    [[nodiscard]] DirectionPanel& panel() const { return page_->controls().directionPanel(); }
    [[nodiscard]] DirectionList& list() const { return page_->controls().directionList(); }
    [[nodiscard]] DirectionControl* control(int place) const { return panel().controls()[std::size_t(place)]; }
    [[nodiscard]] int id(int place) const { return list().rows()[std::size_t(place)].id; }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const { return test::settled(*page_); }
    [[nodiscard]] QStringList names() const {
        QStringList all;
        for (const DirectionRow& row : list().rows()) all << QString::fromStdString(row.direction.name);
        return all;
    }
    static void type(QSpinBox* spin, const QString& text) {
        spin->setFocus();
        spin->selectAll();
        QTest::keyClicks(spin, text);
        QTest::keyClick(spin, Qt::Key_Return);
    }
    /// The entry of the "+" menu with this word in it.
    void trigger(const QString& word) {
        QMenu* menu = panel().addButton()->menu();
        Q_EMIT menu->aboutToShow();
        for (QAction* action : menu->actions())
            if (action->text().contains(word)) return action->trigger();
        QFAIL("no such entry");
    }

    std::unique_ptr<test::FakeStudio> studio_;
    std::unique_ptr<ExplorePage> page_;
};

QTEST_MAIN(TestExploreDirections)
#include "tst_explore_directions.moc"
