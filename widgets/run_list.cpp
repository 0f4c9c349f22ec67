// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_list.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QStyle>

#include "widgets/elided_label.h"
#include "widgets/icons.h"
#include "widgets/plot_style.h"
#include "widgets/scroll_column.h"
#include "widgets/state_look.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::FolderRun;
using service::RunState;

namespace {

constexpr int kSymbol = 14;

bool waitsToGoOn(RunState state) {
    return state == RunState::Paused || service::goesOn(state);
}

}  // namespace

RunRow::RunRow(FolderRun& run, service::JobQueue& queue, Look look, QWidget* parent)
    : QFrame(parent),
      run_(run),
      queue_(queue),
      look_(std::move(look)),
      shown_(new QCheckBox(this)),
      sample_(new QLabel(this)),
      title_(new ElidedLabel(this)),
      symbol_(new QLabel(this)),
      state_(new ElidedLabel(this)),
      figure_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      go_(new QToolButton(this)),
      stop_(new QToolButton(this)),
      menu_(new QToolButton(this)) {
    setProperty("row", true);
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(size::kGap, size::kUnit, size::kUnit, size::kUnit);
    column->setSpacing(2);
    auto* top = new QHBoxLayout;
    top->setSpacing(size::kUnit);
    title_->setProperty("role", QStringLiteral("heading"));
    for (QWidget* widget : {static_cast<QWidget*>(shown_), static_cast<QWidget*>(sample_)}) top->addWidget(widget);
    top->addWidget(title_, 1);
    for (QToolButton* button : {go_, stop_, menu_}) button->setProperty("flat", true);
    top->addWidget(menu_);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(size::kUnit);
    for (QLabel* label : {state_, figure_}) label->setProperty("role", QStringLiteral("secondary"));
    bottom->addWidget(symbol_);
    bottom->addWidget(state_, 1);
    bottom->addWidget(figure_);
    bottom->addSpacing(size::kUnit);
    bar_->setTextVisible(false);
    bar_->setRange(0, 1000);
    column->addLayout(top);
    column->addLayout(bottom);
    // Beside the bar, where they do not take the title's room.
    auto* progress = new QHBoxLayout;
    progress->setSpacing(size::kUnit);
    progress->addWidget(bar_, 1);
    for (QToolButton* button : {go_, stop_}) {
        button->setProperty("compact", true);
        progress->addWidget(button, 0, Qt::AlignRight);
    }
    column->addLayout(progress);
    menu_->setMenu(new QMenu(menu_));
    menu_->setPopupMode(QToolButton::InstantPopup);
    connect(menu_->menu(), &QMenu::aboutToShow, this, &RunRow::fillMenu);
    connect(shown_, &QCheckBox::clicked, this, &RunRow::shownChanged);
    connect(go_, &QToolButton::clicked, this, &RunRow::pauseOrGoOn);
    connect(stop_, &QToolButton::clicked, this, [this] {
        if (run_.job() != nullptr) queue_.cancel(run_.job());
    });
    connect(&run_, &FolderRun::changed, this, &RunRow::refresh);
    connect(&run_, &FolderRun::pointsAdded, this, &RunRow::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &RunRow::retranslate);
    retranslate();
}

void RunRow::setShown(bool shown, int variant) {
    shown_->setChecked(shown);
    variant_ = variant;
    drawn_.reset();
    if (property("chosen").toBool() != shown) {
        setProperty("chosen", shown);
        style()->unpolish(this);
        style()->polish(this);
    }
    refresh();
}

void RunRow::pauseOrGoOn() {
    const RunState state = run_.state();
    if (state == RunState::Running)
        queue_.pause(run_.job());
    else if (state == RunState::Paused)
        queue_.resume(run_.job());
    else if (waitsToGoOn(state))
        Q_EMIT resumeRequested();
}

