// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEvent>
#include <QList>
#include <QString>
#include <QWidget>
#include <cstdint>
#include <functional>

namespace syper::ui {

/// Something to tell in the banner line: what happened and what to do about it.
struct Notice {
    enum class Kind : std::uint8_t { Info, Good, Caution, Bad };
    struct Action {
        QString text;
        std::function<void()> run;
    };
    Kind kind = Kind::Info;
    QString text;
    QList<Action> actions{};
    /// Good news and information go by themselves after some seconds; this one is there until something takes its
    /// place.
    bool stays = false;
    /// What it is about. A notice without text takes back the one of the same topic.
    QString topic{};
    /// Makes it anew in another language; without it, a change of language takes it away.
    std::function<Notice()> again{};
};

/// A file that somebody opened (command line, drop, dialog), after a look inside it off the GUI thread.
struct OpenedFile {
    QString path;
    QString kind;    ///< as core::FileInfo's, or "recipe", "picture", "folder"
    QString recipe;  ///< the text inside a recipe PNG
};

/// One page of the studio. Pages know the services and the models, not the window: they tell it through signals.
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// Name of flags and files, fixed English: "explore".
    [[nodiscard]] virtual QString name() const = 0;
    /// Title and rail word, translated.
    [[nodiscard]] virtual QString title() const = 0;
    /// Stem in resources/icons.
    [[nodiscard]] virtual QString iconName() const = 0;
    /// The keys of this page for the shortcut sheet: keys and what they do, translated.
    [[nodiscard]] virtual QList<std::pair<QString, QString>> shortcuts() const { return {}; }
    /// Takes a file that concerns this page; false if it does not.
    virtual bool open(const OpenedFile& file) {
        Q_UNUSED(file)
        return false;
    }
    /// Fills the page with real content for a picture of it, then emits showcaseReady(), also after a failure.
    virtual void showcase() { Q_EMIT showcaseReady(); }

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    /// In a dialog of this page; whoever can opens it, as if it had been dropped.
    void fileChosen(const QString& path);
    void showcaseReady();

protected:
    /// Sets every visible text anew; called once by the page itself when it is built, then on a change of language.
    virtual void retranslate() = 0;
    void changeEvent(QEvent* event) override {
        if (event->type() == QEvent::LanguageChange) retranslate();
        QWidget::changeEvent(event);
    }
};

}  // namespace syper::ui
