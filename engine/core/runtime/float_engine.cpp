// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>

#include <cstring>
#include <mutex>

#include "core/api/compute.h"
#include "core/runtime/engine.h"
#include "core/runtime/float_conv.h"
#include "core/runtime/float_kernels.h"
#include "core/runtime/openmp_threads.h"
#include "core/runtime/prepack.h"

namespace syper::core::runtime {
namespace {

/// A scaled copy of a value, for the layers behind a normalisation that could not be folded.
struct ScaledCopy {
    const Layer* reader = nullptr;
    int buffer = -1;
    Aligned<float> scale, shift;
};

/// A layer ready to run.
struct FloatStep {
    std::unique_ptr<FloatConv> conv;
    int in = 0, out = 0, shortcut = -1;  ///< buffers
    std::int64_t pixels = 1, blocks = 1;
    Aligned<float> slopes;
    std::vector<ScaledCopy> copies;
    [[nodiscard]] bool hasTail() const { return slopes.size() > 0 || shortcut >= 0 || !copies.empty(); }
};

/// Memory of one caller and oneDNN's views of it.
struct FloatContext {
    Aligned<std::byte> memory;
    std::vector<FloatConv::Arguments> arguments;
};

Aligned<float> padded(const std::vector<float>& values) {
    Aligned<float> list((std::int64_t(values.size()) + 15) / 16 * 16);
    std::copy(values.begin(), values.end(), list.data());
    return list;
}

class FloatEngine final : public Engine {
public:
    explicit FloatEngine(const Network& net) : Engine(net.shape), most_(availableCores()) {
        if (net.quantized()) throw Error(Errc::BadArgument, "the FP32 runtime wants a network that is not quantized");
        checkNetwork(net, "the network");
        const OpenMpThreads threads(most_);  // oneDNN sizes its scratch memory for as many
        build(net);
    }

    std::string describe() const override { return floatBlock() == 16 ? "FP32, avx512" : "FP32, avx2"; }

    /// oneDNN's implementation of each layer.
    std::vector<std::string> implementations() const override {
        std::vector<std::string> names;
        for (const FloatStep& step : steps_) names.push_back(step.conv->implementation());
        return names;
    }

protected:
    void compute(const float* picture, float* embedding, int threads) const override {
        const OpenMpThreads count(std::min(threads, most_));
        std::unique_ptr<FloatContext> context = borrow();
        std::memcpy(context->memory.data() + plan_.offset(0), picture, std::size_t(pictureSize()) * sizeof(float));
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            steps_[i].conv->run(context->arguments[i]);
            if (steps_[i].hasTail()) finish(steps_[i], context->memory.data());
        }
        std::memcpy(embedding, context->memory.data() + plan_.offset(steps_.back().out),
                    std::size_t(dimension()) * sizeof(float));
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(context));
    }

private:
    void build(const Network& net) {
        const std::vector<std::int64_t> sides = valueSides(net);
        const int last = int(net.layers.size());
        plan_.add(std::size_t(pictureSize()) * sizeof(float), 0, 1);
        std::vector<int> values{0};
        for (std::size_t i = 0; i < net.layers.size(); ++i) {
            const Layer& layer = net.layers[i];
            const int now = int(i) + 1;
            FloatStep step;
            step.in = inputOf(layer, values, now);
            step.conv = std::make_unique<FloatConv>(layer, layer.weight, sides[std::size_t(layer.input)],
                                                    layer.input == 0, now == last);
            scratchBytes_ = std::max(scratchBytes_, step.conv->scratchBytes());
            const std::int64_t side = sides[i + 1], size = floatSize(layer.shape.out, side);
            step.out = plan_.add(std::size_t(size) * sizeof(float), now, now);
            values.push_back(step.out);
            step.pixels = side * side;
            step.blocks = size / floatBlock() / step.pixels;
            step.slopes = padded(layer.slopes);
            if (layer.shortcut > 0) {
                step.shortcut = values[std::size_t(layer.shortcut)];
                plan_.extend(step.shortcut, now);
            }
            for (const Layer& reader : net.layers)
                if (reader.input == now && !reader.scale.empty()) addCopy(step, reader, size, now);
            steps_.push_back(std::move(step));
        }
        const int scratch = plan_.add(scratchBytes_ + 64, 0, last);
        plan_.extend(steps_.back().out, last);
        bytes_ = plan_.place();
        scratchAt_ = plan_.offset(scratch);
    }

