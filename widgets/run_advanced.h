// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

#include "service/run_settings.h"
#include "widgets/folded_rows.h"

namespace syper::ui {

/// The settings of new runs that few people touch.
class RunAdvanced : public FoldedRows {
    Q_OBJECT
public:
    explicit RunAdvanced(QWidget* parent = nullptr);

    /// Puts what stands here into `settings`.
    void read(service::RunSettings& settings) const;
    /// Shows what `settings` has of it.
    void fill(const service::RunSettings& settings);
    /// The learning rate that goes with a batch is said where none is typed.
    void setBatch(int batch);

Q_SIGNALS:
    void edited();

protected:
    void retranslate() override;

private:
    QDoubleSpinBox *lr_, *momentum_, *weightDecay_, *clip_;
    QSpinBox *freeze_, *checkpoint_, *seed_;
    QCheckBox *shuffle_, *augment_;
    int batch_;
};

}  // namespace syper::ui
