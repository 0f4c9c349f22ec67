// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs_panel.h"

#include <QEvent>
#include <QKeyEvent>

#include "widgets/icons.h"
#include "widgets/scroll_column.h"
#include "widgets/state_look.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::Job;
using service::JobState;

namespace {

/// What a job computes, in a word; empty for kinds without one.
QString kindText(const QString& kind) {
    if (kind == QLatin1String("quantize")) return JobRow::tr("Quantization");
    if (kind == QLatin1String("train")) return JobRow::tr("Training");
    if (kind == QLatin1String("evaluate")) return JobRow::tr("Measurement");
    return {};
}

}  // namespace

JobRow::JobRow(Job& job, service::JobQueue& queue, QWidget* parent)
    : QFrame(parent),
      job_(job),
      queue_(queue),
      symbol_(new QLabel(this)),
      title_(new QLabel(this)),
      state_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      up_(new QToolButton(this)),
      down_(new QToolButton(this)),
      pause_(new QToolButton(this)),
      stop_(new QToolButton(this)),
      remove_(new QToolButton(this)) {
    setProperty("row", true);
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(size::kGap, size::kUnit, size::kUnit, size::kGap);
    column->setSpacing(2);
    auto* top = new QHBoxLayout;
    top->setSpacing(size::kUnit);
    title_->setProperty("role", QStringLiteral("heading"));
    title_->setText(job_.title());
    top->addWidget(symbol_);
    top->addWidget(title_, 1);
    for (QToolButton* button : {up_, down_, pause_, stop_, remove_}) {
        button->setProperty("flat", true);
        top->addWidget(button);
    }
    up_->setArrowType(Qt::UpArrow);
    down_->setArrowType(Qt::DownArrow);
    state_->setProperty("role", QStringLiteral("secondary"));
    state_->setWordWrap(true);
    bar_->setTextVisible(false);
    bar_->setRange(0, 1000);
    column->addLayout(top);
    column->addWidget(state_);
    column->addWidget(bar_);
    connect(up_, &QToolButton::clicked, this, [this] { queue_.move(&job_, -1); });
    connect(down_, &QToolButton::clicked, this, [this] { queue_.move(&job_, 1); });
    connect(pause_, &QToolButton::clicked, this, [this] {
        if (job_.state() == JobState::Paused)
            queue_.resume(&job_);
        else
            queue_.pause(&job_);
    });
    connect(stop_, &QToolButton::clicked, this, [this] { queue_.cancel(&job_); });
    connect(remove_, &QToolButton::clicked, this, [this] { queue_.remove(&job_); });
    connect(&job_, &Job::changed, this, &JobRow::refresh);
    // What it waits for, and whether it can move.
    const auto waits = [this] {
        if (job_.state() == JobState::Waiting) refresh();
    };
    connect(&queue_, &service::JobQueue::reordered, this, waits);
    connect(&queue_, &service::JobQueue::added, this, waits);
    connect(&queue_, &service::JobQueue::changed, this, [this, waits](const Job* other) {
        if (other != &job_ && other == queue_.active()) waits();
    });
    connect(&Theme::instance(), &Theme::changed, this, &JobRow::retranslate);
    retranslate();
}

