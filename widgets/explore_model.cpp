// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_model.h"

#include <algorithm>

namespace syper::ui {

/// One edit: the states before and after it.
class ExploreEdit : public QUndoCommand {
public:
    /// gesture: edits of one control with the same number, not 0, become one.
    ExploreEdit(ExploreModel& model, ExploreState after, int control, std::uint64_t gesture, const QString& text)
        : QUndoCommand(text),
          model_(model),
          before_(model.state()),
          after_(std::move(after)),
          control_(control),
          gesture_(gesture) {}

    void undo() override { model_.set(before_); }
    void redo() override { model_.set(after_); }
    [[nodiscard]] int id() const override { return control_; }

    bool mergeWith(const QUndoCommand* newer) override {
        const auto* other = static_cast<const ExploreEdit*>(newer);
        if (gesture_ == 0 || other->gesture_ != gesture_) return false;
        after_ = other->after_;
        setObsolete(after_ == before_);
        return true;
    }

private:
    ExploreModel& model_;
    ExploreState before_, after_;
    int control_;
    std::uint64_t gesture_;
};

ExploreModel::ExploreModel(QObject* parent) : QObject(parent) {}

void ExploreModel::set(const ExploreState& state) {
    state_ = state;
    Q_EMIT changed();
}

void ExploreModel::begin(const ExploreState& next) {
    set(next);
}

void ExploreModel::edit(const ExploreState& next, int control, const QString& text) {
    if (next == state_) return;
    stack_.push(new ExploreEdit(*this, next, control, gesture_ ? gestureSerial_ : 0, text));
}

void ExploreModel::beginGesture() {
    gesture_ = true;
    ++gestureSerial_;
}

void ExploreModel::endGesture() {
    gesture_ = false;
    Q_EMIT gestureEnded();
}

double ExploreModel::amount(const core::SampleRequest& request, int direction) {
    const auto found = std::ranges::find(request.directions, direction, &core::DirectionAmount::index);
    return found != request.directions.end() ? found->amount : 0.0;
}

core::SampleRequest ExploreModel::withAmount(core::SampleRequest request, int direction, double amount) {
    auto& list = request.directions;
    std::erase_if(list, [direction](const core::DirectionAmount& entry) { return entry.index == direction; });
    if (amount != 0.0) list.push_back({direction, amount});
    std::ranges::sort(list, {}, &core::DirectionAmount::index);
    return request;
}

}  // namespace syper::ui
