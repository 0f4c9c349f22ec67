// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QToolButton>

#include "service/training_settings.h"
#include "widgets/form_parts.h"

namespace syper::ui {

class TrainAdvanced;

/// The settings of a new training: pictures, size, what it starts from, length, where it is kept, and the rest folded.
class TrainForm : public QWidget {
    Q_OBJECT
public:
    explicit TrainForm(QWidget* parent = nullptr);

    [[nodiscard]] service::TrainingSettings settings() const;
    void setSettings(const service::TrainingSettings& settings);
    /// Folder in which new trainings get theirs; empty = the studio's own.
    [[nodiscard]] QString outFolder() const;
    void setOutFolder(const QString& folder);
    /// Takes pictures from a folder or a file.
    void setData(const QString& path);
    /// A network's own size, as soon as it is known.
    void setResolution(int resolution);
    /// Why nothing can be started, in a sentence; empty if it can. What the files hold is not asked here.
    [[nodiscard]] QString problem() const;
    /// What was found about the pictures; caution marks it.
    void setDataWords(const QString& text, bool caution = false);
    /// What stands below the settings.
    [[nodiscard]] FormActions& actions() noexcept { return *actions_; }

Q_SIGNALS:
    void edited();
    /// Other pictures are named.
    void dataChanged();
    /// Another network to start from: a choice, or empty for a new one.
    void startChanged(const QString& start);

protected:
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildData(QWidget* parent);
    QWidget* buildSize(QWidget* parent);
    QWidget* buildOut(QWidget* parent);
    void connectAll();
    void browseFolder();
    void browseFile();
    void browseStart();
    void browseOut();
    void chooseStart(const QString& start);
    void changed();
    void refresh();
    void retranslate();

    QLabel* heading_;
    QLineEdit* data_;
    QToolButton *folder_, *file_;
    QLabel* dataWords_;
    bool dataUnusable_ = false;  ///< what the words say
    QComboBox *start_, *resolution_;
    QDoubleSpinBox* kimg_;
    QLineEdit* out_;
    QToolButton* browseOut_;
    TrainAdvanced* advanced_;
    QLabel *dataLabel_, *startLabel_, *resolutionLabel_, *kimgLabel_, *outLabel_;
    FormActions* actions_;
    QString startFile_;  ///< in the list beside what ships
    bool filling_ = false;
};

}  // namespace syper::ui