void JobRow::refresh() {
    const JobState state = job_.state();
    const StateLook now = stateLook(state);
    const bool redraw = drawn_ != state;  // icons cost more than texts, and progress comes often
    drawn_ = state;
    if (redraw) {
        symbol_->setPixmap(now.symbol(size::kIcon * 3 / 4));
        pause_->setIcon(lineIcon(QLatin1String(state == JobState::Paused ? "play" : "pause")));
    }
    QString text = state == JobState::Waiting ? waitsFor() : now.word;
    if (const QString kind = kindText(job_.kind()); !kind.isEmpty()) text = tr("%1: %2").arg(kind, text);
    if (!job_.remark().isEmpty()) text += QStringLiteral(" · ") + job_.remark();
    if (service::isActive(state)) {
        text += QStringLiteral(" · ") + percentText(job_.fraction());
        const QString left = state == JobState::Running ? timeLeftText(job_.progress().secondsLeft) : QString();
        if (!left.isEmpty()) text += QStringLiteral(" · ") + left;
    } else if (state == JobState::Failed) {
        text += QStringLiteral(": ") + job_.failure().text;
    } else if (service::isOver(state) && job_.seconds() > 0) {
        text += QStringLiteral(" · ") + tr("took %1").arg(durationText(job_.seconds()));
    }
    state_->setText(text);
    bar_->setVisible(service::isActive(state));
    bar_->setValue(int(job_.fraction() * 1000.0));
    const bool waiting = state == JobState::Waiting;
    up_->setVisible(waiting);
    down_->setVisible(waiting);
    up_->setEnabled(waiting && queue_.canMove(&job_, -1));
    down_->setEnabled(waiting && queue_.canMove(&job_, 1));
    pause_->setVisible(state == JobState::Running || state == JobState::Paused);
    stop_->setVisible(!service::isOver(state) && state != JobState::Stopping);
    remove_->setVisible(service::isOver(state));
    const bool paused = state == JobState::Paused;
    pause_->setToolTip(paused ? tr("Go on (P)") : tr("Pause (P)"));
    pause_->setAccessibleName(tr("%1: %2").arg(paused ? tr("Go on") : tr("Pause"), job_.title()));
    setAccessibleName(QStringLiteral("%1, %2").arg(job_.title(), text));
}

QString JobRow::waitsFor() const {
    const Job* active = queue_.active();
    if (active == nullptr) return tr("waits");
    return active->state() == JobState::Paused ? tr("waits until %1, which is paused, goes on").arg(active->title())
                                               : tr("waits for %1").arg(active->title());
}

void JobRow::retranslate() {
    const auto name = [this](QToolButton* button, const QString& text, const QString& tip) {
        button->setAccessibleName(tr("%1: %2").arg(text, job_.title()));
        button->setToolTip(tip);
    };
    name(up_, tr("Earlier"), tr("Run earlier (Ctrl+Up)"));
    name(down_, tr("Later"), tr("Run later (Ctrl+Down)"));
    name(stop_, tr("Stop"), tr("Stop (Del); what is finished is kept"));
    name(remove_, tr("Take off the list"), tr("Take off the list (Del); its results stay"));
    stop_->setIcon(lineIcon(QStringLiteral("stop")));
    remove_->setIcon(lineIcon(QStringLiteral("close")));
    bar_->setAccessibleName(tr("Progress of %1").arg(job_.title()));
    drawn_.reset();
    refresh();
}

void JobRow::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (event->key() == Qt::Key_P) return pause_->click();
    if (event->key() == Qt::Key_Delete) return service::isOver(job_.state()) ? remove_->click() : stop_->click();
    if (control && event->key() == Qt::Key_Up) return queue_.move(&job_, -1);
    if (control && event->key() == Qt::Key_Down) return queue_.move(&job_, 1);
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        focusNextPrevChild(event->key() == Qt::Key_Down);
        return;
    }
    QFrame::keyPressEvent(event);
}

void JobRow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

