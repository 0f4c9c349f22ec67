// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>

#include "core/runtime/code_tiles.h"
#include "core/runtime/engine.h"

namespace syper::core::runtime {
namespace {

constexpr std::int64_t kLargestSum = 32768;  // inputs of an output: 255 * 128 times as many fit 30 bits

/// One coding of a value, shared by the layers that read it so.
struct Coding {
    int value = 0;
    const Layer* reader = nullptr;  ///< one of them
    CodePlanes planes;
    int buffer = -1;
};

bool sameCoding(const Layer& a, const Layer& b) {
    return a.input == b.input && a.codes == b.codes && a.scale == b.scale && a.shift == b.shift;
}

class IntegerEngine final : public Engine {
public:
    IntegerEngine(const Network& net, const Kernels& kernels) : Engine(net.shape), kernels_(kernels) {
        if (!net.quantized()) throw Error(Errc::BadArgument, "the integer graph wants a quantized network");
        checkNetwork(net, "the network");
        Build(*this, net).build();
    }

    std::string describe() const override { return std::string("integer, ") + kernels_.name; }

protected:
    void compute(const float* picture, float* embedding, int threads) const override {
        const MemoryPool::Loan memory(pool_);
        std::memcpy(memory.data() + pictureAt_, picture, std::size_t(pictureSize()) * sizeof(float));
        runSteps(steps_, memory.data(), threads);
        std::memcpy(embedding, memory.data() + embeddingAt_, std::size_t(dimension()) * sizeof(float));
    }

private:
    /// Times are numbered: 0 codes the picture, layer i runs at i + 1, the last layer at the last two.
    class Build {
    public:
        Build(IntegerEngine& engine, const Network& net)
            : engine_(engine), net_(net), sides_(valueSides(net)), kept_(keptAsSums(net)) {}

        void build() {
            const int last = int(net_.layers.size());
            const int picture = plan_.add(std::size_t(engine_.pictureSize()) * sizeof(float), 0, last + 1);
            const int embedding = plan_.add(std::size_t(engine_.dimension()) * sizeof(float), 0, last + 1);
            findCodings();
            const Layer& final = net_.layers.back();
            const int flat =
                plan_.add(std::size_t(final.weight.numel() / final.shape.out + EmbeddingStep::kSlack), last, last + 1);
            engine_.pool_.setSize(plan_.place() + 128);
            for (Coding& c : codings_) c.planes.offset = plan_.offset(c.buffer);

            engine_.pictureAt_ = plan_.offset(picture);
            engine_.embeddingAt_ = plan_.offset(embedding);
            engine_.steps_.push_back(
                std::make_unique<PictureStep>(engine_.pictureAt_, codingOf(net_.layers.front()).planes));
            for (std::size_t i = 0; i + 1 < net_.layers.size(); ++i) addConv(i);
            engine_.steps_.push_back(std::make_unique<FlattenStep>(codingOf(final).planes, plan_.offset(flat)));
            engine_.steps_.push_back(std::make_unique<EmbeddingStep>(engine_.kernels_, final, net_.weightBits,
                                                                     plan_.offset(flat), engine_.embeddingAt_));
        }

    private:
        void findCodings() {
            sums_.assign(net_.layers.size() + 1, -1);
            for (std::size_t i = 0; i < net_.layers.size(); ++i) {
                const Layer& layer = net_.layers[i];
                const int step = int(i) + 1;
                checkFits(layer, i);
                addReader(layer, step);
                if (layer.shortcut > 0) plan_.extend(sums_.at(std::size_t(layer.shortcut)), step);
                if (isShortcut(int(i) + 1)) {
                    const std::int64_t side = sides_[i + 1];
                    sums_[i + 1] =
                        plan_.add(std::size_t(blocksOf(layer.shape.out) * side * side * kBlock) * 2, step, step);
                }
            }
            for (Coding& c : codings_)
                c.buffer = plan_.add(std::size_t(c.planes.bytes()) + 64, c.value, lastReaders_[c.value]);
        }

        /// Whether 16-bit sums are read again; else what is made of them is enough.
        bool isShortcut(int value) const {
            return std::any_of(net_.layers.begin(), net_.layers.end(),
                               [value](const Layer& l) { return l.shortcut == value; });
        }

        void checkFits(const Layer& layer, std::size_t index) const {
            const bool last = index + 1 == net_.layers.size();
            const ConvShape& s = layer.shape;
            if (last && (s.groups != 1 || s.padding != 0 || s.kernel != sides_[std::size_t(layer.input)] ||
                         layer.shortcut >= 0 || layer.input == 0))
                throw Error(Errc::Unsupported, "the integer graph cannot end in layer " + layer.name);
            if (!last && s.in / s.groups * s.kernel * s.kernel > kLargestSum)
                throw Error(Errc::Unsupported, "layer " + layer.name + " adds up too much for 32-bit integers");
            if (layer.input == 0 && layer.codes != kImageCodes)
                throw Error(Errc::Unsupported, "layer " + layer.name + " does not take the picture's own bytes");
        }

        /// A 1x1 layer of stride 2 wants every second row and column alone, which sums can be coded for.
        std::int64_t everyFor(const Layer& layer) const {
            const ConvShape& s = layer.shape;
            return kept_[std::size_t(layer.input)] && s.kernel == 1 && s.stride == 2 && s.padding == 0 ? 2 : 1;
        }

