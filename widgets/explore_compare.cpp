// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_compare.h"

#include <algorithm>
#include <iterator>

#include "widgets/history_strip.h"
#include "widgets/image_convert.h"

namespace syper::ui {

ExploreCompare::ExploreCompare(ExploreModel& model, SampleView& view, const std::optional<service::Sampled>& shown,
                               QObject* parent)
    : QObject(parent), model_(model), view_(view), shown_(shown) {}

void ExploreCompare::pin() {
    if (!shown_) return;
    pinned_ = ExploreState{.network = model_.state().network, .request = shown_->request};
    picture_ = shown_;
    view_.setPinned(toQImage(shown_->image));
    Q_EMIT changed();
    Q_EMIT notice({.kind = Notice::Kind::Info,
                   .text = tr("Pinned as A: hold space to see it; C chooses beside, wipe, blink and difference")});
}

void ExploreCompare::unpin() {
    pinned_.reset();
    picture_.reset();
    view_.setPinned({});
    view_.setCompare(Compare::Hold);
    Q_EMIT changed();
}

void ExploreCompare::setMode(Compare mode) {
    if (!view_.hasPinned()) pin();  // then what comes next is compared with this
    view_.setCompare(mode);
    Q_EMIT changed();
}

void ExploreCompare::cycle() {
    const auto now = std::ranges::find(kCompareModes, view_.compare());
    setMode(kCompareModes[std::size_t(now - std::begin(kCompareModes) + 1) % std::size(kCompareModes)]);
}

void ExploreCompare::toggle(Compare mode) {
    setMode(view_.compare() == mode ? Compare::Hold : mode);
}

void ExploreCompare::fill(QMenu& menu) {
    menu.clear();
    for (const Compare mode : kCompareModes) {
        QAction* action = menu.addAction(nameOf(mode), this, [this, mode] { setMode(mode); });
        action->setCheckable(true);
        action->setChecked(view_.hasPinned() && view_.compare() == mode);
    }
    menu.addSeparator();
    menu.addAction(tr("Pin the present picture (P)"), this, &ExploreCompare::pin);
    menu.addAction(tr("Let go (Esc)"), this, &ExploreCompare::unpin)->setEnabled(view_.hasPinned());
}

QString ExploreCompare::nameOf(Compare mode) {
    switch (mode) {
        case Compare::Hold:
            return tr("While space is held");
        case Compare::Beside:
            return tr("Beside each other");
        case Compare::Wipe:
            return tr("Wipe (W)");
        case Compare::Blink:
            return tr("Blink");
        case Compare::Difference:
            return tr("Difference");
    }
    return {};
}

QString ExploreCompare::description() const {
    if (!pinned_) return {};
    return tr("A is %1. Compared: %2").arg(HistoryModel::describe(pinned_->request), nameOf(view_.compare()));
}

}  // namespace syper::ui
