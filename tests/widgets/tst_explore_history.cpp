// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "support/studio.h"
#include "widgets/explore_page.h"
#include "widgets/theme.h"
#include "widgets/undo_menu.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // GCC has the function, but no header of it
#endif

using namespace syper;
using namespace syper::ui;

namespace {

const char* const kChild = "SYPER_TEST_CHILD_HOME";
constexpr int kChildPictures = 4;

/// One start of Explore on a folder that outlives it.
class Session {
public:
    explicit Session(const QString& home) {
        qputenv("SYPER_HOME", home.toUtf8());
        qputenv("SYPER_RESOURCES", home.toUtf8());
        const QString network = home + QStringLiteral("/eyes.pkl");
        QFile file(network);
        if (!file.exists() && !file.open(QIODevice::WriteOnly)) qFatal("cannot make eyes.pkl");
        settings_ = std::make_unique<QSettings>(home + QStringLiteral("/studio.ini"), QSettings::IniFormat);
        settings_->setValue(QStringLiteral("models/generator"), network);
        engine_ = std::make_unique<service::Engine>(
            service::EngineFunctions{.loadNetwork = test::fakeLoader(), .inspect = test::FakeStudio::inspect},
            *settings_);
        page_ = std::make_unique<ExplorePage>(*engine_);
        page_->resize(1172, 708);
        page_->show();
    }
    [[nodiscard]] ExplorePage& page() noexcept { return *page_; }
    [[nodiscard]] HistoryModel& history() noexcept { return page_->history().history(); }
    [[nodiscard]] const core::SampleRequest& request() const { return page_->model().state().request; }
    [[nodiscard]] bool settled() const {
        return page_->journal().restored() && page_->shown() && page_->shown()->request == request();
    }

private:
    std::unique_ptr<QSettings> settings_;
    std::unique_ptr<service::Engine> engine_;
    std::unique_ptr<ExplorePage> page_;
};

QString journalOf(const QString& home) {
    return home + QStringLiteral("/explore/history.jsonl");
}

qsizetype linesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
}

/// Looks at some pictures, then is killed in the middle of everything.
[[noreturn]] void beKilled(const QString& home) {
    Session session(home);
    const auto wait = [](const auto& until) {
        while (!until()) QTest::qWait(1);
    };
    wait([&] { return session.settled(); });
    for (int i = 1; i < kChildPictures; ++i) {
        QTest::keyClick(&session.page().view(), Qt::Key_R);
        wait([&] { return session.settled(); });
    }
    QTest::keyClick(&session.page().view(), Qt::Key_F);
    wait([&] { return linesOf(journalOf(home)) == kChildPictures + 1; });
    QTest::keyClick(&session.page().view(), Qt::Key_R);
    std::raise(SIGKILL);
    std::abort();
}

/// Memory in use. A sanitizer keeps what is freed for a while, so that resident memory says nothing there: it counts
/// what is allocated and not freed.
qint64 usedBytes() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return qint64(__sanitizer_get_current_allocated_bytes());
#else
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return file.readAll().split(' ').at(1).toLongLong() * sysconf(_SC_PAGESIZE);
#endif
}

}  // namespace

