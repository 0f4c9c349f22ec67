// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSpinBox>

#include "service/training_settings.h"
#include "widgets/folded_rows.h"

namespace syper::ui {

/// The settings of new trainings that few people touch.
class TrainAdvanced : public FoldedRows {
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
    void retranslate() override;

private:
    void connectAll();
    void refresh();
    void retranslateChoices();

    QComboBox *preset_, *side_, *aug_, *pipe_;
    QDoubleSpinBox *p_, *target_, *gamma_, *path_, *lr_, *snap_;
    QSpinBox *batch_, *freeze_, *fid_, *seed_;
    QCheckBox *mirror_, *half_;
    int resolution_;
};

}  // namespace syper::ui
