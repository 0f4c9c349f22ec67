// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <cstring>
#include <mutex>

#include "core/api/compute.h"
#include "core/runtime/engine.h"
#include "core/runtime/float_conv.h"
#include "core/runtime/mixed_steps.h"
#include "core/runtime/openmp_threads.h"

namespace syper::core::runtime {
namespace {

/// Steps of ours, then a layer of oneDNN's.
struct Stage {
    std::vector<std::unique_ptr<Step>> steps;
    std::unique_ptr<FloatConv> conv;
    int in = -1, out = -1;  ///< buffers of conv
};

/// Memory of one caller and oneDNN's views of it.
struct MixedContext {
    Aligned<std::byte> memory;
    std::vector<FloatConv::Arguments> arguments;
};

class MixedEngine final : public Engine {
public:
    MixedEngine(const Model& student, const Kernels& kernels)
        : Engine(student.shape()), kernels_(kernels), most_(availableCores()) {
        const OpenMpThreads threads(most_);  // oneDNN sizes its scratch memory for as many
        const MixedNetwork net = foldStudent(student);
        whole_ = net.wholeLayers();
        layers_ = int(net.layers.size());
        plan(net);
        for (std::size_t i = 0; i < net.layers.size(); ++i) add(net, i);
    }

    std::string describe() const override {
        return "integer, " + std::string(kernels_.name) + ", " + std::to_string(layers_ - whole_) + " of " +
               std::to_string(layers_) + " layers FP32";
    }
    std::vector<std::string> implementations() const override {
        std::vector<std::string> names;
        for (const Stage& stage : stages_)
            if (stage.conv != nullptr) names.push_back(stage.conv->implementation());
        return names;
    }

protected:
    void compute(const float* picture, float* embedding, int threads) const override {
        const int count = std::min(threads, most_);
        const OpenMpThreads limit(count);
        std::unique_ptr<MixedContext> context = borrow();
        std::byte* memory = context->memory.data();
        std::memcpy(memory + plan_.offset(0), picture, std::size_t(pictureSize()) * sizeof(float));
        for (std::size_t i = 0; i < stages_.size(); ++i) {
            runSteps(stages_[i].steps, memory, count);
            if (stages_[i].conv != nullptr) stages_[i].conv->run(context->arguments[i]);
        }
        std::memcpy(embedding, memory + plan_.offset(embedding_), std::size_t(dimension()) * sizeof(float));
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(context));
    }

private:
    /// Finds sides, halos and buffers. Everything a layer touches lives while it runs.
    void plan(const MixedNetwork& net) {
        plan_.add(std::size_t(pictureSize()) * sizeof(float), 0, 1);
        values_.push_back({.channels = 3, .side = net.shape.inputSize});
        buffers_.push_back(0);
        for (std::size_t i = 0; i < net.layers.size(); ++i) {
            const MixedLayer& l = net.layers[i];
            const int now = int(i) + 1;
            MixedValue value{.channels = l.shape.out, .side = outputSide(l.shape, values_[std::size_t(l.input)].side)};
            if (l.rounded) {
                value.affine = *l.rounded;
                value.codes = CodePlanes{.channels = value.channels,
                                         .side = value.side,
                                         .halo = 0,
                                         .zero = int(-l.rounded->zeroPoint - l.rounded->lowest)};
                for (const MixedLayer& reader : net.layers)
                    if (reader.whole && reader.input == now)
                        value.codes->halo = std::max(value.codes->halo, reader.shape.padding);
            }
            const std::size_t bytes = value.codes ? std::size_t(value.codes->bytes()) + 64
                                                  : std::size_t(floatSize(value.channels, value.side)) * sizeof(float);
            buffers_.push_back(plan_.add(bytes, now, now));
            values_.push_back(value);
            plan_.extend(buffers_[std::size_t(l.input)], now);
            if (l.shortcut >= 0) plan_.extend(buffers_[std::size_t(l.shortcut)], now);
            inputs_.push_back(-1);
            sums_.push_back(-1);
            if (l.whole) continue;
            const MixedValue& in = values_[std::size_t(l.input)];
            if (in.codes || !l.scale.empty())
                inputs_.back() = plan_.add(std::size_t(floatSize(in.channels, in.side)) * sizeof(float), now, now);
            if (hasTail(l))
                sums_.back() = plan_.add(std::size_t(floatSize(value.channels, value.side)) * sizeof(float), now, now);
        }
        embedding_ = buffers_.back();
        plan_.extend(embedding_, layers_);
        planned_ = plan_.place();
        for (std::size_t v = 0; v < values_.size(); ++v) {
            if (values_[v].codes)
                values_[v].codes->offset = plan_.offset(buffers_[v]);
            else
                values_[v].floats = plan_.offset(buffers_[v]);
        }
    }

