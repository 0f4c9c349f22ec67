// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QSpinBox>
#include <QToolButton>

#include "service/training_settings.h"

namespace syper::ui {

/// The settings of new trainings that few people touch, folded until somebody opens them.
class TrainAdvanced : public QWidget {
    Q_OBJECT
public:
    explicit TrainAdvanced(QWidget* parent = nullptr);

    /// Puts what stands here into `settings`.
    void read(service::TrainingSettings& settings) const;
    /// Shows what `settings` has of it.
    void fill(const service::TrainingSettings& settings);
    /// What the preset gives at that size is said where nothing is typed.
    void setResolution(int resolution);

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    void connectAll();
    void refresh();
    void retranslate();
    void retranslateChoices();

    QToolButton* more_;
    QWidget* folded_;
    QFormLayout* rows_;
    QComboBox *preset_, *side_, *aug_, *pipe_;
    QDoubleSpinBox *p_, *target_, *gamma_, *path_, *lr_, *snap_;
    QSpinBox *batch_, *freeze_, *fid_, *seed_;
    QCheckBox *mirror_, *half_;
    int resolution_;
};

}  // namespace syper::ui
