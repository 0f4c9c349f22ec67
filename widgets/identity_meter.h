// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "service/identity_service.h"
#include "widgets/model_threshold.h"

class QCPPainter;

namespace syper::ui {

/// What one model says of the picture and the start it is compared with.
struct IdentityVerdict {
    service::IdentityScore score;
    std::optional<Threshold> threshold;
    bool flipped = false;  ///< decides otherwise than the model that is not quantized

    /// Same eye; nothing where there is no threshold.
    [[nodiscard]] std::optional<bool> accepts() const {
        if (!threshold) return {};
        return score.similarity >= threshold->value;
    }
    [[nodiscard]] bool quantized() const { return score.info.weightBits < 32; }
};

/// One model's verdict as a bar from 0 to 1 in the model's own look, with its threshold as a tick, a figure and a word.
class IdentityMeter : public QWidget {
    Q_OBJECT
public:
    explicit IdentityMeter(QString model, QWidget* parent = nullptr);

    [[nodiscard]] const QString& model() const noexcept { return model_; }
    [[nodiscard]] const std::optional<IdentityVerdict>& verdict() const noexcept { return verdict_; }
    void setVerdict(const std::optional<IdentityVerdict>& verdict);
    /// Why the model cannot be used; empty = it can.
    void setTrouble(const QString& text);
    /// "same eye", "DIFFERENT"; what the meter says in a word.
    [[nodiscard]] QString word() const;
    /// What it says of the decision, and of its being flipped, where there are so many pixels for the words: where both
    /// have no room the symbol stands for the first.
    [[nodiscard]] std::pair<QString, QString> wordsWithin(int room) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    [[nodiscard]] QString title() const;
    void drawHead(QPainter& painter, const QRect& where) const;
    void drawBar(QCPPainter& painter, const QRectF& where) const;
    void drawWord(QPainter& painter, const QRect& where) const;

    QString model_, trouble_;
    std::optional<IdentityVerdict> verdict_;
};

}  // namespace syper::ui
