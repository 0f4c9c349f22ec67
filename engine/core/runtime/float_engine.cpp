// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <cstring>

#include "core/runtime/engine.h"
#include "core/runtime/float_steps.h"

namespace syper::core::runtime {
namespace {

enum class Way : std::uint8_t { Winograd, Direct, Depthwise, Product };

const char* wayName(Way way) {
    switch (way) {
        case Way::Winograd:
            return "Winograd 4x4";
        case Way::Direct:
            return "direct";
        case Way::Depthwise:
            return "depthwise";
        case Way::Product:
            return "product";
    }
    return "";
}

/// A normalisation before a layer without padding belongs into the layer.
Layer withScaleFolded(Layer layer) {
    const ConvShape& s = layer.shape;
    if (layer.scale.empty() || s.padding > 0) return layer;
    const auto perWeight = [&](const std::vector<float>& values) {
        return at::tensor(values, at::kDouble)
            .view({s.groups, 1, s.in / s.groups})
            .expand({s.groups, s.out / s.groups, s.in / s.groups})
            .reshape({s.out, s.in / s.groups, 1, 1});
    };
    const at::Tensor weight = layer.weight.to(at::kDouble);
    const at::Tensor more = (weight * perWeight(layer.shift)).sum(at::IntArrayRef{1, 2, 3});
    for (std::size_t c = 0; c < layer.bias.size(); ++c) layer.bias[c] += more[std::int64_t(c)].item<float>();
    layer.weight = (weight * perWeight(layer.scale)).to(at::kFloat);
    layer.scale.clear();
    layer.shift.clear();
    return layer;
}

class FloatEngine final : public Engine {
public:
    FloatEngine(const Network& net, const ConvKernels& kernels) : Engine(net.shape), kernels_(kernels) {
        if (net.quantized()) throw Error(Errc::BadArgument, "the FP32 runtime wants a network that is not quantized");
        checkNetwork(net, "the network");
        const at::NoGradGuard guard;
        Build(*this, net).build();
    }

    std::string describe() const override {
        const std::string name = kernels_.name;
        return "FP32, folded, " + (name.starts_with("avx512") ? std::string("avx512") : name);
    }
    std::vector<std::string> implementations() const override { return ways_; }

protected:
    void compute(const float* picture, float* embedding, int threads) const override {
        const MemoryPool::Loan memory(pool_);
        std::memcpy(memory.data() + pictureAt_, picture, std::size_t(pictureSize()) * sizeof(float));
        runSteps(steps_, memory.data(), threads);
        std::memcpy(embedding, memory.data() + embeddingAt_, std::size_t(dimension()) * sizeof(float));
    }

private:
    /// Time in the memory's plan: 0 lays out the picture, layer i computes at i + 1.
    class Build {
    public:
        Build(FloatEngine& engine, const Network& net) : engine_(engine), sides_(valueSides(net)) {
            for (const Layer& layer : net.layers) layers_.push_back(withScaleFolded(layer));
        }

        void build() {
            const int last = int(layers_.size());
            const int picture = plan_.add(std::size_t(engine_.pictureSize()) * sizeof(float), 0, 0);
            const int zeros = plan_.add(std::size_t(zeroNumbers()) * sizeof(float), 0, last);
            values_.push_back({.channels = 3, .side = sides_[0], .pixel = 4});
            buffers_.push_back(plan_.add(bytesOf(values_[0]), 0, 0));
            for (std::size_t i = 0; i < layers_.size(); ++i) plan(i);
            plan_.extend(buffers_.back(), last);
            engine_.pool_.setSize(plan_.place());

            for (std::size_t v = 0; v < values_.size(); ++v) values_[v].offset = plan_.offset(buffers_[v]);
            engine_.pictureAt_ = plan_.offset(picture);
            engine_.embeddingAt_ = values_.back().offset;
            zerosAt_ = plan_.offset(zeros);
            engine_.steps_.push_back(std::make_unique<FloatPictureStep>(engine_.pictureAt_, values_[0]));
            for (std::size_t i = 0; i < layers_.size(); ++i) add(i);
        }

    private:
        static std::size_t bytesOf(const FloatValue& value) { return std::size_t(value.numbers()) * sizeof(float); }

        /// Of the longest row of outputs that taps outside of a picture stand for.
        std::int64_t zeroNumbers() const {
            std::int64_t most = 0;
            for (std::size_t i = 0; i < layers_.size(); ++i)
                most = std::max(most, (sides_[i + 1] + 1) * layers_[i].shape.stride * kLanes);
            return most;
        }

