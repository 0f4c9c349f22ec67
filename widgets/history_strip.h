// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QImage>
#include <QListView>
#include <QPixmap>
#include <vector>

#include "widgets/explore_model.h"

namespace syper::ui {

/// What was looked at, oldest first, each state once.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// Adds `state` with its picture unless it is there already; returns its row.
    int add(const ExploreState& state, const QImage& picture, double devicePixelRatio);
    /// What determines a picture in a few words: "seed 42, psi 0.70, 2 directions".
    [[nodiscard]] static QString describe(const core::SampleRequest& request);
    [[nodiscard]] const ExploreState& state(int row) const { return entries_[std::size_t(row)].state; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Entry {
        ExploreState state;
        QPixmap picture;
    };
    std::vector<Entry> entries_;
};

/// The history as a row of small pictures; a click, or Return, goes back to one.
class HistoryStrip : public QListView {
    Q_OBJECT
public:
    explicit HistoryStrip(QWidget* parent = nullptr);

    void add(const ExploreState& state, const QImage& picture);
    [[nodiscard]] HistoryModel& history() noexcept { return *model_; }

Q_SIGNALS:
    void chosen(const syper::ui::ExploreState& state);

private:
    HistoryModel* model_;
};

}  // namespace syper::ui
