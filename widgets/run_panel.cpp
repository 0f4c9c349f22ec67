// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_panel.h"

#include <QDesktopServices>
#include <QStyle>
#include <QUrl>
#include <algorithm>

#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::FolderRun;
using service::FolderRunStore;
using service::RunState;

RunPanel::RunPanel(FolderRunStore& store, RunRow::Look look, QWidget* parent)
    : QFrame(parent),
      store_(store),
      title_(new QLabel(this)),
      open_(new QToolButton(this)),
      list_(new RunList(store, std::move(look), this)) {
    new QVBoxLayout(this);
    setFramed(true);
    auto* column = static_cast<QVBoxLayout*>(layout());
    auto* head = new QHBoxLayout;
    title_->setProperty("role", QStringLiteral("heading"));
    open_->setProperty("flat", true);
    head->addWidget(title_, 1);
    head->addWidget(open_);
    column->addLayout(head);
    column->addWidget(list_, 1);
    connect(open_, &QToolButton::clicked, this, &RunPanel::openRun);
    connect(list_, &RunList::shownChanged, this, &RunPanel::shownChanged);
    connect(list_, &RunList::useRequested, this, &RunPanel::useRequested);
    connect(list_, &RunList::copyRequested, this, &RunPanel::copyRequested);
    connect(list_, &RunList::settingsRequested, this, &RunPanel::settingsRequested);
    connect(list_, &RunList::removeRequested, this, &RunPanel::remove);
    connect(list_, &RunList::folderRequested, this,
            [](FolderRun* run) { QDesktopServices::openUrl(QUrl::fromLocalFile(run->folder())); });
    connectStore();
    connect(&Theme::instance(), &Theme::changed, this, &RunPanel::retranslate);
    retranslate();
}

void RunPanel::setFramed(bool framed) {
    setProperty("panel", framed);
    style()->unpolish(this);
    style()->polish(this);
    setMinimumWidth(framed ? kWidth : 0);
    setMaximumWidth(framed ? kWidth : QWIDGETSIZE_MAX);
    if (framed)
        layout()->setContentsMargins(size::kGapWide, size::kGapWide, size::kGap, size::kGapWide);
    else
        layout()->setContentsMargins(0, size::kGap, size::kUnit, 0);
}

void RunPanel::connectStore() {
    const auto bad = [this](const QString& text) {
        Q_EMIT notice({.kind = Notice::Kind::Bad, .text = text, .actions = {}});
    };
    connect(&store_, &FolderRunStore::failed, this, bad);
    connect(&store_, &FolderRunStore::changed, this, [bad](FolderRun* run) {
        if (run->state() == RunState::Failed && run->job() == nullptr) bad(run->failure());
    });
    connect(&store_, &FolderRunStore::loadingEnded, this, &RunPanel::tellInterrupted);
    connect(&store_, &FolderRunStore::changed, this, &RunPanel::takeBackInterrupted);
    connect(&store_, &FolderRunStore::removing, this, &RunPanel::takeBackInterrupted);
    connect(&store_, &FolderRunStore::opened, this, [this](FolderRun* run) {
        list_->show({run});
        Q_EMIT shownChanged();
    });
}

void RunPanel::openRun() {
    FilePicker::current().openFolder(window(), {.title = tr("Open a run's folder"), .folder = {}, .filter = {}},
                                     [this](const QString& folder) { store_.open(folder); });
}

void RunPanel::remove(FolderRun* run) {
    if (run->inWork()) {
        Q_EMIT notice({.kind = Notice::Kind::Caution,
                       .text = tr("%1 still computes: stop it first.").arg(run->title()),
                       .actions = {}});
        return;
    }
    const QString folder = run->folder();
    const bool ours = folder.startsWith(store_.root());
    const QString text = ours ? tr("%1 was removed; its files go when the studio starts next time.")
                              : tr("%1 left the list; its folder stays where it is.");
    const Notice told{.kind = Notice::Kind::Info,
                      .text = text.arg(run->title()),
                      .actions = {{tr("Undo"), [this, folder] { store_.restore(folder); }}},
                      .stays = true};  // the only way back
    store_.remove(run);
    Q_EMIT notice(told);
}

void RunPanel::tellInterrupted() {
    // The newest with something to see.
    const QList<FolderRun*>& runs = store_.all();
    const auto seen = std::ranges::find_if(runs, [](const FolderRun* run) { return run->lastStep() > 0; });
    if (list_->shown().isEmpty() && !runs.isEmpty()) {
        list_->show({seen == runs.end() ? runs.first() : *seen});
        Q_EMIT shownChanged();
    }
    const Notice told = interrupted();
    if (told.text.isEmpty()) return;
    toldInterrupted_ = true;
    Q_EMIT notice(told);
}

Notice RunPanel::interrupted() {
    const QList<FolderRun*>& runs = store_.all();
    const auto all =
        std::ranges::count_if(runs, [](const FolderRun* run) { return run->state() == RunState::Interrupted; });
    const auto atQuit = std::ranges::count_if(runs, [](const FolderRun* run) { return run->pausedAtQuit(); });
    const QString topic = QStringLiteral("interrupted ") + store_.root();
    if (all == 0) return {.kind = Notice::Kind::Info, .text = {}, .topic = topic};
    const auto goOn = [this] {
        const QList<FolderRun*> now = store_.all();
        for (FolderRun* run : now)
            if (run->state() == RunState::Interrupted) store_.resume(run);
    };
    // What was closed on purpose is no reason to worry.
    return {.kind = all == atQuit ? Notice::Kind::Info : Notice::Kind::Caution,
            .text = all == atQuit
                        ? tr("%n run(s) paused when the studio was closed can go on.", nullptr, int(all))
                        : tr("%n run(s) were interrupted and can go on from the last checkpoint.", nullptr, int(all)),
            .actions = {{tr("Go on"), goOn}},
            .stays = true,
            .topic = topic,
            .again = [this] { return interrupted(); }};
}

void RunPanel::takeBackInterrupted() {
    if (!toldInterrupted_) return;
    const Notice now = interrupted();
    if (!now.text.isEmpty()) return;
    toldInterrupted_ = false;
    Q_EMIT notice(now);
}

void RunPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void RunPanel::retranslate() {
    title_->setText(tr("Runs"));
    open_->setIcon(lineIcon(QStringLiteral("open")));
    open_->setAccessibleName(tr("Open a run's folder"));
    open_->setToolTip(tr("Open the folder of another run"));
}

}  // namespace syper::ui
