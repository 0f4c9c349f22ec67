// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "core/api/random_network.h"
#include "service/settings.h"
#include "studio/application.h"
#include "studio/end_signals.h"
#include "studio/main_window.h"
#include "studio/screenshots.h"
#include "studio/studio_bench.h"
#include "widgets/theme.h"

namespace {

using namespace syper;

struct Flags {
    QString page, screenshots;
    bool exitAfterStartup = false, bench = false, json = false;
    QStringList files;
};

constexpr int kUsage = 2;

[[noreturn]] void tell(const QString& text) {
    std::fputs(text.toUtf8().constData(), stdout);
    std::exit(0);
}

/// Qt ends the program with a core dump where there is none.
bool hasDisplay(const QStringList& arguments) {
#ifdef Q_OS_LINUX
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (!qEnvironmentVariableIsEmpty(name)) return true;
    return arguments.contains(QStringLiteral("-platform")) || arguments.contains(QStringLiteral("--platform"));
#else
    Q_UNUSED(arguments)
    return true;
#endif
}

/// Needs no display. Nothing where the command line is wrong: `complaint` says why. Ends the program where it only asks
/// for version or help.
std::optional<Flags> parse(const QStringList& arguments, QString& complaint) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("SyPer Studio: synthetic eyes, label-free quantization, verification"));
    const QCommandLineOption page(QStringLiteral("page"),
                                  QStringLiteral("Begin on this page: explore, quantize, train, verify."),
                                  QStringLiteral("NAME"));
    const QCommandLineOption screenshots(
        QStringLiteral("screenshots"),
        QStringLiteral("Save a light and a dark picture of every page on real content to DIR, then exit."),
        QStringLiteral("DIR"));
    const QCommandLineOption exitAfterStartup(QStringLiteral("exit-after-startup"),
                                              QStringLiteral("Exit when the window stands; for tests."));
    const QCommandLineOption bench(QStringLiteral("bench"),
                                   QStringLiteral("Measure how quickly a moving slider is answered, then exit."));
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("With --bench: one JSON object."));
    parser.addOptions({page, screenshots, exitAfterStartup, bench, json});
    parser.addVersionOption();
    parser.addHelpOption();
    parser.addPositionalArgument(QStringLiteral("FILE"),
                                 QStringLiteral("Networks, models, pictures or run folders to open."),
                                 QStringLiteral("[FILE..]"));
    if (!parser.parse(arguments)) {
        complaint = parser.errorText();
        if (complaint.endsWith(QLatin1Char('.'))) complaint.chop(1);
        return std::nullopt;
    }
    if (parser.isSet(QStringLiteral("version"))) tell(QStringLiteral("syper-studio " SYPER_VERSION "\n"));
    if (parser.isSet(QStringLiteral("help")))
        // Asked before there is an application whose file would give the name.
        tell(parser.helpText().replace(QLatin1String("<executable_name>"), QLatin1String("syper-studio")));
    return Flags{.page = parser.value(page),
                 .screenshots = parser.value(screenshots),
                 .exitAfterStartup = parser.isSet(exitAfterStartup),
                 .bench = parser.isSet(bench),
                 .json = parser.isSet(json),
                 .files = parser.positionalArguments()};
}

int fail(const QString& text) {
    std::fprintf(stderr, "syper-studio: error: %s\n", text.toUtf8().constData());
    return 1;
}

constexpr int kBenchSide = 256;

