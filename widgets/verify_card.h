// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QToolButton>
#include <optional>

#include "service/verify_types.h"
#include "widgets/model_threshold.h"

namespace syper::ui {

/// What one model says of the two eyes: score, decision as word, shape and colour, time, size.
class VerifyCard : public QFrame {
    Q_OBJECT
public:
    static constexpr int kHeight = 200;  ///< at least; there before the score

    VerifyCard(QString model, const QString& name, QWidget* parent = nullptr);

    [[nodiscard]] const QString& model() const noexcept { return model_; }
    [[nodiscard]] const std::optional<service::VerifyScore>& score() const noexcept { return score_; }
    /// There is a score, or why there is none.
    [[nodiscard]] bool answered() const noexcept { return score_ || !trouble_.isEmpty(); }
    /// Same eye, or nothing where there is no score or no threshold.
    [[nodiscard]] std::optional<bool> accepts() const;

    void setBusy();
    void setScore(const service::VerifyScore& score);
    void setTrouble(const QString& text);
    void setThreshold(const std::optional<Threshold>& threshold);
    /// Decides otherwise than the model beside it that is not quantized.
    void setFlipped(bool flipped);
    [[nodiscard]] QString decisionText() const { return decision_->text(); }

Q_SIGNALS:
    void removeRequested();
    void calibrateRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();

    QString model_;
    std::optional<service::VerifyScore> score_;
    std::optional<Threshold> threshold_;
    QString trouble_;
    bool flipped_ = false;
    QLabel *sample_, *name_, *figure_, *symbol_, *decision_, *flip_, *facts_;
    QToolButton *remove_, *calibrate_;
};

}  // namespace syper::ui
