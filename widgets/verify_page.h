// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTableWidget>
#include <QToolButton>
#include <array>
#include <optional>

#include "service/engine.h"
#include "widgets/page.h"
#include "widgets/verify_card.h"

namespace syper::ui {

class DetPlot;
class PictureSlot;

/// Where one compares two eyes with several models side by side, and the models with each other on a labelled set.
class VerifyPage : public Page {
    Q_OBJECT
public:
    /// engine outlives this.
    explicit VerifyPage(service::Engine& engine, QWidget* parent = nullptr);

    [[nodiscard]] QString name() const override { return QStringLiteral("verify"); }
    [[nodiscard]] QString title() const override { return tr("Verify"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("verify"); }
    [[nodiscard]] QList<std::pair<QString, QString>> shortcuts() const override;
    bool open(const OpenedFile& file) override;
    void showcase() override;

    /// A teacher and its student side by side (choices, see ModelCard).
    void compareModels(const QString& teacher, const QString& student);
    void addModel(const QString& choice);
    void removeModel(const QString& choice);
    void openPicture(int slot, const QString& path);
    /// Starts the statistics of all models on a labelled set, as a job.
    void measure(const QString& path);

    [[nodiscard]] const QList<VerifyCard*>& cards() const noexcept { return cards_; }
    [[nodiscard]] PictureSlot& slot(int index) noexcept { return *slots_[std::size_t(index)]; }
    [[nodiscard]] const std::optional<service::Statistics>& statistics() const noexcept { return statistics_; }
    [[nodiscard]] DetPlot& plot() noexcept { return *plot_; }

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildLeft();
    QWidget* buildRight();
    void connectService();
    void fillModels();
    void fillAddMenu();
    void sendModels();
    void generate(int slot);
    void busy();
    [[nodiscard]] double wantedFmr() const;
    /// What decides for a model: the slider's value, its own threshold, or one measured here.
    [[nodiscard]] std::optional<Threshold> thresholdOf(const core::ModelInfo& info) const;
    [[nodiscard]] std::optional<Threshold> measuredThreshold(const core::ModelInfo& info) const;
    void remember(const service::ModelStatistics& model, const QString& set);
    void decide();
    void setManual(std::optional<double> threshold);
    void showStatistics(const service::Statistics& statistics);
    void fillTable();
    void chooseSet();
    void exportFigures();
    void tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions = {});
    VerifyCard* card(const QString& choice) const;

    service::Engine& engine_;
    std::array<PictureSlot*, 2> slots_{};
    QHBoxLayout* cardRow_ = nullptr;
    QList<VerifyCard*> cards_;
    QToolButton *add_ = nullptr, *export_ = nullptr, *own_ = nullptr;
    QPushButton* statisticsButton_ = nullptr;
    QLabel *modelsTitle_ = nullptr, *thresholdTitle_ = nullptr, *thresholdText_ = nullptr, *setTitle_ = nullptr,
           *empty_ = nullptr;
    QComboBox* fmr_ = nullptr;
    QSlider* slider_ = nullptr;
    DetPlot* plot_ = nullptr;
    QTableWidget* table_ = nullptr;
    std::optional<double> manual_;
    std::optional<service::Statistics> statistics_;
    bool begun_ = false;
    std::array<bool, 2> generated_{};  // the slot holds what the program put there
    std::uint32_t nextSeed_ = 1;
};

}  // namespace syper::ui
