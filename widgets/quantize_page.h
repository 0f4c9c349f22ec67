// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "service/engine.h"
#include "widgets/page.h"

namespace syper::ui {

class RunComparison;
class RunForm;
class RunList;
class RunPageFrame;
class RunPanel;
class RunPlot;
class RunPlotBox;

/// Where one turns a teacher into quantized students without labels, and watches it happen.
class QuantizePage : public Page {
    Q_OBJECT
public:
    /// engine outlives this.
    explicit QuantizePage(service::Engine& engine, QWidget* parent = nullptr);

    [[nodiscard]] QString name() const override { return QStringLiteral("quantize"); }
    [[nodiscard]] QString title() const override { return tr("Quantize"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("quantize"); }
    [[nodiscard]] QList<std::pair<QString, QString>> shortcuts() const override;
    bool open(const OpenedFile& file) override;
    void showcase() override;

    [[nodiscard]] RunForm& form() noexcept { return *form_; }
    [[nodiscard]] RunPlot& plot() noexcept;
    [[nodiscard]] RunList& list() noexcept;

Q_SIGNALS:
    /// A finished student is to be compared with its teacher.
    void verifyRequested(const QString& teacher, const QString& student);

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildMiddle();
    void connectRuns();
    void connectStore();
    void start();
    void copyCommands();
    void showRuns();
    void settingsEdited();
    void measureNext();
    void showEstimate();
    void runFinished(const service::Run& run);
    void showcaseStep();
    void tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions = {}, bool stays = false);

    service::Engine& engine_;
    RunForm* form_;
    RunPlotBox* curves_;
    RunComparison* comparison_;
    RunPanel* runs_;
    RunPageFrame* frame_;
    QTimer settle_;  // estimates wait until the user stops typing
    QString estimateTrouble_;
};

}  // namespace syper::ui