void RunRow::refresh() {
    const RunState state = run_.state();
    const StateLook now = stateLook(run_);
    const RunLook look = look_(run_);
    const bool redraw = drawn_ != state;  // icons cost more than texts, and progress comes often
    drawn_ = state;
    title_->setText(run_.title());
    if (redraw) {
        sample_->setPixmap(curveSample(look.style, variant_, devicePixelRatioF()));
        symbol_->setPixmap(now.symbol(kSymbol));
        go_->setIcon(lineIcon(QLatin1String(state == RunState::Running ? "pause" : "play")));
    }

    const bool active = state == RunState::Running || state == RunState::Paused || state == RunState::Stopping ||
                        state == RunState::Elsewhere;
    const bool unfinished = state == RunState::Interrupted || state == RunState::Stopped;
    QString text = now.word;
    const bool lengthKnown = run_.steps() > 0 || run_.job() != nullptr;
    if ((active || unfinished) && lengthKnown) text += QStringLiteral(" · ") + percentText(run_.fraction());
    if (state == RunState::Running && run_.job() != nullptr) {
        const QString left = timeLeftText(run_.job()->progress().secondsLeft);
        if (!left.isEmpty()) text += QStringLiteral(" · ") + left;
    }
    if (state == RunState::Done)
        text += QStringLiteral(" · ") + QLocale().toString(run_.created(), QLocale::ShortFormat);
    state_->setText(text);
    state_->setToolTip(state == RunState::Failed ? run_.failure()
                       : state == RunState::Elsewhere
                           ? tr("Another program works in its folder; what it does shows here.")
                           : QString());
    figure_->setText(look.figure);
    bar_->setVisible((active || unfinished) && lengthKnown);
    bar_->setValue(int(run_.fraction() * 1000.0));
    bar_->setAccessibleName(tr("Progress"));

    const bool running = state == RunState::Running;
    go_->setVisible(running || waitsToGoOn(state));
    const QString go = running ? tr("Pause") : tr("Go on");
    go_->setAccessibleName(tr("%1: %2").arg(go, run_.title()));
    go_->setToolTip(go);
    stop_->setVisible(running || state == RunState::Paused || state == RunState::Waiting);
    setAccessibleName(QStringLiteral("%1, %2 %3").arg(run_.title(), text, look.figure));
    setToolTip(run_.failure());
}

void RunRow::fillMenu() {
    QMenu* menu = menu_->menu();
    menu->clear();
    const RunLook look = look_(run_);
    if (!look.use.isEmpty()) menu->addAction(lineIcon(look.useIcon), look.use, this, &RunRow::useRequested);
    menu->addAction(tr("Take over its settings"), this, &RunRow::settingsRequested);
    menu->addAction(lineIcon(QStringLiteral("copy")), tr("Copy command"), this, &RunRow::copyRequested);
    menu->addAction(lineIcon(QStringLiteral("open")), tr("Show its folder"), this, &RunRow::folderRequested);
    QAction* remove =
        menu->addAction(lineIcon(QStringLiteral("close")), tr("Remove (Del)"), this, &RunRow::removeRequested);
    remove->setEnabled(!run_.inWork());
}

void RunRow::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Up:
            return Q_EMIT step(-1);
        case Qt::Key_Down:
            return Q_EMIT step(1);
        case Qt::Key_Space:
            return shown_->click();
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return Q_EMIT chosen();
        case Qt::Key_P:
            return pauseOrGoOn();
        case Qt::Key_Delete:
            return Q_EMIT removeRequested();
        default:
            QFrame::keyPressEvent(event);
    }
}

void RunRow::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        if (event->modifiers() & Qt::ControlModifier)
            shown_->click();
        else
            Q_EMIT chosen();
    }
    QFrame::mousePressEvent(event);
}

void RunRow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void RunRow::retranslate() {
    shown_->setAccessibleName(tr("Show the curves of %1").arg(run_.title()));
    shown_->setToolTip(tr("Show its curves (Space)"));
    stop_->setIcon(lineIcon(QStringLiteral("stop")));
    stop_->setAccessibleName(tr("Stop: %1").arg(run_.title()));
    stop_->setToolTip(tr("Stop; it can go on later from its last checkpoint"));
    menu_->setIcon(lineIcon(QStringLiteral("menu")));
    menu_->setAccessibleName(tr("More about %1").arg(run_.title()));
    menu_->setToolTip(tr("More"));
    drawn_.reset();
    refresh();
}

