// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/verify_card.h"

#include <QEvent>
#include <QLocale>
#include <QVBoxLayout>

#include "widgets/elided_label.h"
#include "widgets/icons.h"
#include "widgets/plot_style.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

/// core::ModelInfo::runtime in a word.
QString computedBy(const std::string& runtime) {
    if (runtime.starts_with("integer")) return VerifyCard::tr("integer");
    return runtime.find("folded") != std::string::npos ? VerifyCard::tr("folded") : VerifyCard::tr("layer by layer");
}

}  // namespace

VerifyCard::VerifyCard(QString model, const QString& name, QWidget* parent)
    : QFrame(parent),
      model_(std::move(model)),
      sample_(new QLabel(this)),
      name_(new ElidedLabel(this)),
      figure_(new QLabel(this)),
      symbol_(new QLabel(this)),
      decision_(new QLabel(this)),
      flip_(new QLabel(this)),
      facts_(new QLabel(this)),
      remove_(new QToolButton(this)),
      calibrate_(new QToolButton(this)) {
    setProperty("panel", true);
    setMinimumSize(size::kThumbnail * 5 / 2, kHeight);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(size::kGapWide, size::kGap, size::kGap, size::kGapWide);
    column->setSpacing(size::kUnit);
    auto* head = new QHBoxLayout;
    name_->setProperty("role", QStringLiteral("heading"));
    name_->setText(name);
    remove_->setProperty("flat", true);
    head->addWidget(sample_);
    head->addWidget(name_, 1);
    head->addWidget(remove_);
    figure_->setProperty("role", QStringLiteral("figure"));
    figure_->setFont(Theme::font(type::kFigure, QFont::DemiBold));
    auto* verdict = new QHBoxLayout;
    verdict->addWidget(symbol_);
    verdict->addWidget(decision_);
    verdict->addWidget(flip_, 1);
    facts_->setProperty("role", QStringLiteral("secondary"));
    facts_->setWordWrap(true);
    calibrate_->setToolButtonStyle(Qt::ToolButtonTextOnly);
    column->addLayout(head);
    column->addWidget(figure_);
    column->addLayout(verdict);
    column->addWidget(facts_);
    column->addWidget(calibrate_);
    connect(remove_, &QToolButton::clicked, this, &VerifyCard::removeRequested);
    connect(calibrate_, &QToolButton::clicked, this, &VerifyCard::calibrateRequested);
    connect(&Theme::instance(), &Theme::changed, this, &VerifyCard::refresh);
    refresh();
}

std::optional<bool> VerifyCard::accepts() const {
    if (!score_ || !threshold_) return {};
    return score_->score >= threshold_->value;
}

void VerifyCard::setBusy() {
    score_.reset();
    trouble_.clear();
    flipped_ = false;
    refresh();
}

void VerifyCard::setScore(const service::VerifyScore& score) {
    score_ = score;
    trouble_.clear();
    refresh();
}

void VerifyCard::setTrouble(const QString& text) {
    score_.reset();
    trouble_ = text;
    refresh();
}

void VerifyCard::setThreshold(const std::optional<Threshold>& threshold) {
    threshold_ = threshold;
    refresh();
}

void VerifyCard::setFlipped(bool flipped) {
    flipped_ = flipped;
    refresh();
}

void VerifyCard::refresh() {
    const Palette& palette = Theme::palette();
    const QLocale locale;
    const core::ModelInfo info = score_ ? score_->info : core::ModelInfo();
    const ModelStyle style = modelStyle(modelKind(info.weightBits, info.activationBits));
    sample_->setPixmap(score_ ? curveSample(style, 0, devicePixelRatioF()) : QPixmap());
    figure_->setText(score_ ? locale.toString(score_->score, 'f', 3) : QStringLiteral("\u2014"));
    figure_->setToolTip(tr("Score: the cosine between the two eyes' embeddings, -1 to 1"));

    const std::optional<bool> accepted = accepts();
    const char* icon = !trouble_.isEmpty() ? "error" : !accepted ? "info" : *accepted ? "check" : "close";
    const QColor color = !trouble_.isEmpty() ? palette.bad
                         : !accepted         ? palette.secondary
                         : *accepted         ? palette.good
                                             : palette.caution;
    symbol_->setPixmap(score_ || !trouble_.isEmpty() ? lineIcon(QLatin1String(icon), color).pixmap(size::kIcon)
                                                     : QPixmap());
    decision_->setText(!trouble_.isEmpty() ? tr("cannot be used")
                       : !score_           ? tr("waits for two eyes")
                       : !accepted         ? tr("no threshold")
                       : *accepted         ? tr("same eye")
                                           : tr("DIFFERENT"));
    decision_->setStyleSheet(QStringLiteral("color: %1; font-weight: 600;").arg(color.name()));
    flip_->setText(flipped_ ? tr("\u2190 flipped") : QString());
    flip_->setStyleSheet(QStringLiteral("color: %1; font-weight: 600;").arg(palette.bad.name()));
    flip_->setToolTip(tr("Quantization changed the decision: the FP model decides otherwise."));
    const QString meaning =
        threshold_ ? threshold_->meaning : tr("This model carries no threshold. Measure one on a labelled set.");
    for (QLabel* label : {symbol_, decision_}) label->setToolTip(meaning);
    if (!trouble_.isEmpty())
        facts_->setText(trouble_);
    else if (score_)
        facts_->setText(
            tr("%1 ms %2 · %3 %4")
                .arg(locale.toString(score_->milliseconds, 'f', score_->milliseconds < 10 ? 1 : 0),
                     computedBy(info.runtime), bytesText(info.packedBytes),
                     info.weightBits == 32     ? tr("FP32")
                     : info.scheme == "deploy" ? tr("packed")
                                               : tr("by count")) +
            (threshold_ ? QStringLiteral("\n") +
                              tr("threshold %1: %2").arg(locale.toString(threshold_->value, 'f', 3), threshold_->source)
                        : QString()));
    else
        facts_->setText(QString());
    facts_->setToolTip(
        tr("Time for one eye after a warm-up, on this computer, computed by: %1; size as the paper counts: "
           "parameters x bits, which is on disk once packed (scheme deploy)")
            .arg(QString::fromStdString(info.runtime)));
    calibrate_->setText(tr("Calibrate ..."));
    calibrate_->setAccessibleName(tr("Calibrate %1").arg(name_->text()));
    calibrate_->setToolTip(tr("Measure its threshold on made-up eyes, a folder of labelled eyes or a list of pairs"));
    calibrate_->setVisible(score_ && !threshold_);
    remove_->setIcon(lineIcon(QStringLiteral("close")));
    remove_->setAccessibleName(tr("Take %1 out of the comparison").arg(name_->text()));
    remove_->setToolTip(tr("Take it out of the comparison"));
    setAccessibleName(
        QStringLiteral("%1: %2, %3 %4").arg(name_->text(), figure_->text(), decision_->text(), flip_->text()));
}

void VerifyCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) refresh();
    QFrame::changeEvent(event);
}

}  // namespace syper::ui
