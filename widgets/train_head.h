// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPointer>
#include <QPushButton>

#include "service/training.h"

namespace syper::ui {

/// What the training on the page is doing in figures, and the way to its newest generator.
class TrainHead : public QWidget {
    Q_OBJECT
public:
    explicit TrainHead(QWidget* parent = nullptr);

    /// Null for none.
    void setTraining(service::Training* training);
    /// "running · 12 of 200 kimg · 23 pictures/s · p 0.12 · rt 0.55 · 2 h 10 min left".
    [[nodiscard]] QString figures() const;

Q_SIGNALS:
    void exploreRequested(const QString& generator);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void retranslate();

    QPointer<service::Training> training_;
    QLabel *title_, *symbol_, *figures_;
    QPushButton* explore_;
};

}  // namespace syper::ui
