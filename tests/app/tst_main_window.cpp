// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/main_window.h"

#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "core/formats/npy_writer.h"
#include "studio/application.h"
#include "studio/open_file.h"
#include "support/studio.h"
#include "widgets/explore_page.h"
#include "widgets/file_picker.h"
#include "widgets/shortcut_sheet.h"
#include "widgets/theme.h"

using namespace syper;
using namespace syper::ui;
using studio::MainWindow;

namespace {

/// Does a person act on it? Parts that Qt makes inside its own widgets are not asked.
bool interactive(const QWidget* widget) {
    if (widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QScrollBar*>(widget) != nullptr ||
        widget->parentWidget()->inherits("QComboBoxPrivateContainer"))
        return false;
    return qobject_cast<const QAbstractButton*>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
           qobject_cast<const QAbstractSlider*>(widget) != nullptr ||
           qobject_cast<const QComboBox*>(widget) != nullptr || qobject_cast<const QLineEdit*>(widget) != nullptr ||
           qobject_cast<const QAbstractItemView*>(widget) != nullptr ||
           qobject_cast<const SampleView*>(widget) != nullptr;
}

QString describe(const QWidget* widget) {
    QString path;
    for (; widget != nullptr; widget = widget->parentWidget())
        path = QLatin1String(widget->metaObject()->className()) + QLatin1Char('/') + path;
    return path;
}

}  // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        studio::useLanguage(QStringLiteral("en"));
        fake_ = std::make_unique<test::FakeStudio>();
        makeWindow();
        QTRY_VERIFY(explore().shown());
    }
    void cleanup() {
        window_.reset();
        fake_.reset();
    }

    void whateverOneActsOnHasAName_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << QStringLiteral("en");
        QTest::newRow("German") << QStringLiteral("de");
    }
    void whateverOneActsOnHasAName() {
        QFETCH(QString, language);
        studio::useLanguage(language);
        QApplication::sendPostedEvents();
        int asked = 0;
        for (const QWidget* widget : window_->findChildren<QWidget*>()) {
            if (!interactive(widget)) continue;
            ++asked;
            QAccessibleInterface* voice = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
            QVERIFY2(voice != nullptr && !voice->text(QAccessible::Name).trimmed().isEmpty(),
                     qPrintable(describe(widget)));
        }
        QVERIFY(asked > 30);
    }

    void theTabKeyReachesEverything() {
        window_->activateWindow();
        QSet<const QWidget*> reached;
        QWidget* now = window_->focusWidget();
        for (int i = 0; i < 200 && now != nullptr && !reached.contains(now); ++i) {
            reached.insert(now);
            QTest::keyClick(now, Qt::Key_Tab);
            now = window_->focusWidget();
        }
        for (const QWidget* widget : window_->findChildren<QWidget*>()) {
            if (!interactive(widget) || !widget->isVisible() || !widget->isEnabled()) continue;
            // A group of exclusive buttons is one stop; the arrows go on inside.
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            if (button != nullptr && button->group() != nullptr) continue;
            QVERIFY2(reached.contains(widget) || widget->focusProxy() != nullptr, qPrintable(describe(widget)));
        }
    }

    void theTabKeyGoesFromThePictureToWhatChangesIt() {
        explore().view().setFocus();
        QTest::keyClick(&explore().view(), Qt::Key_Tab);
        QVERIFY2(explore().controls().isAncestorOf(window_->focusWidget()),
                 qPrintable(describe(window_->focusWidget())));
        int steps = 1;
        while (steps < 8 && qobject_cast<QAbstractSlider*>(window_->focusWidget()) == nullptr) {
            QTest::keyClick(window_->focusWidget(), Qt::Key_Tab);
            ++steps;
        }
        QVERIFY2(steps <= 4, qPrintable(describe(window_->focusWidget())));
    }

    void noTextIsCutOff_data() { whateverOneActsOnHasAName_data(); }
    void noTextIsCutOff() {
        QFETCH(QString, language);
        studio::useLanguage(language);
        window_->resize(1280, 800);
        for (const Page* page : window_->pages()) {
            window_->showPage(page->name());
            for (QToolButton* button : page->findChildren<QToolButton*>())
                if (button->isVisible() && button->isCheckable() && !button->isChecked() &&
                    button->arrowType() == Qt::RightArrow)
                    QTest::mouseClick(button, Qt::LeftButton);  // what is folded away
            QTest::qWait(1);
            for (const QComboBox* box : page->findChildren<QComboBox*>())
                if (box->isVisible())
                    QTRY_VERIFY2(box->width() >= box->sizeHint().width(),
                                 qPrintable(page->name() + QLatin1Char(':') + box->accessibleName()));
            for (const QAbstractButton* button : window_->findChildren<QAbstractButton*>()) {
                if (!button->isVisible() || button->text().isEmpty()) continue;
                // One that shares a row evenly may be narrower than it would like, but not than its text.
                const bool shares = button->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
                const int least = shares ? button->fontMetrics().horizontalAdvance(button->text()) + 2 * size::kUnit
                                         : button->minimumSizeHint().width();
                QTRY_VERIFY2(button->width() >= least, qPrintable(page->name() + QLatin1Char(':') + button->text()));
            }
            for (const QLabel* label : window_->findChildren<QLabel*>()) {
                if (!label->isVisible() || label->wordWrap() ||
                    label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored)
                    continue;
                QTRY_VERIFY2(label->width() >= label->minimumSizeHint().width(),
                             qPrintable(page->name() + QLatin1Char(':') + label->text()));
            }
        }
    }

    void theWindowSpeaksGermanAtOnce() {
        studio::useLanguage(QStringLiteral("de"));
        const auto buttons = window_->findChild<Rail*>()->findChildren<QToolButton*>();
        QTRY_COMPARE(buttons.at(1)->text(), QStringLiteral("Erkunden"));
        core::SampleRequest request{.seed = 1, .psi = 0.5};
        request = ExploreModel::withAmount(request, 0, 1.0);
        QVERIFY(HistoryModel::describe(request).contains(QStringLiteral("1 Richtung")));
    }

    void pluralsAreRightInEnglish() {
        core::SampleRequest request = ExploreModel::withAmount({}, 0, 1.0);
        QVERIFY(HistoryModel::describe(request).endsWith(QStringLiteral("1 direction")));
        request = ExploreModel::withAmount(request, 1, 1.0);
        QVERIFY(HistoryModel::describe(request).endsWith(QStringLiteral("2 directions")));
    }

    void pagesComeByKeyAndByName() {
        for (int i = int(window_->pages().size()) - 1; i >= 0; --i) {
            QTest::keyClick(window_.get(), Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(window_->currentPage(), window_->pages().at(i));
            QVERIFY(window_->showPage(window_->pages().at(i)->name()));
        }
        QVERIFY(!window_->showPage(QStringLiteral("nowhere")));
    }

    void aDroppedNetworkIsOpened() {
        drop(QStringLiteral(SYPER_TEST_DATA "/generator/tiny32.pkl"));
        QTRY_COMPARE(fake_->engine->models().card(service::ModelRole::Generator).name(), QStringLiteral("tiny32"));
        QTRY_VERIFY(explore().shown());
    }

    void droppedDirectionsAreAdded() {
        QTRY_COMPARE(explore().controls().directions().size(), std::size_t(5));
        for (const char* name : {"mine.json", "mine.npz", "mine.safetensors"}) {
            const std::size_t before = explore().controls().directions().size();
            const QString path = fake_->folder.filePath(QLatin1String(name));
            core::writeDirections(path.toStdString(), test::axes(name, int(before), 1));
            drop(path);
            QTRY_COMPARE(explore().controls().directions().size(), before + 1);
        }
    }

    void latentsThatAreDroppedAreShown_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("wide");
        QTest::newRow("npz") << QStringLiteral("projected_w.npz") << true;
        QTest::newRow("npy of w+") << QStringLiteral("w.npy") << true;
        QTest::newRow("npy of one w") << QStringLiteral("w.npy") << false;
    }
    void latentsThatAreDroppedAreShown() {
        QFETCH(QString, name);
        QFETCH(bool, wide);
        const std::vector<std::int64_t> shape =
            wide ? std::vector<std::int64_t>{8, 16} : std::vector<std::int64_t>{1, 16};
        const std::string array = core::npyBytes(std::vector<float>(wide ? 128 : 16, 0.75F), shape);
        const std::string bytes = name.endsWith(QLatin1String("npz")) ? core::npzBytes({{"w", array}}) : array;
        QFile file(fake_->folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes.data(), qint64(bytes.size()));
        file.close();
        drop(file.fileName());
        QTRY_COMPARE(explore().model().state().request.w.size(), std::size_t(wide ? 128 : 16));
        QCOMPARE(explore().model().state().request.w.front(), 0.75F);
    }

    void anUnknownDropSaysWhy() {
        const QString path = fake_->file("notes.txt");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("only words");
        file.close();
        drop(path);
        QTRY_VERIFY(window_->banner().text().contains(QStringLiteral("notes.txt")));
        QCOMPARE(window_->banner().notice().kind, Notice::Kind::Bad);
        const QString before = fake_->engine->models().card(service::ModelRole::Generator).choice;
        window_->openFile(fake_->folder.filePath(QStringLiteral("not there")));
        QTRY_VERIFY(window_->banner().text().contains(QStringLiteral("not there")));
        QCOMPARE(fake_->engine->models().card(service::ModelRole::Generator).choice, before);
    }

    void whatExploresDialogChoosesOpensAsIfDropped() {
        test::ScriptedPicker picker;
        const QString before = fake_->engine->models().card(service::ModelRole::Generator).choice;
        QFile words(fake_->file("words.txt"));
        QVERIFY(words.open(QIODevice::WriteOnly));
        words.write("only words");
        words.close();
        picker.answers = {words.fileName(), QStringLiteral(SYPER_TEST_DATA "/generator/tiny32.pkl")};
        QTest::keyClick(&explore().view(), Qt::Key_O, Qt::ControlModifier);
        QTRY_VERIFY(window_->banner().text().contains(QStringLiteral("words.txt")));
        QCOMPARE(fake_->engine->models().card(service::ModelRole::Generator).choice, before);
        QVERIFY(explore().shown());
        QTest::keyClick(&explore().view(), Qt::Key_O, Qt::ControlModifier);
        QTRY_COMPARE(fake_->engine->models().card(service::ModelRole::Generator).name(), QStringLiteral("tiny32"));
    }

    void aChooserKeepsItsModelWhereTheFileIsNone() {
        service::ModelChoices& models = fake_->engine->models();
        const QString before = models.card(service::ModelRole::Teacher).choice;
        models.open(service::ModelRole::Teacher, fake_->file("eyes.pkl"));  // a generator
        QTRY_VERIFY(window_->banner().text().contains(QStringLiteral("holds no recognition model (generator)")));
        models.open(service::ModelRole::Generator, fake_->folder.filePath(QStringLiteral("gone.pkl")));
        QTRY_VERIFY(window_->banner().text().contains(QStringLiteral("gone.pkl")));
        QCOMPARE(models.card(service::ModelRole::Teacher).choice, before);
    }

    void theQuestionMarkShowsTheKeys() {
        QTest::keyClicks(&explore().view(), QStringLiteral("?"));
        auto* sheet = window_->findChild<ShortcutSheet*>();
        QVERIFY(sheet != nullptr && sheet->isVisible());
        QTest::keyClicks(sheet, QStringLiteral("?"));
        QTRY_VERIFY(window_->findChild<ShortcutSheet*>() == nullptr);
    }

    void theBannerMovesNothing() {
        window_->resize(1280, 800);
        QTest::qWait(1);
        const QRect before = explore().view().geometry();
        window_->banner().show({.kind = Notice::Kind::Bad,
                                .text = QString(400, QLatin1Char('x')),
                                .actions = {{QStringLiteral("Go"), [] {}}}});
        QTest::qWait(1);
        QCOMPARE(explore().view().geometry(), before);
        window_->banner().clear();
        QVERIFY(window_->banner().text().isEmpty());
    }

    void informationGoesByItselfAndTheRestStays() {
        Banner& banner = window_->banner();
        banner.setPassing(1, 1);
        const auto tell = [&banner](Notice::Kind kind, bool stays) {
            banner.show({.kind = kind, .text = QStringLiteral("told"), .stays = stays});
            QTest::qWait(20);
            return !banner.text().isEmpty();
        };
        for (const Notice::Kind kind : {Notice::Kind::Info, Notice::Kind::Good}) {
            QVERIFY(!tell(kind, false));
            QVERIFY(tell(kind, true));
        }
        QVERIFY(tell(Notice::Kind::Caution, false));
        QVERIFY(tell(Notice::Kind::Bad, false));
    }

    void turningToAnotherPageTakesInformationAway() {
        Banner& banner = window_->banner();
        banner.show({.kind = Notice::Kind::Good, .text = QStringLiteral("saved")});
        QTest::keyClick(window_.get(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(banner.text().isEmpty());
        banner.show({.kind = Notice::Kind::Bad, .text = QStringLiteral("broken")});
        QTest::keyClick(window_.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(banner.text(), QStringLiteral("broken"));
    }

    void whatWasActedOnGoes() {
        Banner& banner = window_->banner();
        int pressed = 0;
        banner.show({.kind = Notice::Kind::Caution,
                     .text = QStringLiteral("waits"),
                     .actions = {{QStringLiteral("Do it"), [&pressed] { ++pressed; }}}});
        for (QPushButton* button : banner.findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Do it")) QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(pressed, 1);
        QVERIFY(banner.text().isEmpty());
    }

    void anotherLanguageLeavesNoForeignMessage() {
        window_->banner().show({.kind = Notice::Kind::Bad, .text = QStringLiteral("in English")});
        studio::useLanguage(QStringLiteral("de"));
        QTRY_VERIFY(window_->banner().text().isEmpty());
    }

    void theJobsPanelGivesTheKeyboardBack() {
        window_->showPage(QStringLiteral("train"));
        QWidget* before = window_->focusWidget();
        QVERIFY(before != nullptr);
        QTest::keyClick(before, Qt::Key_J, Qt::ControlModifier);
        QVERIFY(window_->focusWidget() != before);
        QTest::keyClick(window_->focusWidget(), Qt::Key_Escape);
        QCOMPARE(window_->focusWidget(), before);
    }

    void lettersAreNoTextWhereNobodyAskedToType() {
        for (const char* page : {"train", "quantize", "verify"}) {
            window_->showPage(QLatin1String(page));
            QWidget* focused = window_->focusWidget();
            QVERIFY2(focused != nullptr && !focused->inherits("QLineEdit") && !focused->inherits("QAbstractSpinBox"),
                     page);
        }
    }

    void aMissingFolderIsNoFileName() {
        const QString wanted = fake_->folder.filePath(QStringLiteral("Pictures"));
        FilePicker::current().openFile(window_.get(), {.title = {}, .folder = wanted, .filter = pictureFilter()},
                                       [](const QString&) {});
        auto* dialog = window_->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->directory().absolutePath(), fake_->folder.path());
        QVERIFY(dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->text().isEmpty());
        QVERIFY(dialog->nameFilters().first().contains(QStringLiteral("*.webp")));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(window_->findChild<QFileDialog*>() == nullptr);
        // A file to save keeps its name, in the nearest folder that there is.
        FilePicker::current().saveFile(window_.get(),
                                       {.title = {}, .folder = wanted + QStringLiteral("/eye.png"), .filter = {}},
                                       [](const QString&) {});
        dialog = window_->findChild<QFileDialog*>();
        QCOMPARE(dialog->directory().absolutePath(), fake_->folder.path());
        QCOMPARE(dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->text(), QStringLiteral("eye.png"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(window_->findChild<QFileDialog*>() == nullptr);
    }

    void sizeAndPageAreRemembered() {
        window_->resize(1100, 700);
        QTest::qWait(1);
        closeWindow();
        makeWindow();
        QCOMPARE(window_->size(), QSize(1100, 700));
    }

    void closingEndsTheThreadsAndThenTheProgram() {
        QSignalSpy idle(fake_->engine.get(), &service::Engine::idle);
        window_->close();
        QVERIFY(window_->isVisible());  // until nothing runs any more
        window_->close();               // again, which does no harm
        QTRY_COMPARE(idle.size(), 1);
    }

private:
    void makeWindow() {
        window_ = std::make_unique<MainWindow>(*fake_->engine);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        window_->activateWindow();
    }
    void closeWindow() {
        QSignalSpy idle(fake_->engine.get(), &service::Engine::idle);
        window_->close();
        QTRY_COMPARE(idle.size(), 1);
        window_.reset();
        fake_->engine = std::make_unique<service::Engine>(
            service::EngineFunctions{.loadNetwork = test::fakeLoader(), .inspect = test::FakeStudio::inspect},
            fake_->settings);
    }
    [[nodiscard]] ExplorePage& explore() const { return *window_->findChild<ExplorePage*>(); }
    void drop(const QString& path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window_.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window_.get(), &event);
    }

    std::unique_ptr<test::FakeStudio> fake_;
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
