// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QToolButton>

#include "service/model_choices.h"
#include "service/run_settings.h"
#include "widgets/form_parts.h"

namespace syper::ui {

class BitsPicker;
class ModelChooser;
class RunAdvanced;

/// The settings of new runs: teacher, bits (several at once make several runs), pictures, length, and the rest folded.
class RunForm : public QWidget {
    Q_OBJECT
public:
    /// models outlives this. schemes: names, the default first.
    RunForm(service::ModelChoices& models, const QStringList& schemes, QWidget* parent = nullptr);

    /// One for each bit width chosen.
    [[nodiscard]] QList<service::RunSettings> settings() const;
    /// Fills the form and chooses the models that `settings` speaks of; bits are those of `settings` alone.
    void setSettings(const service::RunSettings& settings);
    /// Fills the form with what settings() gave before; the models chosen stay. An empty list gives the quick look: a
    /// newcomer's first run should take minutes, not days.
    void restore(const QList<service::RunSettings>& settings);
    /// Why nothing can be started, in a sentence; empty if it can.
    [[nodiscard]] QString problem() const;
    /// Takes pictures from a folder.
    void setFolder(const QString& folder);
    /// What stands below the settings.
    [[nodiscard]] FormActions& actions() noexcept { return *actions_; }

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildPresets(QWidget* parent);
    QWidget* buildImages(QWidget* parent);
    QWidget* buildLength(QWidget* parent);
    void connectModels();
    /// What the length counts, and from where, as the scheme has it.
    void fitLength();
    [[nodiscard]] bool byEpochs() const;
    /// All but bits and models.
    void fill(const service::RunSettings& settings);
    void preset(bool quick);
    void browse();
    void refresh();
    void changed();
    void retranslate();
    void retranslateImages();

    service::ModelChoices& models_;
    QStringList schemes_;
    QLabel* heading_;
    QPushButton *published_, *quick_;
    ModelChooser* teacher_;
    BitsPicker* bits_;
    QComboBox* scheme_;
    QRadioButton *generated_, *fromFolder_;
    QSpinBox* count_;
    QLineEdit* folder_;
    QToolButton* browse_;
    QComboBox* lengthUnit_;
    QSpinBox *length_, *batch_;
    RunAdvanced* advanced_;
    QLabel *teacherLabel_, *bitsLabel_, *schemeLabel_, *imagesLabel_, *lengthLabel_, *batchLabel_;
    FormActions* actions_;
    bool filling_ = false;
    int epochs_ = 10, steps_ = 200;  // what the length shows in its other unit
    int extraSteps_ = 0;             // for schemes that train only if asked to
};

}  // namespace syper::ui
