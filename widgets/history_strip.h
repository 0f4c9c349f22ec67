// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QImage>
#include <QListView>
#include <QPixmap>
#include <string>
#include <vector>

#include "widgets/explore_model.h"

namespace syper::ui {

/// A picture that was looked at. `state` on the network of that hash makes it again.
struct HistoryEntry {
    ExploreState state;
    std::string networkSha256{};
    QImage picture{};
    bool favourite = false;
};

/// What was looked at, oldest first, each state once. The newest kMostEntries and all favourites are kept: 64 KB each
/// at most at twice the pixels, and what a latent of its own takes.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role : int { FavouriteRole = Qt::UserRole };

    using QAbstractListModel::QAbstractListModel;

    /// Adds `entry` unless its state is there already; returns its row.
    int add(const HistoryEntry& entry, double devicePixelRatio);
    /// Puts what an earlier session looked at before what is there.
    void restore(const std::vector<HistoryEntry>& entries, double devicePixelRatio);
    /// What determines a picture in a few words: "seed 42, psi 0.70, 2 directions".
    [[nodiscard]] static QString describe(const core::SampleRequest& request);
    [[nodiscard]] const ExploreState& state(int row) const { return entries_[std::size_t(row)].state; }
    [[nodiscard]] const std::string& networkSha256(int row) const { return entries_[std::size_t(row)].networkSha256; }
    [[nodiscard]] bool favourite(int row) const { return entries_[std::size_t(row)].favourite; }
    void setFavourite(int row, bool favourite);
    /// -1 where it is not there.
    [[nodiscard]] int rowOf(const ExploreState& state) const;
    /// Its picture, small; null where it is not there.
    [[nodiscard]] QPixmap picture(const ExploreState& state) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Entry {
        ExploreState state;
        std::string networkSha256;
        QPixmap picture;
        bool favourite = false;
    };
    void prune();

    std::vector<Entry> entries_;
};

/// The history as a row of small pictures. A click, or Return, goes back to one; a click on its star, or F, keeps it
/// for good.
class HistoryStrip : public QListView {
    Q_OBJECT
public:
    explicit HistoryStrip(QWidget* parent = nullptr);

    void add(const HistoryEntry& entry);
    void restore(const std::vector<HistoryEntry>& entries);
    [[nodiscard]] HistoryModel& history() noexcept { return *model_; }
    /// Shows favourites alone, or all.
    void setFavouritesOnly(bool only);
    [[nodiscard]] bool favouritesOnly() const noexcept { return favouritesOnly_; }
    /// The other way round for that row.
    void toggleFavourite(int row);
    /// Where the star of a row is, in the viewport's coordinates.
    [[nodiscard]] QRect starRect(int row) const;

Q_SIGNALS:
    void chosen(const syper::ui::ExploreState& state);
    void favouriteChanged(int row);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void filter();

    HistoryModel* model_;
    bool favouritesOnly_ = false;
};

}  // namespace syper::ui
