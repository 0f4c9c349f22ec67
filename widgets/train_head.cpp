// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/train_head.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <cmath>

#include "widgets/elided_label.h"
#include "widgets/icons.h"
#include "widgets/state_look.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::RunState;

namespace {

constexpr int kSymbol = 14;

}  // namespace

TrainHead::TrainHead(QWidget* parent)
    : QWidget(parent),
      title_(new ElidedLabel(this)),
      symbol_(new QLabel(this)),
      figures_(new ElidedLabel(this)),
      explore_(new QPushButton(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kGap);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    title_->setProperty("role", QStringLiteral("heading"));
    figures_->setProperty("role", QStringLiteral("secondary"));
    auto* line = new QHBoxLayout;
    line->setSpacing(size::kUnit);
    line->addWidget(symbol_);
    line->addWidget(figures_, 1);
    words->addWidget(title_);
    words->addLayout(line);
    row->addLayout(words, 1);
    row->addWidget(explore_);
    connect(explore_, &QPushButton::clicked, this, [this] {
        if (training_) Q_EMIT exploreRequested(training_->generator());
    });
    connect(&Theme::instance(), &Theme::changed, this, &TrainHead::retranslate);
    retranslate();
}

void TrainHead::setTraining(service::Training* training) {
    if (training == training_) return;
    if (training_) training_->disconnect(this);
    training_ = training;
    if (training_) {
        connect(training_, &service::FolderRun::changed, this, &TrainHead::refresh);
        connect(training_, &service::FolderRun::pointsAdded, this, &TrainHead::refresh);
    }
    refresh();
}

QString TrainHead::figures() const {
    if (!training_) return {};
    const QLocale locale;
    const RunState state = training_->state();
    const double kimg =
        training_->points().empty() ? double(training_->lastStep()) / 1000.0 : training_->points().back().kimg;
    QStringList parts{stateLook(*training_).word};
    const core::Progress progress = training_->job() != nullptr ? training_->job()->progress() : core::Progress();
    if (progress.phase == "reading pictures" && state == RunState::Running)
        parts << tr("reading picture %1 of %2")
                     .arg(locale.toString(qint64(progress.done)), locale.toString(qint64(progress.total)));
    else
        parts << tr("%1 of %2 kimg")
                     .arg(locale.toString(kimg, 'g', 5), locale.toString(training_->settings().kimg, 'g', 6));
    if (!training_->points().empty()) {
        const core::GanPoint& point = training_->points().back();
        if (std::isfinite(point.imagesPerSecond))
            parts << tr("%1 pictures/s").arg(locale.toString(point.imagesPerSecond, 'f', 1));
        if (std::isfinite(point.p)) parts << tr("p %1").arg(locale.toString(point.p, 'f', 3));
        if (std::isfinite(point.rt)) parts << tr("rt %1").arg(locale.toString(point.rt, 'f', 2));
    }
    if (const auto fid = training_->fid()) parts << tr("Frechet %1").arg(locale.toString(*fid, 'g', 4));
    if (state == RunState::Running && !progress.activity.empty())
        parts << tr("comparing with photographs for the Frechet distance");
    if (state == RunState::Running)
        if (const QString left = timeLeftText(progress.secondsLeft); !left.isEmpty()) parts << left;
    return parts.join(QStringLiteral(" · "));
}

void TrainHead::refresh() {
    title_->setText(training_ ? training_->title() : tr("Samples"));
    const QString text = training_ ? figures() : tr("Choose pictures and start, or open a training.");
    figures_->setText(text);
    figures_->setToolTip(training_ && training_->state() == RunState::Failed ? training_->failure() : QString());
    symbol_->setVisible(training_ != nullptr);
    if (training_) symbol_->setPixmap(stateLook(*training_).symbol(kSymbol));
    explore_->setEnabled(training_ && !training_->generator().isEmpty());
    setAccessibleName(QStringLiteral("%1, %2").arg(title_->text(), text));
}

void TrainHead::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void TrainHead::retranslate() {
    explore_->setText(tr("Open in Explore"));
    explore_->setAccessibleName(tr("Open in Explore"));
    explore_->setToolTip(tr("Look at what its newest snapshot draws"));
    explore_->setIcon(lineIcon(QStringLiteral("explore")));
    refresh();
}

}  // namespace syper::ui
