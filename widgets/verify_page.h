// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <array>

#include "service/engine.h"
#include "widgets/page.h"
#include "widgets/verify_card.h"

namespace syper::ui {

class CardRows;
class PictureSlot;
class VerifyStatistics;

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
    /// The same on eyes that the generator makes up; null where that cannot be.
    service::Job* measureMadeUp();

    [[nodiscard]] const QList<VerifyCard*>& cards() const noexcept { return cards_; }
    [[nodiscard]] PictureSlot& slot(int index) noexcept { return *slots_[std::size_t(index)]; }
    [[nodiscard]] VerifyStatistics& statistics() noexcept { return *statistics_; }

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;

private:
    /// Whose picture a slot holds, from the moment on that it is asked for.
    enum class Filled : std::uint8_t { Not, ByProgram, ByUser };

    QWidget* buildLeft();
    void connectService();
    void fillModels();
    void fillAddMenu();
    void sendModels();
    void generate(int slot);
    void busy();
    void decide();
    void chooseSet(const QPoint& at);
    using MakeJob = std::function<service::JobSpec(const QStringList& models,
                                                   std::function<void(const service::Statistics&)> done)>;
    /// Starts a job that measures all models and shows how it goes.
    service::Job* watch(const MakeJob& make);
    void showcaseEyes();
    void tell(Notice::Kind kind, const QString& text, const QList<Notice::Action>& actions = {});
    VerifyCard* card(const QString& choice) const;

    service::Engine& engine_;
    std::array<PictureSlot*, 2> slots_{};
    CardRows* cardRows_ = nullptr;
    QList<VerifyCard*> cards_;
    QToolButton* add_ = nullptr;
    QLabel* modelsTitle_ = nullptr;
    VerifyStatistics* statistics_ = nullptr;
    bool begun_ = false;
    std::array<Filled, 2> filled_{};
    std::uint32_t nextSeed_ = 8;  ///< of the next made-up eye
};

}  // namespace syper::ui