        void addReader(const Layer& layer, int step) {
            lastReaders_[layer.input] = std::max(lastReaders_[layer.input], step);
            Coding* coding = nullptr;
            for (Coding& c : codings_)
                if (sameCoding(*c.reader, layer)) coding = &c;
            if (coding == nullptr) {
                codings_.push_back({.value = layer.input, .reader = &layer});
                coding = &codings_.back();
                coding->planes = {.channels = layer.shape.in,
                                  .pixelBytes = layer.input == 0 ? 4 : kBlock,
                                  .every = everyFor(layer),
                                  .zero = layer.codes.zero};
            }
            CodePlanes& planes = coding->planes;
            planes.halo = std::max(planes.halo, layer.shape.padding);
            planes.every = std::min(planes.every, everyFor(layer));
            planes.side = (sides_[std::size_t(layer.input)] + planes.every - 1) / planes.every;
        }

        const Coding& codingOf(const Layer& reader) const {
            for (const Coding& c : codings_)
                if (sameCoding(*c.reader, reader)) return c;
            throw Error(Errc::Internal, "layer " + reader.name + " has no coding");
        }

        void addConv(std::size_t index) {
            const Layer& layer = net_.layers[index];
            const bool direct = !kept_[index + 1];
            ConvParts parts{.kernels = &engine_.kernels_,
                            .shape = layer.shape,
                            .in = codingOf(layer).planes,
                            .side = sides_[index + 1],
                            .weights = {isDepthwise(layer.shape) ? packDepthwise(layer)
                                                                 : packConv(layer, layer.input == 0 ? 1 : 16),
                                        blocksOf(layer.shape.out), net_.weightBits},
                            .start = startingSums(layer),
                            .scaling = {},
                            .direct = direct};
            double unit = layer.sumScale;
            for (const Coding& c : codings_) {
                if (c.value != int(index) + 1) continue;
                ConvParts::Out out{.planes = c.planes, .constants = {}, .highest = c.reader->codes.highest()};
                if (!direct) out.constants = codesFor(*c.reader, unit, layer.shape.out);
                parts.outs.push_back(std::move(out));
                if (direct) unit = c.reader->codes.scale;
            }
            if (parts.outs.size() > std::size(Epilogue{}.output) || (direct && parts.outs.size() != 1))
                throw Error(Errc::Unsupported, "what layer " + layer.name + " makes is not read in a known way");
            if (sums_[index + 1] >= 0) parts.sums = plan_.offset(sums_[index + 1]);
            if (layer.shortcut > 0) parts.shortcut = plan_.offset(sums_[std::size_t(layer.shortcut)]);
            parts.shape.stride /= parts.in.every;
            parts.scaling = scalingTo(layer, unit);
            if (largestSum(layer, parts.start) <= parts.scaling.limit)
                parts.scaling.limit = std::numeric_limits<std::int32_t>::max();  // saves looking
            if (CodeTileStep::suits(engine_.kernels_, layer, parts.in.side))
                engine_.steps_.push_back(std::make_unique<CodeTileStep>(std::move(parts)));
            else
                engine_.steps_.push_back(std::make_unique<ConvStep>(std::move(parts)));
        }

        IntegerEngine& engine_;
        const Network& net_;
        std::vector<std::int64_t> sides_;
        std::vector<bool> kept_;
        std::vector<Coding> codings_;
        std::map<int, int> lastReaders_;
        std::vector<int> sums_;  ///< buffer of each value's 16-bit sums, or -1
        MemoryPlan plan_;
    };

    const Kernels& kernels_;
    std::vector<std::unique_ptr<Step>> steps_;
    std::size_t pictureAt_ = 0, embeddingAt_ = 0;
    mutable MemoryPool pool_;
};

}  // namespace

Engine::Engine(const BackboneShape& shape)
    : pictureSize_(3 * std::int64_t(shape.inputSize) * shape.inputSize), dimension_(shape.dimension) {}

void Engine::run(std::span<const float> picture, std::span<float> embedding, int threads) const {
    if (std::int64_t(picture.size()) != pictureSize_ || std::int64_t(embedding.size()) != dimension_)
        throw Error(Errc::BadShape, "a picture of " + std::to_string(picture.size()) + " numbers, the network wants " +
                                        std::to_string(pictureSize_));
    compute(picture.data(), embedding.data(), threads);
}

void Engine::runMany(std::span<const float> pictures, std::span<float> embeddings, int threads) const {
    const std::int64_t count = std::int64_t(pictures.size()) / pictureSize_;
    if (count * pictureSize_ != std::int64_t(pictures.size()) || count * dimension_ != std::int64_t(embeddings.size()))
        throw Error(Errc::BadShape, "the pictures' size does not fit the network's");
    if (count == 1 || threads <= 1) {
        for (std::int64_t i = 0; i < count; ++i)
            compute(pictures.data() + i * pictureSize_, embeddings.data() + i * dimension_, threads);
        return;
    }
    at::parallel_for(0, count, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i)
            compute(pictures.data() + i * pictureSize_, embeddings.data() + i * dimension_, 1);
    });
}

std::unique_ptr<Engine> integerEngine(const Network& net, const Kernels& kernels) {
    return std::make_unique<IntegerEngine>(net, kernels);
}

}  // namespace syper::core::runtime
