// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QList>
#include <QStackedWidget>
#include <QTimer>
#include <optional>

#include "service/engine.h"
#include "widgets/empty_state.h"
#include "widgets/explore_compare.h"
#include "widgets/explore_controls.h"
#include "widgets/explore_directions.h"
#include "widgets/explore_hard_set.h"
#include "widgets/explore_history.h"
#include "widgets/explore_latents.h"
#include "widgets/explore_model.h"
#include "widgets/explore_networks.h"
#include "widgets/explore_panels.h"
#include "widgets/explore_recipes.h"
#include "widgets/explore_tools.h"
#include "widgets/frame_rate.h"
#include "widgets/history_strip.h"
#include "widgets/identity_bar.h"
#include "widgets/network_grid.h"
#include "widgets/page.h"
#include "widgets/sample_view.h"
#include "widgets/sweep_strip.h"

namespace syper::ui {

/// Where one walks through a generator's latent space: the picture, what determines it, where one was.
class ExplorePage : public Page {
    Q_OBJECT
public:
    /// engine outlives this.
    explicit ExplorePage(service::Engine& engine, QWidget* parent = nullptr);

    [[nodiscard]] QString name() const override { return QStringLiteral("explore"); }
    [[nodiscard]] QString title() const override { return tr("Explore"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("explore"); }
    [[nodiscard]] QList<std::pair<QString, QString>> shortcuts() const override;
    bool open(const OpenedFile& file) override;
    void showcase() override;

    [[nodiscard]] ExploreModel& model() noexcept { return model_; }
    [[nodiscard]] SampleView& view() noexcept { return *view_; }
    [[nodiscard]] ExploreControls& controls() noexcept { return *controls_; }
    [[nodiscard]] HistoryStrip& history() noexcept { return *history_; }
    [[nodiscard]] ExploreHistory& journal() noexcept { return *journal_; }
    [[nodiscard]] QToolButton& favouritesButton() noexcept { return *favourites_; }
    [[nodiscard]] SweepStrip& sweep() noexcept { return *sweep_; }
    [[nodiscard]] NetworkGrid& grid() noexcept { return *grid_; }
    /// The picture on screen and what it was made from; nothing before the first one.
    [[nodiscard]] const std::optional<service::Sampled>& shown() const noexcept { return shown_; }
    /// The id of the picture in the view, coarse or exact; 0 before the first one.
    [[nodiscard]] quint64 idInView() const noexcept { return inView_.id; }
    /// Is the picture in the view a coarse one, whose exact one is on its way?
    [[nodiscard]] bool coarse() const noexcept { return inView_.coarse; }

    [[nodiscard]] ExploreHardSet& hardSet() noexcept { return *hardSet_; }
    [[nodiscard]] IdentityBar& identity() noexcept { return *identity_; }
    [[nodiscard]] ExploreRecipes& recipes() noexcept { return *recipes_; }
    [[nodiscard]] ExploreCompare& compare() noexcept { return *compare_; }
    [[nodiscard]] ExplorePanels& panels() noexcept { return *panels_; }
    [[nodiscard]] ExploreTools& tools() noexcept { return *tools_; }

Q_SIGNALS:
    /// A folder of pictures is to be the image source of Quantize.
    void quantizeRequested(const QString& folder);

protected:
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    QWidget* buildPicture();
    QWidget* buildHistory();
    void addKeys();
    void connectTools();
    void connectEngine();
    void browse();

    void useGenerator();
    void stateChanged();
    bool fitClass();
    void networkReady();
    void networkFailed(const QString& reason);
    void openWaiting();
    void coarselySampled(const service::Sampled& picture);
    void sampled(const service::Sampled& picture);
    void settle();
    void showStatus();
    void showEmpty(const QString& iconName, const QString& heading, const QString& text, bool withActions);
    void enableTools(bool enabled);
    void nextOfShowcase();

    service::Engine& engine_;
    ExploreModel model_;
    std::optional<service::Sampled> shown_;
    struct InView {
        quint64 id = 0;
        bool coarse = false;
        double milliseconds = 0.0;
    };
    InView inView_;
    FrameRate rate_;
    std::vector<core::SampleRequest> extras_;  ///< of the strip, as last asked for
    quint64 asked_ = 0;                        ///< the newest picture's id
    quint64 extrasFirst_ = 0;
    std::size_t extrasLeft_ = 0;
    QList<core::SampleRequest> showcaseLeft_;
    QList<double> showcaseWalks_;  ///< along the first direction
    bool inShowcase_ = false;
    QList<OpenedFile> waiting_;  ///< for a network that is being opened
    bool failed_ = false;        ///< the network could not be opened

    QStackedWidget* stage_;
    SampleView* view_;
    EmptyState* empty_;
    QPushButton* openButton_;
    QPushButton* bundledButton_;
    ExploreControls* controls_;
    ExplorePanels* panels_;
    HistoryStrip* history_;
    ExploreHistory* journal_;
    QToolButton* favourites_;
    SweepStrip* sweep_;
    QLabel* historyLabel_;
    ExploreCompare* compare_;
    IdentityBar* identity_;
    ExploreHardSet* hardSet_;
    ExploreDirections* directions_;
    ExploreNetworks* networks_;
    NetworkGrid* grid_;
    ExploreLatents* latents_;
    ExploreTools* tools_;
    ExploreRecipes* recipes_;
    QTimer slow_;
};

}  // namespace syper::ui