JobsPanel::JobsPanel(service::JobQueue& queue, QWidget* parent)
    : QFrame(parent),
      queue_(queue),
      title_(new QLabel(this)),
      empty_(new QLabel(this)),
      openTitle_(new QLabel(this)),
      overTitle_(new QLabel(this)),
      open_(new QVBoxLayout),
      over_(new QVBoxLayout),
      clear_(new QPushButton(this)),
      close_(new QToolButton(this)) {
    setProperty("panel", true);
    setAutoFillBackground(true);
    setFocusPolicy(Qt::StrongFocus);
    for (QLabel* label : {empty_, openTitle_, overTitle_}) label->setProperty("role", QStringLiteral("secondary"));
    empty_->setWordWrap(true);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(size::kMargin, size::kGapWide, size::kGapWide, size::kGapWide);
    auto* head = new QHBoxLayout;
    title_->setProperty("role", QStringLiteral("title"));
    close_->setProperty("flat", true);
    head->addWidget(title_, 1);
    head->addWidget(clear_);
    head->addWidget(close_);
    whole->addLayout(head);
    const ScrollColumn list = scrollColumn(this);
    list.column->setContentsMargins(0, 0, size::kUnit, 0);
    list.column->addWidget(empty_);
    list.column->addWidget(openTitle_);
    list.column->addLayout(open_);
    list.column->addSpacing(size::kGap);
    list.column->addWidget(overTitle_);
    list.column->addLayout(over_);
    list.column->addStretch(1);
    whole->addWidget(list.area, 1);
    connect(clear_, &QPushButton::clicked, &queue_, &service::JobQueue::clearFinished);
    connect(close_, &QToolButton::clicked, this, &JobsPanel::closeRequested);
    connect(&queue_, &service::JobQueue::added, this, &JobsPanel::add);
    connect(&queue_, &service::JobQueue::removed, this, [this](quint64 id) {
        if (JobRow* gone = rows_.take(id)) {
            gone->hide();
            gone->deleteLater();  // its own button may have asked for it
        }
        arrange();
    });
    connect(&queue_, &service::JobQueue::reordered, this, &JobsPanel::arrange);
    connect(&queue_, &service::JobQueue::changed, this, &JobsPanel::tell);
    connect(&Theme::instance(), &Theme::changed, this, &JobsPanel::retranslate);
    for (Job* job : queue_.jobs()) add(job);
    retranslate();
}

void JobsPanel::add(Job* job) {
    rows_.insert(job->id(), new JobRow(*job, queue_, this));
    arrange();
}

void JobsPanel::arrange() {
    int open = 0;
    int over = 0;
    for (const Job* job : queue_.jobs()) {
        JobRow* made = rows_.value(job->id());
        if (made == nullptr) continue;
        const bool ended = service::isOver(job->state());
        (ended ? over_ : open_)->insertWidget(ended ? over++ : open++, made);
    }
    openTitle_->setVisible(open > 0);
    overTitle_->setVisible(over > 0);
    clear_->setEnabled(over > 0);
    empty_->setVisible(open + over == 0);
    tell();
}

QString JobsPanel::summary() const {
    const int open = queue_.openCount();
    if (open == 0) return {};
    QString text = tr("%n job(s)", nullptr, open);
    if (const Job* job = queue_.active()) {
        text += QStringLiteral(" · ") + percentText(job->fraction());
        const QString left =
            job->state() == JobState::Paused ? tr("paused") : timeLeftText(job->progress().secondsLeft);
        if (!left.isEmpty()) text += QStringLiteral(" · ") + left;
    }
    return text;
}

void JobsPanel::tell() {
    const QString now = summary();
    if (now == last_) return;
    last_ = now;
    Q_EMIT summaryChanged(now);
}

void JobsPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return Q_EMIT closeRequested();
    QFrame::keyPressEvent(event);
}

void JobsPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void JobsPanel::retranslate() {
    title_->setText(tr("Jobs"));
    setAccessibleName(tr("Jobs"));
    empty_->setText(
        tr("Nothing runs. Quantization runs, trainings and measurements appear here, one computes at a time."));
    openTitle_->setText(tr("Running and waiting"));
    overTitle_->setText(tr("Over"));
    clear_->setText(tr("Clear finished"));
    clear_->setAccessibleName(tr("Clear finished"));
    clear_->setToolTip(tr("Take all that is over off the list; results stay"));
    close_->setIcon(lineIcon(QStringLiteral("close")));
    close_->setAccessibleName(tr("Close the jobs panel"));
    close_->setToolTip(tr("Close (Esc)"));
    tell();
}

}  // namespace syper::ui
