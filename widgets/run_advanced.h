// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QSpinBox>
#include <QToolButton>

#include "service/run_settings.h"

namespace syper::ui {

/// The settings of new runs that few people touch, folded until somebody opens them.
class RunAdvanced : public QWidget {
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
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QToolButton* more_;
    QWidget* folded_;
    QFormLayout* rows_;
    QDoubleSpinBox *lr_, *momentum_, *weightDecay_, *clip_;
    QSpinBox *freeze_, *checkpoint_, *seed_;
    QCheckBox *shuffle_, *augment_;
    int batch_;
};

}  // namespace syper::ui