        Way wayOf(std::size_t i) const {
            const Layer& layer = layers_[i];
            const ConvShape& s = layer.shape;
            const std::int64_t side = sides_[std::size_t(layer.input)];
            if (isDepthwise(s) && layer.input > 0) return Way::Depthwise;
            if (i + 1 == layers_.size() && s.groups == 1 && s.padding == 0 && s.kernel == side && layer.shortcut < 0 &&
                layer.input > 0)
                return Way::Product;
            const bool tiled = s.kernel == 3 && s.stride == 1 && s.padding == 1 && s.groups == 1 && layer.input > 0;
            return tiled && side >= kLeastTiled ? Way::Winograd : Way::Direct;
        }

        void plan(std::size_t i) {
            const Layer& layer = layers_[i];
            const int now = int(i) + 1;
            const auto input = std::size_t(layer.input);
            plan_.extend(buffers_[input], now);
            if (layer.shortcut > 0) plan_.extend(buffers_[std::size_t(layer.shortcut)], now);
            values_.push_back({.channels = layer.shape.out, .side = sides_[i + 1]});
            buffers_.push_back(plan_.add(bytesOf(values_.back()), now, now));
            Planned planned{.way = wayOf(i)};
            if (planned.way == Way::Winograd) {
                planned.winograd =
                    std::make_shared<WinogradConv>(engine_.kernels_, layer, values_[input], values_.back());
                planned.scratch = plan_.add(planned.winograd->scratchBytes(), now, now);
            } else if (!layer.scale.empty()) {
                if (layer.input == 0) throw Error(Errc::Unsupported, "the picture itself is normalised by a layer");
                planned.scratch = plan_.add(bytesOf(values_[input]), now, now);
            }
            planned_.push_back(std::move(planned));
        }

        void add(std::size_t i) {
            const Layer& layer = layers_[i];
            const Planned& planned = planned_[i];
            FloatValue in = values_[std::size_t(layer.input)];
            const FloatValue out = values_[i + 1];
            const ConvKernels& kernels = engine_.kernels_;
            auto& steps = engine_.steps_;
            engine_.ways_.emplace_back(wayName(planned.way));
            FloatTail tail(layer);
            if (layer.shortcut > 0) tail.shortcut = values_[std::size_t(layer.shortcut)];
            if (planned.way == Way::Winograd) {
                planned.winograd->place(in, out, std::move(tail), plan_.offset(planned.scratch));
                for (int stage = 0; stage < planned.winograd->stages(); ++stage)
                    steps.push_back(std::make_unique<WinogradStep>(planned.winograd, stage));
                return;
            }
            if (!layer.scale.empty()) {
                FloatValue scaled = in;
                scaled.offset = plan_.offset(planned.scratch);
                steps.push_back(std::make_unique<FloatScaleStep>(in, layer, scaled));
                in = scaled;
            }
            if (planned.way == Way::Product)
                steps.push_back(std::make_unique<ProductStep>(kernels, layer, in, out.offset));
            else if (planned.way == Way::Depthwise)
                steps.push_back(std::make_unique<DepthwiseStep>(kernels, layer, in, out, std::move(tail)));
            else
                steps.push_back(std::make_unique<DirectStep>(kernels, layer, in, out, std::move(tail), zerosAt_));
        }

        struct Planned {
            Way way = Way::Direct;
            std::shared_ptr<WinogradConv> winograd;
            int scratch = -1;
        };
        /// Below this side a tile's weights cost more to read than they save in arithmetic.
        static constexpr std::int64_t kLeastTiled = 12;

        FloatEngine& engine_;
        std::vector<Layer> layers_;
        std::vector<std::int64_t> sides_;
        std::vector<FloatValue> values_;
        std::vector<int> buffers_;
        std::vector<Planned> planned_;
        std::size_t zerosAt_ = 0;
        MemoryPlan plan_;
    };

    const ConvKernels& kernels_;
    std::vector<std::unique_ptr<Step>> steps_;
    std::vector<std::string> ways_;
    std::size_t pictureAt_ = 0, embeddingAt_ = 0;
    mutable MemoryPool pool_;
};

}  // namespace

std::unique_ptr<Engine> floatEngine(const Network& net, const ConvKernels& kernels) {
    return std::make_unique<FloatEngine>(net, kernels);
}

}  // namespace syper::core::runtime
