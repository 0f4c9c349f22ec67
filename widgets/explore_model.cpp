// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_model.h"

#include <algorithm>
#include <utility>

namespace syper::ui {

/// One edit: the states before and after it.
class ExploreEdit : public QUndoCommand {
public:
    /// gesture: edits of one control with the same number, not 0, become one.
    /// beside: what changes with the state, done before it and undone after it; may be null.
    ExploreEdit(ExploreModel& model, const ExploreState& after, int control, std::uint64_t gesture, const QString& text,
                std::unique_ptr<QUndoCommand> beside)
        : QUndoCommand(text),
          model_(model),
          before_(model.kept(model.state())),
          after_(model.kept(after)),
          control_(control),
          gesture_(gesture),
          beside_(std::move(beside)) {}

    [[nodiscard]] ExploreState before() const { return whole(before_); }
    [[nodiscard]] ExploreState after() const { return whole(after_); }
    void undo() override {
        model_.set(before_);
        if (beside_) beside_->undo();
    }
    void redo() override {
        if (beside_) beside_->redo();
        model_.set(after_);
    }
    [[nodiscard]] int id() const override { return control_; }

    bool mergeWith(const QUndoCommand* newer) override {
        const auto* other = static_cast<const ExploreEdit*>(newer);
        if (gesture_ == 0 || other->gesture_ != gesture_ || beside_ || other->beside_) return false;
        after_ = other->after_;
        setObsolete(after_.state == before_.state && after_.w == before_.w);
        return true;
    }

    static ExploreState whole(const ExploreModel::Kept& kept) {
        ExploreState state = kept.state;
        state.request.w.assign(kept.w.span().begin(), kept.w.span().end());
        return state;
    }

private:
    ExploreModel& model_;
    ExploreModel::Kept before_, after_;
    int control_;
    std::uint64_t gesture_;
    std::unique_ptr<QUndoCommand> beside_;
};

ExploreModel::ExploreModel(QObject* parent) : QObject(parent) {}

ExploreModel::Kept ExploreModel::kept(const ExploreState& state) const {
    Kept out{state, {}};
    std::vector<float> w = std::exchange(out.state.request.w, {});
    out.w = std::ranges::equal(w, w_.span()) ? w_ : core::SharedFloats(std::move(w));
    return out;
}

void ExploreModel::set(const Kept& kept) {
    state_ = ExploreEdit::whole(kept);
    w_ = kept.w;
    Q_EMIT changed();
}

void ExploreModel::begin(const ExploreState& next) {
    set(kept(next));
}

ExploreState ExploreModel::stateAt(int index) const {
    // Others may keep edits of their own on the stack: those leave the state as it is.
    for (int i = index - 1; i >= 0; --i)
        if (const auto* edit = dynamic_cast<const ExploreEdit*>(stack_.command(i))) return edit->after();
    for (int i = 0; i < stack_.count(); ++i)
        if (const auto* edit = dynamic_cast<const ExploreEdit*>(stack_.command(i))) return edit->before();
    return state_;
}

void ExploreModel::edit(const ExploreState& next, int control, const QString& text,
                        std::unique_ptr<QUndoCommand> beside) {
    if (next == state_ && !beside) return;
    stack_.push(new ExploreEdit(*this, next, control, gesture_ ? gestureSerial_ : 0, text, std::move(beside)));
}

void ExploreModel::beginGesture() {
    gesture_ = true;
    ++gestureSerial_;
}

void ExploreModel::endGesture() {
    gesture_ = false;
    Q_EMIT gestureEnded();
}

double ExploreModel::psi(const core::SampleRequest& request) {
    return request.w.empty() || request.edits.truncateGiven ? request.psi : 1.0;
}

core::SampleRequest ExploreModel::withPsi(core::SampleRequest request, double psi) {
    request.psi = psi;
    request.edits.truncateGiven = !request.w.empty() && psi != 1.0;
    return request;
}

core::SampleRequest ExploreModel::withSeed(core::SampleRequest request, std::uint32_t seed) {
    request.seed = seed;
    request.w.clear();
    request.edits.truncateGiven = false;
    request.edits.z = {};
    request.edits.plane.reset();
    return request;
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
