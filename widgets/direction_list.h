// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <map>
#include <vector>

#include "core/api/directions.h"
#include "widgets/explore_model.h"

namespace syper::ui {

/// A direction as one walks along it.
struct DirectionRow {
    int id = 0;                   ///< its own as long as the program runs
    int index = -1;               ///< of the network's own (SeFa's), told by number; -1: it carries its vector
    core::Direction direction{};  ///< name, vector, deviation, range and layers
    bool flipped = false;         ///< its slider goes the other way
    bool named = false;           ///< its name came with the network, in English

    /// The name for people: one that came with the network in the interface's language, another as it was given.
    [[nodiscard]] QString name() const;
};

/// The directions on the page, in their order. What is changed here is an edit of the model: one undo takes back row
/// and picture together. Rows are kept for each network while the program runs.
class DirectionList : public QObject {
    Q_OBJECT
public:
    /// model outlives this.
    explicit DirectionList(ExploreModel& model, QObject* parent = nullptr);

    /// A network is open: the rows that it had before, or those in `named` and the first of its own.
    /// own: how many directions of its own it has, layers: of w+.
    void setNetwork(const core::DirectionSet& named, int own, int layers, int wDim);
    [[nodiscard]] const std::vector<DirectionRow>& rows() const noexcept { return rows_; }
    [[nodiscard]] const DirectionRow* row(int id) const;
    [[nodiscard]] int layers() const noexcept { return layers_; }
    /// Tells rows of the network's own their shares and deviations.
    void describeOwn(const core::DirectionSet& sefa);

    /// How far `request` goes along a row, in standard deviations and the row's own sense.
    [[nodiscard]] static double amount(const core::SampleRequest& request, const DirectionRow& row);
    /// `request` with that amount along a row; zero removes it. The order is that of the rows, so equal walks are
    /// equal.
    [[nodiscard]] core::SampleRequest along(core::SampleRequest request, const DirectionRow& row, double amount) const;

    // Edits that can be undone.
    void walk(int id, double amount);
    void flip(int id);
    void setLayers(int id, const core::LayerRange& layers);
    void rename(int id, const QString& name);
    void remove(int id);
    /// Adds those that are not there yet, at most `most`; returns how many it added.
    int add(const core::DirectionSet& set, int most);
    /// The next of the network's own; false if there are no more.
    bool addOwn();
    [[nodiscard]] bool hasMoreOwn() const;
    /// All amounts become zero.
    void reset();

Q_SIGNALS:
    /// Rows came, went or changed; amounts are told by the model.
    void changed();

private:
    friend class DirectionEdit;
    void setRows(std::vector<DirectionRow> rows);
    void change(std::vector<DirectionRow> rows, const core::SampleRequest& request, const QString& text);
    [[nodiscard]] DirectionRow ownRow(int index);
    [[nodiscard]] DirectionRow rowOf(const core::Direction& direction);
    [[nodiscard]] int nextOwn() const;
    /// Takes up what a recipe walks along and no row shows yet.
    void adopt();

    ExploreModel& model_;
    std::vector<DirectionRow> rows_;
    std::map<QString, std::vector<DirectionRow>> kept_;  ///< by network
    core::DirectionSet sefa_;
    int lastId_ = 0, own_ = 0, layers_ = 0, wDim_ = 0;
};

}  // namespace syper::ui
