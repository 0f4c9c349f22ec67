// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/identity_meter.h"

#include <QEvent>
#include <QLocale>
#include <algorithm>

#include "service/model_choices.h"
#include "widgets/icons.h"
#include "widgets/plot_style.h"
#include "widgets/qcustomplot_wrapper.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kHead = 18, kBar = 14, kWord = 18;  // heights of the three lines
constexpr int kSample = 28;                       // width of the model's mark
constexpr int kSymbol = 14;
constexpr double kThick = 4.0;

ModelStyle styleOf(const core::ModelInfo& info) {
    return modelStyle(modelKind(info.weightBits, info.activationBits));
}

}  // namespace

IdentityMeter::IdentityMeter(QString model, QWidget* parent) : QWidget(parent), model_(std::move(model)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    refresh();
}

QSize IdentityMeter::sizeHint() const {
    return {180, kHead + kBar + kWord};
}

QSize IdentityMeter::minimumSizeHint() const {
    return {84, sizeHint().height()};
}

void IdentityMeter::setVerdict(const std::optional<IdentityVerdict>& verdict) {
    verdict_ = verdict;
    if (verdict) trouble_.clear();
    refresh();
}

void IdentityMeter::setTrouble(const QString& text) {
    trouble_ = text;
    verdict_.reset();
    refresh();
}

QString IdentityMeter::title() const {
    if (!verdict_) return service::modelTitle(model_);
    const core::ModelInfo& info = verdict_->score.info;
    return info.weightBits < 32 ? QStringLiteral("W%1A%2").arg(info.weightBits).arg(info.activationBits) : tr("FP");
}

QString IdentityMeter::word() const {
    if (!trouble_.isEmpty()) return tr("cannot be used");
    if (!verdict_) return {};
    const std::optional<bool> accepted = verdict_->accepts();
    if (!accepted) return tr("no threshold");
    return *accepted ? tr("same eye") : tr("DIFFERENT");
}

void IdentityMeter::refresh() {
    const QLocale locale;
    QStringList lines{service::modelTitle(model_)};
    QString spoken = title();
    if (!trouble_.isEmpty()) lines << trouble_;
    if (verdict_) {
        const QString number = locale.toString(verdict_->score.similarity, 'f', 3);
        lines << tr("Similarity to the start %1: the cosine between the two embeddings, -1 to 1").arg(number);
        lines << (verdict_->threshold
                      ? tr("Threshold %1. %2")
                            .arg(locale.toString(verdict_->threshold->value, 'f', 3), verdict_->threshold->meaning)
                      : tr("This model carries no threshold; Verify measures one on a labelled set."));
        if (verdict_->flipped) lines << tr("Quantization changed the decision: the FP model decides otherwise.");
        spoken += QStringLiteral(": ") + number;
    }
    if (!word().isEmpty()) spoken += QStringLiteral(", ") + word();
    if (verdict_ && verdict_->flipped) spoken += QStringLiteral(", ") + tr("flipped");
    setToolTip(lines.join(QLatin1Char('\n')));
    setAccessibleName(spoken);
    update();
}

void IdentityMeter::drawHead(QPainter& painter, const QRect& where) const {
    QRect rest = where;
    const QFont figures = Theme::font(type::kBody, QFont::DemiBold);
    const int figure = QFontMetrics(figures).horizontalAdvance(QStringLiteral("-0.00 "));
    const int name = QFontMetrics(Theme::font(type::kBody)).horizontalAdvance(title());
    // The bar below has the model's colour and marker too: the name comes first.
    if (verdict_ && name <= where.width() - figure - kSample - size::kUnit) {
        painter.drawPixmap(where.left(), where.center().y() - 6,
                           curveSample(styleOf(verdict_->score.info), 0, devicePixelRatioF()));
        rest.setLeft(where.left() + kSample + size::kUnit);
    }
    painter.setPen(Theme::palette().text);
    painter.setFont(figures);
    const QString number = verdict_ ? QLocale().toString(verdict_->score.similarity, 'f', 2) : QStringLiteral("\u2014");
    painter.drawText(rest, Qt::AlignRight | Qt::AlignVCenter, number);
    rest.setRight(rest.right() - figure);
    painter.setFont(Theme::font(type::kBody));
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(title(), Qt::ElideRight, rest.width()));
}

void IdentityMeter::drawBar(QCPPainter& painter, const QRectF& where) const {
    const Palette& palette = Theme::palette();
    const double middle = where.center().y();
    painter.setPen(QPen(palette.border, kThick, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QLineF(where.left(), middle, where.right(), middle));
    if (!verdict_) return;
    const auto at = [&where](double share) { return where.left() + std::clamp(share, 0.0, 1.0) * where.width(); };
    const ModelStyle style = styleOf(verdict_->score.info);
    const double end = at(verdict_->score.similarity);
    const QPen outline = curvePen(style, 0, palette);
    painter.setPen(QPen(outline.color(), kThick, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QLineF(where.left(), middle, end, middle));
    if (verdict_->threshold) {
        const double tick = at(verdict_->threshold->value);
        painter.setPen(QPen(palette.text, 2.0, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QLineF(tick, where.top() + 1, tick, where.bottom() - 1));
    }
    const QCPScatterStyle marker = curveMarker(style, outline);
    marker.applyTo(&painter, outline);
    marker.drawShape(&painter, std::clamp(end, where.left() + kThick, where.right() - kThick), middle);
}

std::pair<QString, QString> IdentityMeter::wordsWithin(int room) const {
    const QFontMetrics metrics(Theme::font(type::kSecondary, QFont::DemiBold));
    const QString beside = verdict_ && verdict_->flipped ? tr("flipped") : QString();
    if (beside.isEmpty()) return {metrics.elidedText(word(), Qt::ElideRight, room), {}};
    const bool fits = metrics.horizontalAdvance(word()) + size::kUnit + metrics.horizontalAdvance(beside) <= room;
    return {fits ? word() : QString(), metrics.elidedText(beside, Qt::ElideRight, room)};
}

void IdentityMeter::drawWord(QPainter& painter, const QRect& where) const {
    if (word().isEmpty()) return;
    const Palette& palette = Theme::palette();
    const std::optional<bool> accepted = verdict_ ? verdict_->accepts() : std::nullopt;
    const char* icon = !trouble_.isEmpty() ? "error" : !accepted ? "info" : *accepted ? "check" : "close";
    const QColor color = !trouble_.isEmpty() ? palette.bad
                         : !accepted         ? palette.secondary
                         : *accepted         ? palette.good
                                             : palette.caution;
    lineIcon(QLatin1String(icon), color)
        .paint(&painter, QRect(where.left(), where.center().y() - kSymbol / 2 + 1, kSymbol, kSymbol));
    painter.setFont(Theme::font(type::kSecondary, QFont::DemiBold));
    painter.setPen(color);
    QRect rest = where.adjusted(kSymbol + size::kUnit, 0, 0, 0);
    const auto [said, beside] = wordsWithin(rest.width());
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, said);
    if (beside.isEmpty()) return;
    if (!said.isEmpty()) rest.setLeft(rest.left() + painter.fontMetrics().horizontalAdvance(said) + size::kUnit);
    painter.setPen(palette.bad);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, beside);
}

void IdentityMeter::paintEvent(QPaintEvent*) {
    QCPPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawHead(painter, {0, 0, width(), kHead});
    drawBar(painter, QRectF(0, kHead, width(), kBar));
    drawWord(painter, {0, kHead + kBar, width(), kWord});
}

void IdentityMeter::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) refresh();
    QWidget::changeEvent(event);
}

}  // namespace syper::ui
