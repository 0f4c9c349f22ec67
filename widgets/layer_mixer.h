// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>
#include <vector>

#include "service/engine.h"
#include "widgets/donor_row.h"
#include "widgets/explore_compare.h"
#include "widgets/explore_model.h"
#include "widgets/history_strip.h"
#include "widgets/noise_layers.h"
#include "widgets/page.h"

namespace syper::ui {

/// Styles of other eyes in the present one: donors, each with an amount for every band of layers. What it sets are the
/// request's mixes, so a recipe makes the same picture everywhere.
class LayerMixer : public QWidget {
    Q_OBJECT
public:
    /// All outlive this.
    LayerMixer(service::Engine& engine, ExploreModel& model, const ExploreCompare& compare, const HistoryModel& history,
               QWidget* parent = nullptr);

    /// Another network: how many layers there are.
    void setNetwork(const core::NetworkInfo& info);
    void addSeed();
    /// A picture that was made: its seed where that says it all, else its w+. It must be of the present network.
    void addPicture(const ExploreState& picture);
    /// The present network's donors may be added from these.
    void fillMenu(QMenu& menu);
    void retranslate();
    [[nodiscard]] const std::vector<DonorView*>& donors() const noexcept { return views_; }
    [[nodiscard]] QToolButton* addButton() const noexcept { return add_; }
    [[nodiscard]] NoiseLayers& noise() const noexcept { return *noise_; }

Q_SIGNALS:
    void confirmed();
    void notice(const syper::ui::Notice& notice);

private:
    void sync();
    void addDonor(DonorRow row);
    void setRows(const std::vector<DonorRow>& rows, const QString& text);
    void addView();
    void askForPictures();
    [[nodiscard]] std::vector<DonorRow> rows() const;

    service::Engine& engine_;
    ExploreModel& model_;
    const ExploreCompare& compare_;
    const HistoryModel& history_;
    QLabel* heading_;
    QLabel* explanation_;
    QToolButton* add_;
    QVBoxLayout* list_;
    NoiseLayers* noise_;
    std::vector<DonorView*> views_;
    std::vector<core::SampleRequest> asked_;  ///< the donors' pictures, one a view
    quint64 firstAsked_ = 0;
    int layers_ = 0;
};

}  // namespace syper::ui