    static bool hasTail(const MixedLayer& l) { return l.rounded || !l.slopes.empty() || l.shortcut >= 0; }

    std::vector<std::unique_ptr<Step>>& openSteps() {
        if (stages_.empty() || stages_.back().conv != nullptr) stages_.emplace_back();
        return stages_.back().steps;
    }

    MixedTail tailOf(const MixedLayer& l, const MixedValue& out) const {
        MixedTail tail{.slopes = Aligned<float>(l.slopes.empty() ? 0 : blocksOf(l.shape.out) * kBlock),
                       .shortcut = {},
                       .out = out};
        std::copy(l.slopes.begin(), l.slopes.end(), tail.slopes.data());
        if (l.shortcut >= 0) tail.shortcut = values_[std::size_t(l.shortcut)];
        return tail;
    }

    void add(const MixedNetwork& net, std::size_t index) {
        const MixedLayer& l = net.layers[index];
        const MixedValue &in = values_[std::size_t(l.input)], &out = values_[index + 1];
        if (l.whole) {
            openSteps().push_back(std::make_unique<WholeStep>(kernels_, l, in, tailOf(l, out)));
            return;
        }
        const bool last = index + 1 == net.layers.size();
        int from = buffers_[std::size_t(l.input)];
        if (inputs_[index] >= 0) {
            from = inputs_[index];
            MixedValue real = in;
            real.codes.reset();
            real.floats = plan_.offset(from);
            openSteps().push_back(std::make_unique<RealStep>(in, l, real));
        }
        (void)openSteps();
        Stage& stage = stages_.back();
        stage.in = from;
        stage.out = sums_[index] >= 0 ? sums_[index] : buffers_[index + 1];
        Layer real{.name = l.name, .shape = l.shape, .bias = l.bias};
        const at::Tensor weight = l.weight * at::tensor(l.gain).view({-1, 1, 1, 1});
        stage.conv = std::make_unique<FloatConv>(real, weight, in.side, l.input == 0, last);
        scratchBytes_ = std::max(scratchBytes_, stage.conv->scratchBytes());
        if (!hasTail(l)) return;
        MixedValue sums = out;
        sums.codes.reset();
        sums.floats = plan_.offset(sums_[index]);
        openSteps().push_back(std::make_unique<TailStep>(sums, tailOf(l, out)));
    }

    std::unique_ptr<MixedContext> borrow() const {
        {
            const std::scoped_lock lock(mutex_);
            if (!idle_.empty()) {
                auto context = std::move(idle_.back());
                idle_.pop_back();
                return context;
            }
        }
        auto context = std::make_unique<MixedContext>();
        context->memory = Aligned<std::byte>(std::int64_t(planned_ + scratchBytes_ + 64));
        std::byte* memory = context->memory.data();
        const auto at = [&](int buffer) { return reinterpret_cast<float*>(memory + plan_.offset(buffer)); };
        for (const Stage& stage : stages_)
            context->arguments.push_back(stage.conv == nullptr
                                             ? FloatConv::Arguments()
                                             : stage.conv->bind(at(stage.in), at(stage.out), memory + planned_));
        return context;
    }

    const Kernels& kernels_;
    int most_, whole_ = 0, layers_ = 0, embedding_ = 0;
    std::vector<MixedValue> values_;
    std::vector<int> buffers_;  ///< of each value
    std::vector<int> inputs_;   ///< of each FP32 layer's real input, or -1
    std::vector<int> sums_;     ///< of each FP32 layer's sums before its tail, or -1
    MemoryPlan plan_;
    std::vector<Stage> stages_;
    std::size_t planned_ = 0, scratchBytes_ = 0;
    mutable std::mutex mutex_;
    mutable std::vector<std::unique_ptr<MixedContext>> idle_;
};

}  // namespace

std::unique_ptr<Engine> mixedEngine(const Model& student, const Kernels& kernels) {
    return std::make_unique<MixedEngine>(student, kernels);
}

}  // namespace syper::core::runtime