/// What was looked at, across sessions, and the way back through it.
class TestExploreHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Theme::apply(ThemeMode::Light);
        home_ = std::make_unique<QTemporaryDir>();
        start();
    }
    void cleanup() {
        session_.reset();
        home_.reset();
    }

    void theHistoryIsThereAtTheNextStart() {
        look(3);
        std::vector<ExploreState> seen;
        for (int row = 0; row < 4; ++row) seen.push_back(session_->history().state(row));
        start();
        QCOMPARE(session_->history().rowCount(), 4);
        for (int row = 0; row < 4; ++row) {
            QVERIFY(session_->history().state(row) == seen[std::size_t(row)]);
            QVERIFY(!session_->history().picture(seen[std::size_t(row)]).isNull());
        }
        // A click goes back, and that can be undone.
        HistoryStrip& strip = session_->page().history();
        strip.scrollTo(strip.history().index(2));
        const QRect row = strip.visualRect(strip.history().index(2));
        QTest::mouseClick(strip.viewport(), Qt::LeftButton, {}, {row.left() + 12, row.bottom() - 12});
        QVERIFY(session_->page().model().state() == seen[2]);
        QTest::keyClick(&session_->page(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!(session_->page().model().state() == seen[2]));
    }

    void aKilledProgramLosesNothing() {
        session_.reset();
        home_ = std::make_unique<QTemporaryDir>();
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QLatin1String(kChild), home_->path());
        child.setProcessEnvironment(environment);
        child.start(QApplication::applicationFilePath(), QStringList());
        QVERIFY(child.waitForFinished(60000));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        start();
        QVERIFY(session_->history().rowCount() >= kChildPictures);
        QVERIFY(session_->history().favourite(kChildPictures - 1));
        for (int row = 0; row < kChildPictures; ++row)
            QVERIFY(!session_->history().picture(session_->history().state(row)).isNull());
    }

    void aTornLineCostsOnePicture() {
        look(2);
        const QString path = journalOf(home_->path());
        QTRY_COMPARE(linesOf(path), 3);
        session_.reset();
        QFile file(path);
        QVERIFY(file.resize(file.size() - 200));
        start();
        QCOMPARE(session_->history().rowCount(), 2);
        look(1);
        QTRY_COMPARE(linesOf(path), 4);  // the torn one is closed first
        start();
        QCOMPARE(session_->history().rowCount(), 3);
    }

    void favouritesAreStarredByKeyAndClickAndShownAlone() {
        look(2);
        QTest::keyClick(&session_->page().view(), Qt::Key_F);
        QVERIFY(session_->history().favourite(2));
        HistoryStrip& strip = session_->page().history();
        strip.scrollTo(strip.history().index(0));
        const core::SampleRequest before = session_->request();
        QTest::mouseClick(strip.viewport(), Qt::LeftButton, {}, strip.starRect(0).center());
        QVERIFY(session_->history().favourite(0));
        QVERIFY(session_->request() == before);  // the star is not the picture
        QTest::mouseClick(&session_->page().favouritesButton(), Qt::LeftButton);
        QVERIFY(!strip.isRowHidden(0) && strip.isRowHidden(1) && !strip.isRowHidden(2));
        look(1);
        QVERIFY(strip.isRowHidden(3));
        strip.setCurrentIndex(strip.history().index(0));
        QTest::keyClick(&strip, Qt::Key_F);
        QVERIFY(strip.isRowHidden(0));
        QTest::mouseClick(&session_->page().favouritesButton(), Qt::LeftButton);
        QVERIFY(!strip.isRowHidden(0) && !strip.isRowHidden(1));
        QTRY_COMPARE(linesOf(journalOf(home_->path())), 7);
        start();
        QVERIFY(session_->history().favourite(2));
        QVERIFY(!session_->history().favourite(0));
    }

    void undoShowsWhereItLeads() {
        const QString first = QStringLiteral("seed %1").arg(session_->page().model().state().request.seed);
        look(3);
        QUndoStack& stack = session_->page().model().undoStack();
        const auto* undo = qobject_cast<UndoMenu*>(session_->page().tools().undoButton()->menu());
        const auto* redo = qobject_cast<UndoMenu*>(session_->page().tools().redoButton()->menu());
        const auto open = [](const UndoMenu* menu) { Q_EMIT const_cast<UndoMenu*>(menu)->aboutToShow(); };
        open(undo);
        QCOMPARE(undo->actions().size(), 3);
        for (const QAction* action : undo->actions()) QVERIFY(!action->icon().isNull());
        QVERIFY(undo->actions().last()->text().contains(first));
        const ExploreState last = session_->page().model().state();
        undo->actions().at(1)->trigger();
        QCOMPARE(stack.index(), 1);
        QVERIFY(session_->page().model().state() == session_->page().model().stateAt(1));
        open(redo);
        QCOMPARE(redo->actions().size(), 2);
        redo->actions().last()->trigger();
        QVERIFY(session_->page().model().state() == last);
        QVERIFY(session_->page().tools().undoButton()->toolTip().contains(stack.undoText()));
    }

    void tenThousandEditsTakeNoMoreMemoryThanPromised() {
        ExploreModel& model = session_->page().model();
        ExploreState state = model.state();
        state.request.w.assign(14 * 512, 0.25F);  // as a projection leaves it
        model.edit(state, ExploreModel::Recipe, {});
        QImage picture(256, 256, QImage::Format_RGB888);
        picture.fill(Qt::gray);
        const auto look = [&](int edit) {
            state.request.noise = core::NoiseMode::Random;
            state.request.noiseSeed = std::uint32_t(edit);
            model.edit(state, ExploreModel::NoiseSeed, QStringLiteral("Noise seed"));
            session_->page().history().add({.state = state, .networkSha256 = "x", .picture = picture});
            if (edit % 20 == 0) QCoreApplication::processEvents();
        };
        for (int i = 0; i < 600; ++i) look(i);  // the history is full
        const qint64 before = usedBytes();
        constexpr int kEdits = 10000;
        for (int i = 600; i < 600 + kEdits; ++i) look(i);
        QCOMPARE(session_->history().rowCount(), 500);
        QCOMPARE(model.undoStack().count(), 601 + kEdits);
        const qint64 grown = usedBytes() - before;
        QVERIFY2(grown < qint64(kEdits) * 2048 + (8 << 20), qPrintable(QString::number(grown)));
        while (model.undoStack().canUndo()) model.undoStack().undo();
        QVERIFY(model.state().request.w.empty());
    }

private:
    void start() {
        session_.reset();
        session_ = std::make_unique<Session>(home_->path());
        QVERIFY(QTest::qWaitForWindowExposed(&session_->page()));
        QTRY_VERIFY(session_->settled());
    }
    void look(int pictures) {
        for (int i = 0; i < pictures; ++i) {
            QTest::keyClick(&session_->page().view(), Qt::Key_R);
            QTRY_VERIFY(session_->settled());
        }
    }

    std::unique_ptr<QTemporaryDir> home_;
    std::unique_ptr<Session> session_;
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (qEnvironmentVariableIsSet(kChild)) {
        Theme::apply(ThemeMode::Light);
        beKilled(qEnvironmentVariable(kChild));
    }
    TestExploreHistory test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_explore_history.moc"
