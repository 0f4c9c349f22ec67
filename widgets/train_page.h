// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "service/engine.h"
#include "widgets/page.h"

namespace syper::ui {

class RunPageFrame;
class RunPanel;
class RunPlot;
class RunPlotBox;
class SheetView;
class TrainForm;
class TrainHead;

/// Where one trains a generator of pictures and watches it learn.
class TrainPage : public Page {
    Q_OBJECT
public:
    /// engine outlives this.
    explicit TrainPage(service::Engine& engine, QWidget* parent = nullptr);

    [[nodiscard]] QString name() const override { return QStringLiteral("train"); }
    [[nodiscard]] QString title() const override { return tr("Train"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("train"); }
    [[nodiscard]] QList<std::pair<QString, QString>> shortcuts() const override;
    bool open(const OpenedFile& file) override;
    void showcase() override;

    [[nodiscard]] TrainForm& form() noexcept { return *form_; }
    [[nodiscard]] RunPlot& plot() noexcept;
    [[nodiscard]] RunPanel& runs() noexcept { return *runs_; }
    [[nodiscard]] SheetView& sheet() noexcept { return *sheet_; }

Q_SIGNALS:
    /// The chosen generator is to be looked at: a snapshot has been made that.
    void exploreRequested();

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildMiddle();
    void connectForm();
    void connectRuns();
    void start();
    void copyCommand(const service::TrainingSettings& settings, const QString& out);
    void showRuns();
    void settingsEdited();
    void countPictures();
    void askSize(const QString& start);
    void showEstimate();
    void remember();
    void runFinished(const service::Training& run);
    void explore(const QString& generator);
    void showcaseStep();
    void tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions = {}, bool stays = false);

    service::Engine& engine_;
    TrainForm* form_;
    TrainHead* head_ = nullptr;
    SheetView* sheet_ = nullptr;
    RunPlotBox* curves_ = nullptr;
    RunPanel* runs_ = nullptr;
    RunPageFrame* frame_ = nullptr;
    QTimer settle_;      // files are looked into when the user stops typing
    quint64 asked_ = 0;  // the newest question about the pictures
};

}  // namespace syper::ui
