// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/direction_list.h"

#include <QCoreApplication>
#include <QUndoCommand>
#include <algorithm>

namespace syper::ui {
namespace {

constexpr int kFirstOwn = 5;
constexpr double kOwnRange = 5.0;
/// What the network that ships calls its directions.
[[maybe_unused]] constexpr const char* kNames[] = {
    QT_TRANSLATE_NOOP("Direction", "Openness"),  QT_TRANSLATE_NOOP("Direction", "Iris colour"),
    QT_TRANSLATE_NOOP("Direction", "Brow"),      QT_TRANSLATE_NOOP("Direction", "Light"),
    QT_TRANSLATE_NOOP("Direction", "Skin tone"), QT_TRANSLATE_NOOP("Direction", "Age")};

/// Where `request` walks along a vector.
auto walkAlong(core::SampleRequest& request, const core::SharedFloats& unit) {
    return std::ranges::find(request.edits.walks, unit, &core::DirectionWalk::unit);
}

}  // namespace

QString DirectionRow::name() const {
    return named ? QCoreApplication::translate("Direction", direction.name.c_str())
                 : QString::fromStdString(direction.name);
}

/// Rows before and after an edit.
class DirectionEdit : public QUndoCommand {
public:
    DirectionEdit(DirectionList& list, std::vector<DirectionRow> after)
        : list_(list), before_(list.rows()), after_(std::move(after)) {}
    void undo() override { list_.setRows(before_); }
    void redo() override { list_.setRows(after_); }

private:
    DirectionList& list_;
    std::vector<DirectionRow> before_, after_;
};

DirectionList::DirectionList(ExploreModel& model, QObject* parent) : QObject(parent), model_(model) {
    connect(&model_, &ExploreModel::changed, this, &DirectionList::adopt);
}

void DirectionList::setNetwork(const core::DirectionSet& named, int own, int layers, int wDim) {
    own_ = own;
    layers_ = layers;
    wDim_ = wDim;
    sefa_ = {};
    const auto known = kept_.find(model_.state().network);
    if (known != kept_.end()) {
        setRows(known->second);
    } else {
        std::vector<DirectionRow> rows;
        for (const core::Direction& direction : named.directions) {
            rows.push_back(rowOf(direction));
            rows.back().named = true;
        }
        for (int i = 0; i < std::min(kFirstOwn, own_); ++i) rows.push_back(ownRow(i));
        setRows(std::move(rows));
    }
    adopt();
}

DirectionRow DirectionList::rowOf(const core::Direction& direction) {
    return {.id = ++lastId_, .index = -1, .direction = direction};
}

DirectionRow DirectionList::ownRow(int index) {
    DirectionRow row{.id = ++lastId_, .index = index};
    if (index < std::ssize(sefa_.directions)) row.direction = sefa_.directions[std::size_t(index)];
    row.direction.name = tr("SeFa %1").arg(index + 1).toStdString();
    row.direction.low = -kOwnRange;
    row.direction.high = kOwnRange;
    return row;
}

const DirectionRow* DirectionList::row(int id) const {
    const auto found = std::ranges::find(rows_, id, &DirectionRow::id);
    return found == rows_.end() ? nullptr : &*found;
}

void DirectionList::describeOwn(const core::DirectionSet& sefa) {
    sefa_ = sefa;
    for (DirectionRow& row : rows_) {
        if (row.index < 0 || row.index >= std::ssize(sefa_.directions)) continue;
        const core::Direction& found = sefa_.directions[std::size_t(row.index)];
        row.direction.unit = found.unit;
        row.direction.deviation = found.deviation;
        row.direction.share = found.share;
    }
    kept_[model_.state().network] = rows_;
    Q_EMIT changed();
}

double DirectionList::amount(const core::SampleRequest& request, const DirectionRow& row) {
    double stored = 0.0;
    if (row.index >= 0) {
        stored = ExploreModel::amount(request, row.index);
    } else {
        const auto walk = std::ranges::find(request.edits.walks, row.direction.unit, &core::DirectionWalk::unit);
        if (walk != request.edits.walks.end()) stored = walk->amount;
    }
    return row.flipped && stored != 0.0 ? -stored : stored;
}

core::SampleRequest DirectionList::along(core::SampleRequest request, const DirectionRow& row, double amount) const {
    const double stored = row.flipped ? -amount : amount;
    if (row.index >= 0) {
        request = ExploreModel::withAmount(std::move(request), row.index, stored == 0.0 ? 0.0 : stored);
        for (core::DirectionAmount& own : request.directions)
            if (own.index == row.index) own.layers = row.direction.layers;
        return request;
    }
    auto& walks = request.edits.walks;
    auto at = walkAlong(request, row.direction.unit);
    if (stored == 0.0) {
        if (at != walks.end()) walks.erase(at);
        return request;
    }
    core::DirectionWalk walk{.name = row.direction.name,
                             .unit = row.direction.unit,
                             .deviation = row.direction.deviation,
                             .amount = stored,
                             .layers = row.direction.layers};
    if (at != walks.end()) {
        *at = std::move(walk);
        return request;
    }
    const auto place = [this](const core::SharedFloats& unit) {
        return std::ranges::find_if(
            rows_, [&](const DirectionRow& one) { return one.index < 0 && one.direction.unit == unit; });
    };
    at = std::ranges::find_if(
        walks, [&](const core::DirectionWalk& other) { return place(other.unit) > place(row.direction.unit); });
    walks.insert(at, std::move(walk));
    return request;
}

void DirectionList::setRows(std::vector<DirectionRow> rows) {
    rows_ = std::move(rows);
    kept_[model_.state().network] = rows_;
    Q_EMIT changed();
}

void DirectionList::change(std::vector<DirectionRow> rows, const core::SampleRequest& request, const QString& text) {
    model_.edit({.network = model_.state().network, .request = request}, ExploreModel::Directions, text,
                std::make_unique<DirectionEdit>(*this, std::move(rows)));
}

void DirectionList::walk(int id, double amount) {
    const DirectionRow* found = row(id);
    if (found == nullptr) return;
    model_.edit({.network = model_.state().network, .request = along(model_.state().request, *found, amount)},
                ExploreModel::Direction + id, found->name());
}

// The picture stays: the slider goes to the other side.
void DirectionList::flip(int id) {
    std::vector<DirectionRow> rows = rows_;
    const auto found = std::ranges::find(rows, id, &DirectionRow::id);
    if (found == rows.end()) return;
    found->flipped = !found->flipped;
    change(rows, model_.state().request, tr("Flip %1").arg(found->name()));
}

void DirectionList::setLayers(int id, const core::LayerRange& layers) {
    std::vector<DirectionRow> rows = rows_;
    const auto found = std::ranges::find(rows, id, &DirectionRow::id);
    if (found == rows.end() || found->direction.layers == layers) return;
    const double now = amount(model_.state().request, *found);
    found->direction.layers = layers;
    change(rows, along(model_.state().request, *found, now), tr("Layers of %1").arg(found->name()));
}

void DirectionList::rename(int id, const QString& name) {
    std::vector<DirectionRow> rows = rows_;
    const auto found = std::ranges::find(rows, id, &DirectionRow::id);
    if (found == rows.end() || name.trimmed().isEmpty() || found->name() == name.trimmed()) return;
    const double now = amount(model_.state().request, *found);
    found->direction.name = name.trimmed().toStdString();
    found->named = false;
    change(rows, along(model_.state().request, *found, now), tr("Rename to %1").arg(name.trimmed()));
}

void DirectionList::remove(int id) {
    const DirectionRow* found = row(id);
    if (found == nullptr) return;
    const QString text = tr("Remove %1").arg(found->name());
    const core::SampleRequest request = along(model_.state().request, *found, 0.0);
    std::vector<DirectionRow> rows = rows_;
    std::erase_if(rows, [id](const DirectionRow& one) { return one.id == id; });
    change(std::move(rows), request, text);
}

int DirectionList::add(const core::DirectionSet& set, int most) {
    std::vector<DirectionRow> rows = rows_;
    const std::size_t before = rows.size();
    for (const core::Direction& direction : set.directions) {
        if (int(rows.size() - before) == most) break;
        const bool there = std::ranges::any_of(
            rows, [&](const DirectionRow& one) { return one.index < 0 && one.direction.unit == direction.unit; });
        if (!there) rows.push_back(rowOf(direction));
    }
    const int added = int(rows.size() - before);
    if (added > 0) change(std::move(rows), model_.state().request, tr("Add %n direction(s)", nullptr, added));
    return added;
}

int DirectionList::nextOwn() const {
    for (int i = 0; i < own_; ++i)
        if (std::ranges::find(rows_, i, &DirectionRow::index) == rows_.end()) return i;
    return -1;
}

bool DirectionList::hasMoreOwn() const {
    return nextOwn() >= 0;
}

bool DirectionList::addOwn() {
    const int index = nextOwn();
    if (index < 0) return false;
    std::vector<DirectionRow> rows = rows_;
    rows.push_back(ownRow(index));
    change(std::move(rows), model_.state().request, tr("Add %n direction(s)", nullptr, 1));
    return true;
}

void DirectionList::reset() {
    core::SampleRequest request = model_.state().request;
    request.directions.clear();
    request.edits.walks.clear();
    model_.edit({.network = model_.state().network, .request = request}, ExploreModel::Directions,
                tr("Reset directions"));
}

void DirectionList::adopt() {
    const core::SampleRequest& request = model_.state().request;
    std::vector<DirectionRow> rows = rows_;
    bool other = false;
    const auto take = [&](auto found, auto make, const core::LayerRange& layers) {
        if (found == rows.end()) {
            rows.push_back(make());
            found = std::prev(rows.end());
        } else if (found->direction.layers == layers) {
            return;
        }
        found->direction.layers = layers;
        other = true;
    };
    for (const core::DirectionAmount& own : request.directions)
        if (own.index >= 0 && own.index < own_)
            take(
                std::ranges::find(rows, own.index, &DirectionRow::index), [&] { return ownRow(own.index); },
                own.layers);
    for (const core::DirectionWalk& walk : request.edits.walks) {
        if (int(walk.unit.size()) != wDim_) continue;  // of another network: its picture says so
        const auto same = [&walk](const DirectionRow& one) { return one.index < 0 && one.direction.unit == walk.unit; };
        take(
            std::ranges::find_if(rows, same),
            [&] { return rowOf({.name = walk.name, .unit = walk.unit, .deviation = walk.deviation}); }, walk.layers);
    }
    if (other) setRows(std::move(rows));
}

}  // namespace syper::ui