/// Measures on settings and a network of its own; the user's are left alone.
int bench(bool json) {
    QElapsedTimer clock;
    clock.start();
    const QTemporaryDir folder;
    const QString network = folder.filePath(QStringLiteral("random-256px.safetensors"));
    try {
        core::writeRandomNetwork(network.toStdString(), kBenchSide);
    } catch (...) {
        return fail(service::currentFailure().text);
    }
    const double preparation = double(clock.nsecsElapsed()) / 1e6;
    QSettings settings(folder.filePath(QStringLiteral("studio.ini")), QSettings::IniFormat);
    settings.setValue(QStringLiteral("models/generator"), network);
    ui::Theme::apply(ui::ThemeMode::Light);
    studio::useLanguage(QStringLiteral("en"));
    service::Engine engine(studio::engineFunctions(), settings);
    studio::MainWindow window(engine);
    window.setWindowState(Qt::WindowNoState);
    window.resize(1280, 800);  // whatever the screen
    window.showPage(QStringLiteral("explore"));
    int status = 0;
    studio::StudioBench measured(engine, *window.findChild<ui::ExplorePage*>(), preparation);
    QObject::connect(&measured, &studio::StudioBench::finished, &window, [&](const QString& error) {
        if (error.isEmpty())
            std::fputs(measured.report(json).constData(), stdout);
        else
            status = fail(error);
        window.endNow();
    });
    const studio::EndSignals ends;
    QObject::connect(&ends, &studio::EndSignals::wanted, &window, &studio::MainWindow::endNow);
    window.show();
    const int code = QApplication::exec();
    return status != 0 ? status : code;
}

}  // namespace

int main(int argc, char** argv) {
    // Qt would make this folder up and complain about it.
    const QTemporaryDir runtimeFolder;
    if (qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR")) qputenv("XDG_RUNTIME_DIR", runtimeFolder.path().toLocal8Bit());
    QCoreApplication::setApplicationName(QStringLiteral("syper-studio"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SYPER_VERSION));
    QStringList arguments;
    for (int i = 0; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
    QString complaint;
    const std::optional<Flags> given = parse(arguments, complaint);
    if (!given) {
        fail(complaint + QStringLiteral("; see syper-studio --help"));
        return kUsage;
    }
    if (!hasDisplay(arguments))
        return fail(QStringLiteral("there is no display; set DISPLAY or QT_QPA_PLATFORM=offscreen, or use syper demo"));
    const Flags& flags = *given;
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);  // the window ends the program when the engine's threads have ended
    if (flags.bench) return bench(flags.json);

    const std::unique_ptr<QSettings> settings = service::openSettings();
    ui::Theme::apply(ui::ThemeMode(settings->value(QStringLiteral("window/theme")).toInt()));
    studio::useLanguage(studio::startLanguage(settings->value(QStringLiteral("window/language")).toString()));
    service::Engine engine(studio::engineFunctions(), *settings);
    studio::MainWindow window(engine);
    if (!flags.page.isEmpty() && !window.showPage(flags.page)) {
        fail(QStringLiteral("no page %1; see syper-studio --help").arg(flags.page));
        return kUsage;
    }
    for (const QString& file : flags.files) window.openFile(file);
    window.show();
    const studio::EndSignals ends;
    QObject::connect(&ends, &studio::EndSignals::wanted, &window, &studio::MainWindow::endNow);

    int status = 0;
    studio::Screenshots screenshots(window, flags.screenshots);
    QObject::connect(&screenshots, &studio::Screenshots::finished, &window, [&](const QString& error) {
        if (!error.isEmpty()) status = fail(error);
        window.endNow();
    });
    // What runs unattended begins when the last file is open, and fails where one cannot be opened.
    const bool unattended = flags.exitAfterStartup || !flags.screenshots.isEmpty();
    qsizetype left = flags.files.size();
    const auto begin = [&] {
        if (!flags.screenshots.isEmpty() && status == 0)
            screenshots.start();
        else if (unattended)
            window.endNow();
    };
    QObject::connect(&window, &studio::MainWindow::opened, &screenshots, [&](const QString&, const QString& failure) {
        if (unattended && !failure.isEmpty()) status = fail(failure);
        if (--left == 0) begin();
    });
    if (left == 0) QTimer::singleShot(0, &screenshots, begin);
    const int code = QApplication::exec();
    return status != 0 ? status : code;
}
