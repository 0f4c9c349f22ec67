// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sheet_view.h"

#include <QEvent>
#include <QFile>
#include <QHBoxLayout>
#include <QImageReader>
#include <QLocale>

#include "core/api/error.h"
#include "widgets/icons.h"
#include "widgets/sample_view.h"
#include "widgets/scroll_column.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kWordsWidth = 96;

QImage readSheet(const QString& file) {
    QImageReader reader(file);
    const QImage image = reader.read();
    if (image.isNull())
        throw core::Error(core::Errc::Io, QStringLiteral("cannot read the sheet %1 (%2); the next one comes by itself")
                                              .arg(file, reader.errorString())
                                              .toStdString());
    return image;
}

}  // namespace

SheetView::SheetView(service::TaskRunner& tasks, QWidget* parent)
    : QWidget(parent),
      tasks_(tasks),
      view_(new SampleView(this)),
      empty_(new QLabel(view_)),
      words_(new QLabel(this)),
      earlier_(new QToolButton(this)),
      later_(new QToolButton(this)),
      reals_(new QToolButton(this)),
      slider_(new QSlider(Qt::Horizontal, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kUnit);
    view_->setMinimumHeight(size::kThumbnail * 5 / 2);
    view_->installEventFilter(this);
    view_->setSmooth(true);  // a sheet is for looking over, and its cells are small
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setProperty("role", QStringLiteral("secondary"));
    empty_->setAttribute(Qt::WA_TransparentForMouseEvents);
    column->addWidget(view_, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(size::kUnit);
    earlier_->setArrowType(Qt::LeftArrow);
    later_->setArrowType(Qt::RightArrow);
    for (QToolButton* button : {earlier_, later_}) button->setProperty("flat", true);
    words_->setProperty("role", QStringLiteral("secondary"));
    words_->setMinimumWidth(kWordsWidth);
    words_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    reals_->setCheckable(true);
    slider_->setPageStep(1);
    row->addWidget(earlier_);
    row->addWidget(slider_, 1);
    row->addWidget(later_);
    row->addWidget(words_);
    row->addSpacing(size::kGap);
    row->addWidget(reals_);
    column->addLayout(row);
    connect(slider_, &QSlider::valueChanged, this, &SheetView::load);
    connect(earlier_, &QToolButton::clicked, this, [this] { slider_->setValue(slider_->value() - 1); });
    connect(later_, &QToolButton::clicked, this, [this] { slider_->setValue(slider_->value() + 1); });
    connect(reals_, &QToolButton::toggled, this, &SheetView::load);
    retranslate();
    takeSnapshots();
}

void SheetView::setTraining(service::Training* training) {
    if (training == training_) return;
    if (training_) training_->disconnect(this);
    training_ = training;
    snapshots_.clear();
    if (training_) connect(training_, &service::Training::snapshotsChanged, this, &SheetView::takeSnapshots);
    takeSnapshots();
}

void SheetView::takeSnapshots() {
    // Whoever looks at an earlier one keeps it; the newest follows.
    const bool follows = snapshots_.isEmpty() || slider_->value() == slider_->maximum();
    snapshots_ = training_ ? training_->snapshots() : QList<service::Snapshot>();
    const int last = std::max(0, int(snapshots_.size()) - 1);
    {
        const QSignalBlocker quiet(slider_);
        slider_->setRange(0, last);
        if (follows) slider_->setValue(last);
    }
    load();
}

void SheetView::load() {
    const bool any = !snapshots_.isEmpty();
    const bool hasReals = training_ && QFile::exists(training_->reals());
    slider_->setEnabled(snapshots_.size() > 1 && !reals_->isChecked());
    earlier_->setEnabled(slider_->isEnabled() && slider_->value() > 0);
    later_->setEnabled(slider_->isEnabled() && slider_->value() < slider_->maximum());
    reals_->setEnabled(hasReals);
    if (!hasReals) reals_->setChecked(false);
    showWords();
    wanted_ = reals_->isChecked() ? training_->reals() : any ? snapshots_[slider_->value()].sheet : QString();
    if (wanted_ == shown_) return;
    if (wanted_.isEmpty()) {
        shown_.clear();
        view_->setImage({});
        return;
    }
    tasks_.run(
        this, [file = wanted_] { return readSheet(file); },
        [this, file = wanted_](const service::Outcome<QImage>& outcome) {
            if (file != wanted_) return;  // another one is wanted by now
            shown_ = file;
            const auto* image = std::get_if<QImage>(&outcome);
            if (image != nullptr)
                view_->setImage(*image);
            else
                Q_EMIT failed(std::get<service::Failure>(outcome).text);
        });
}

void SheetView::showWords() {
    const bool any = !snapshots_.isEmpty();
    QString words;
    if (reals_->isChecked())
        words = tr("training pictures");
    else if (any)
        words = tr("%1 kimg").arg(QLocale().toString(snapshots_[slider_->value()].kimg, 'g', 6));
    words_->setText(words);
    slider_->setAccessibleDescription(words);
    view_->setAccessibleDescription(words);
    empty_->setText(training_ ? tr("Samples appear here before the first step, and with each snapshot.")
                              : tr("Samples of the training appear here as it goes."));
    empty_->setVisible(!any);
}

void SheetView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layout()->activate();
    empty_->setGeometry(view_->rect());
}

bool SheetView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_ && event->type() == QEvent::Wheel && scrollsAround(*view_, *static_cast<QWheelEvent*>(event)))
        return true;
    return QWidget::eventFilter(watched, event);
}

void SheetView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void SheetView::retranslate() {
    view_->setAccessibleName(tr("Sheet of samples"));
    slider_->setAccessibleName(tr("Sheets of the training so far"));
    slider_->setToolTip(tr("The sheets so far, always of the same latents; at its end it follows the training"));
    earlier_->setAccessibleName(tr("Earlier sheet"));
    earlier_->setToolTip(tr("Earlier sheet"));
    later_->setAccessibleName(tr("Later sheet"));
    later_->setToolTip(tr("Later sheet"));
    reals_->setText(tr("Training pictures"));
    reals_->setAccessibleName(tr("Training pictures"));
    reals_->setToolTip(tr("Show pictures that it learns from in place of its own"));
    showWords();
}

}  // namespace syper::ui
