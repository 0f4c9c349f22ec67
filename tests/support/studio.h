// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <deque>
#include <memory>

#include "service/engine.h"
#include "support/fake_network.h"
#include "widgets/explore_page.h"
#include "widgets/file_picker.h"

namespace syper::test {

/// An engine that draws instead of computing, with its settings and files in a folder of its own.
struct FakeStudio {
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("studio.ini")), QSettings::IniFormat};
    std::unique_ptr<service::Engine> engine;

    /// verify: where given, files stand for a teacher (fp) and a student of 4 bits (w4).
    explicit FakeStudio(DuringSample during = {}, bool coarse = false, service::VerifyFunctions verify = {},
                        service::LatentFunctions latent = {}) {
        qputenv("SYPER_HOME", folder.path().toUtf8());
        qputenv("SYPER_RESOURCES", folder.path().toUtf8());  // nothing that ships stands among what is tested
        settings.setValue(QStringLiteral("models/generator"), file("eyes.pkl"));
        if (verify.loadModel) {
            settings.setValue(QStringLiteral("models/teacher"), file("fp.pth"));
            settings.setValue(QStringLiteral("models/student"), file("w4.pth"));
        }
        engine = std::make_unique<service::Engine>(
            service::EngineFunctions{.loadNetwork = fakeLoader(std::move(during), coarse),
                                     .inspect = inspect,
                                     .verify = std::move(verify),
                                     .latent = std::move(latent)},
            settings);
    }

    /// A file of that name that is there, and empty.
    QString file(const char* name) const {
        const QString path = folder.filePath(QString::fromLatin1(name));
        QFile made(path);
        if (!made.exists() && !made.open(QIODevice::WriteOnly)) qFatal("cannot make %s", name);
        return path;
    }

    static core::FileInfo inspect(const std::filesystem::path& path) {
        core::FileInfo info;
        info.kind = "generator";
        info.architecture = "skip";
        info.sha256 = std::string(56, '0') + "fa4e0000";
        info.resolution = 32;
        info.parameters = 700000;
        info.bytes = std::int64_t(std::filesystem::file_size(path));
        return info;
    }
};

/// Explore in a window that has the keyboard. Its first picture is on its way: see settled().
inline std::unique_ptr<ui::ExplorePage> shownExplore(service::Engine& engine) {
    auto page = std::make_unique<ui::ExplorePage>(engine);
    // What the window does for its pages, where the file is a generator's.
    QObject::connect(page.get(), &ui::Page::fileChosen, page.get(), [page = page.get()](const QString& path) {
        page->open({.path = path, .kind = QStringLiteral("generator"), .recipe = {}});
    });
    page->resize(1204, 708);
    page->show();
    if (!QTest::qWaitForWindowExposed(page.get())) qFatal("the page is not shown");
    page->activateWindow();
    return page;
}

/// Does the page show the exact picture of its state?
inline bool settled(ui::ExplorePage& page) {
    return page.shown() && page.shown()->request == page.model().state().request;
}

/// Does a label on the screen have these words?
inline bool says(const QWidget& where, const QString& words) {
    return std::ranges::any_of(where.findChildren<QLabel*>(), [&words](const QLabel* label) {
        return label->isVisible() && label->text().contains(words);
    });
}

/// The widget of that accessible name; ends the program where there is none.
template <typename Widget>
Widget* named(const QWidget& where, const QString& name) {
    for (Widget* widget : where.findChildren<Widget*>())
        if (widget->accessibleName() == name) return widget;
    qFatal("no widget named %s", qPrintable(name));
}

/// The text of the last of a page's notices; empty where there is none.
inline QString lastNotice(const QSignalSpy& notices) {
    return notices.empty() ? QString() : notices.last().first().value<ui::Notice>().text;
}

/// Answers every question with the next of `answers`; gives up when there is none left.
struct ScriptedPicker : ui::FilePicker {
    std::deque<QString> answers;
    QList<Question> asked;

    ScriptedPicker() { replace(this); }
    ~ScriptedPicker() override { replace(nullptr); }
    void openFile(QWidget*, const Question& question, Answer answer) override { reply(question, answer); }
    void openFolder(QWidget*, const Question& question, Answer answer) override { reply(question, answer); }
    void saveFile(QWidget*, const Question& question, Answer answer) override { reply(question, answer); }

private:
    void reply(const Question& question, const Answer& answer) {
        asked.append(question);
        if (answers.empty()) return;
        const QString next = answers.front();
        answers.pop_front();
        answer(next);
    }
};

inline QByteArray hash(const core::Image8& image) {
    return QCryptographicHash::hash(QByteArray(reinterpret_cast<const char*>(image.data()), qsizetype(image.bytes())),
                                    QCryptographicHash::Sha256);
}

}  // namespace syper::test