    void addCopy(FloatStep& step, const Layer& reader, std::int64_t size, int now) {
        for (const ScaledCopy& copy : step.copies)
            if (copy.reader->scale == reader.scale && copy.reader->shift == reader.shift) return;
        if (step.copies.size() == std::size(FloatTail{}.copy))
            throw Error(Errc::Unsupported, "too many normalisations read what goes into layer " + reader.name);
        step.copies.push_back({.reader = &reader,
                               .buffer = plan_.add(std::size_t(size) * sizeof(float), now, now),
                               .scale = padded(reader.scale),
                               .shift = padded(reader.shift)});
    }

    int inputOf(const Layer& layer, const std::vector<int>& values, int now) {
        int buffer = values[std::size_t(layer.input)];
        if (!layer.scale.empty()) {
            if (layer.input == 0) throw Error(Errc::Unsupported, "the picture itself is normalised by a layer");
            for (const ScaledCopy& copy : steps_[std::size_t(layer.input) - 1].copies)
                if (copy.reader->scale == layer.scale && copy.reader->shift == layer.shift) buffer = copy.buffer;
        }
        plan_.extend(buffer, now);
        return buffer;
    }

    void finish(const FloatStep& step, std::byte* memory) const {
        const auto at = [&](int buffer) { return reinterpret_cast<float*>(memory + plan_.offset(buffer)); };
        const std::int64_t width = floatBlock(), parts = std::max<std::int64_t>(1, step.pixels / 784);
        at::parallel_for(0, step.blocks * parts, 1, [&](std::int64_t first, std::int64_t last) {
            for (std::int64_t task = first; task < last; ++task) {
                const std::int64_t block = task / parts, part = task % parts;
                const std::int64_t from = step.pixels * part / parts, to = step.pixels * (part + 1) / parts;
                const std::int64_t offset = (block * step.pixels + from) * width;
                FloatTail tail{.pixels = to - from, .width = width, .y = at(step.out) + offset};
                if (step.slopes.size() > 0) tail.slopes = step.slopes.data() + block * width;
                if (step.shortcut >= 0) tail.shortcut = at(step.shortcut) + offset;
                for (const ScaledCopy& copy : step.copies)
                    tail.copy[tail.copies++] = {.to = at(copy.buffer) + offset,
                                                .scale = copy.scale.data() + block * width,
                                                .shift = copy.shift.data() + block * width};
                finishFloats(tail);
            }
        });
    }

    std::unique_ptr<FloatContext> borrow() const {
        {
            const std::scoped_lock lock(mutex_);
            if (!idle_.empty()) {
                auto context = std::move(idle_.back());
                idle_.pop_back();
                return context;
            }
        }
        auto context = std::make_unique<FloatContext>();
        context->memory = Aligned<std::byte>(std::int64_t(bytes_));
        std::byte* memory = context->memory.data();
        const auto at = [&](int buffer) { return reinterpret_cast<float*>(memory + plan_.offset(buffer)); };
        for (const FloatStep& step : steps_)
            context->arguments.push_back(step.conv->bind(at(step.in), at(step.out), memory + scratchAt_));
        return context;
    }

    int most_;
    std::vector<FloatStep> steps_;
    MemoryPlan plan_;
    std::size_t bytes_ = 0, scratchBytes_ = 0, scratchAt_ = 0;
    mutable std::mutex mutex_;
    mutable std::vector<std::unique_ptr<FloatContext>> idle_;
};

}  // namespace

std::unique_ptr<Engine> floatEngine(const Network& net) {
    return std::make_unique<FloatEngine>(net);
}

}  // namespace syper::core::runtime