RunList::RunList(service::FolderRunStore& store, RunRow::Look look, QWidget* parent)
    : QWidget(parent), store_(store), look_(std::move(look)), rows_(new QVBoxLayout), empty_(new QLabel(this)) {
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    const ScrollColumn list = scrollColumn(this);
    rows_->setSpacing(size::kUnit);
    list.column->addLayout(rows_);
    list.column->addStretch(1);
    whole->addWidget(empty_);
    whole->addWidget(list.area, 1);
    empty_->setProperty("role", QStringLiteral("secondary"));
    empty_->setWordWrap(true);
    for (FolderRun* run : store_.all()) add(run);
    connect(&store_, &service::FolderRunStore::added, this, &RunList::add);
    connect(&store_, &service::FolderRunStore::removing, this, [this](FolderRun* run) {
        RunRow* gone = row(run);
        if (gone == nullptr) return;
        const bool wasShown = gone->shown();
        delete gone;
        refreshEmpty();
        if (wasShown) Q_EMIT shownChanged();
    });
    refreshEmpty();
}

void RunList::add(FolderRun* run) {
    auto* made = new RunRow(*run, store_.queue(), look_, this);
    made->setFigureTip(figureTip_);
    rows_->insertWidget(int(store_.all().indexOf(run)), made);
    connect(made, &RunRow::shownChanged, this, &RunList::shownChanged);
    connect(made, &RunRow::chosen, this, [this, run] {
        show({run});
        Q_EMIT shownChanged();
    });
    connect(made, &RunRow::resumeRequested, this, [this, run] { store_.resume(run); });
    connect(made, &RunRow::useRequested, this, [this, run] { Q_EMIT useRequested(run); });
    connect(made, &RunRow::copyRequested, this, [this, run] { Q_EMIT copyRequested(run); });
    connect(made, &RunRow::settingsRequested, this, [this, run] { Q_EMIT settingsRequested(run); });
    connect(made, &RunRow::folderRequested, this, [this, run] { Q_EMIT folderRequested(run); });
    connect(made, &RunRow::removeRequested, this, [this, run] { Q_EMIT removeRequested(run); });
    connect(made, &RunRow::step, this, [this, made](int rows) {
        QLayoutItem* other = rows_->itemAt(rows_->indexOf(made) + rows);
        if (other != nullptr) other->widget()->setFocus(Qt::TabFocusReason);
    });
    refreshEmpty();
}

void RunList::setFigureTip(const QString& tip) {
    figureTip_ = tip;
    for (FolderRun* run : store_.all())
        if (RunRow* found = row(run)) found->setFigureTip(tip);
}

RunRow* RunList::row(const FolderRun* run) const {
    for (int i = 0; i < rows_->count(); ++i) {
        auto* found = qobject_cast<RunRow*>(rows_->itemAt(i)->widget());
        if (found != nullptr && &found->run() == run) return found;
    }
    return nullptr;
}

QList<FolderRun*> RunList::shown() const {
    QList<FolderRun*> out;
    for (int i = rows_->count() - 1; i >= 0; --i) {
        auto* found = qobject_cast<RunRow*>(rows_->itemAt(i)->widget());
        if (found != nullptr && found->shown()) out << &found->run();
    }
    return out;
}

void RunList::show(const QList<FolderRun*>& runs) {
    for (int i = 0; i < rows_->count(); ++i)
        if (auto* found = qobject_cast<RunRow*>(rows_->itemAt(i)->widget()))
            found->setShown(runs.contains(&found->run()), 0);
}

void RunList::setVariants(const QHash<FolderRun*, int>& variants) {
    for (auto it = variants.cbegin(); it != variants.cend(); ++it)
        if (RunRow* found = row(it.key())) found->setShown(true, it.value());
}

void RunList::refreshEmpty() {
    empty_->setText(tr("Runs appear here and stay: finished ones open again, interrupted ones go on."));
    empty_->setVisible(rows_->count() == 0);
}

void RunList::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) refreshEmpty();
    QWidget::changeEvent(event);
}

}  // namespace syper::ui
