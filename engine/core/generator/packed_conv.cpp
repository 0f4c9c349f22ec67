// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/packed_conv.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/generator/parallel_tasks.h"
#include "core/generator/weights.h"
#include "core/generator/winograd.h"

namespace syper::core {
namespace {

using Index = std::int64_t;

/// Pixels of one row stay out of each other's cache sets by this much.
constexpr Index kGap = 16;
/// Tiles that one worker takes through all steps while they stay in its cache; from kTogether channels on the weights
/// outgrow the cache instead, and all workers share up to kMostTogether tiles of a batch.
constexpr Index kOwnTiles = 24, kTogether = 192, kMostTogether = 256;

constexpr double kA = kInnerPoint, kB = kOuterPoint;
/// What a kernel [3] is multiplied with: one, p and p squared of each point p, over the product of its distances to the
/// others.
constexpr double kNearA = 1.0 / (2.0 * kA * kA * (kA * kA - kB * kB)),
                 kNearB = 1.0 / (2.0 * kB * kB * (kB * kB - kA * kA));
constexpr double kPoints[6][3] = {{1.0 / (kA * kA * kB * kB), 0.0, 0.0}, {kNearA, kA* kNearA, kA* kA* kNearA},
                                  {kNearA, -kA* kNearA, kA* kA* kNearA}, {kNearB, kB* kNearB, kB* kB* kNearB},
                                  {kNearB, -kB* kNearB, kB* kB* kNearB}, {0.0, 0.0, 1.0}};

}  // namespace

void winogradPoints(const float* g, double (&points)[kTilePoints]) {
    double half[6][3];
    for (int i = 0; i < 6; ++i)
        for (int j = 0; j < 3; ++j)
            half[i][j] = kPoints[i][0] * g[j] + kPoints[i][1] * g[3 + j] + kPoints[i][2] * g[6 + j];
    for (int i = 0; i < 6; ++i)
        for (int j = 0; j < 6; ++j)
            points[6 * i + j] = half[i][0] * kPoints[j][0] + half[i][1] * kPoints[j][1] + half[i][2] * kPoints[j][2];
}

namespace {

std::uint16_t roundedHalf(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return std::uint16_t((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

/// The phase of a doubled picture that pixels of even (0) or odd rows (1) and columns have: which taps reach them, in
/// the order in which the weights are packed.
struct Phase {
    Index first = 0;  ///< of its taps
    std::vector<std::array<Index, 2>> taps;
};

/// Taps of one axis of the transpose of a stride of 2: even outputs 2m take x[m] by tap 0 and x[m-1] by tap 2, odd ones
/// x[m] by tap 1.
std::vector<Index> tapsOf(Index parity, Index kernel) {
    if (kernel == 1) return parity == 0 ? std::vector<Index>{0} : std::vector<Index>{};
    return parity == 0 ? std::vector<Index>{0, 2} : std::vector<Index>{1};
}

std::array<Phase, 4> phasesOf(Index kernel) {
    std::array<Phase, 4> phases;
    Index first = 0;
    for (Index p = 0; p < 4; ++p) {
        Phase& phase = phases[std::size_t(p)];
        phase.first = first;
        for (const Index y : tapsOf(p / 2, kernel))
            for (const Index x : tapsOf(p % 2, kernel)) phase.taps.push_back({y, x});
        first += std::ssize(phase.taps);
    }
    return phases;
}

}  // namespace

PackedConv::PackedConv(const at::Tensor& weight, const at::Tensor& filter, const Sizes& sizes,
                       const ConvKernels& kernels)
    : sizes_(sizes),
      kernels_(kernels),
      way_(sizes.up                   ? Way::Doubled
           : sizes.side < kLeastTiled ? Way::Rows
                                      : Way::Tiles),
      in_(wholePlanes(sizes.in)),
      out_(wholePlanes(sizes.out)),
      panels_((sizes.out + kPanel - 1) / kPanel),
      kernel_(weight.size(2)),
      stride_(in_ + kGap) {
    if (way_ == Way::Tiles)
        packTiles(weight);
    else
        packTaps(weight);
    if (!sizes.up) return;
    const at::Tensor gained = (filter * 4.0).flip({0, 1}).contiguous();
    filter_.assign(floats(gained).begin(), floats(gained).end());
    filterTaps_ = filter.size(0);
    // A kernel of 3 has moved the picture by one already.
    filterBefore_ = (filterTaps_ + 1) / 2 - (kernel_ == 3 ? 1 : 0);
}

void PackedConv::packTiles(const at::Tensor& weight) {
    float* const to = weights_.of<float>(std::size_t(kTilePoints * panels_ * in_ * kPanel));
    const float* const from = weight.data_ptr<float>();
    runTasks(panels_, [&](Index panel, Index) {
        for (Index i = 0; i < in_; ++i) {
            float block[kTilePoints][kPanel] = {};
            for (Index o = 0; o < kPanel && panel * kPanel + o < sizes_.out && i < sizes_.in; ++o) {
                double points[kTilePoints];
                winogradPoints(from + ((panel * kPanel + o) * sizes_.in + i) * 9, points);
                for (Index p = 0; p < kTilePoints; ++p) block[p][o] = float(points[p]);
            }
            for (Index p = 0; p < kTilePoints; ++p)
                std::memcpy(to + ((p * panels_ + panel) * in_ + i) * kPanel, block[p], sizeof block[p]);
        }
    });
}

void PackedConv::packTaps(const at::Tensor& weight) {
    std::vector<std::array<Index, 2>> order;
    if (sizes_.up) {
        for (const Phase& phase : phasesOf(kernel_)) order.insert(order.end(), phase.taps.begin(), phase.taps.end());
    } else {
        for (Index y = 0; y < kernel_; ++y)
            for (Index x = 0; x < kernel_; ++x) order.push_back({y, x});
    }
    const auto taps = std::ssize(order);
    float* const to = weights_.of<float>(std::size_t(panels_ * taps * in_ * kPanel));
    const float* const from = weight.data_ptr<float>();
    runTasks(panels_, [&](Index panel, Index) {
        for (Index i = 0; i < in_; ++i)
            for (Index o = 0; o < kPanel; ++o) {
                const Index out = panel * kPanel + o;
                const bool real = out < sizes_.out && i < sizes_.in;
                for (Index t = 0; t < taps; ++t) {
                    const auto [y, x] = order[std::size_t(t)];
                    to[((panel * taps + t) * in_ + i) * kPanel + o] =
                        real ? from[((out * sizes_.in + i) * kernel_ + y) * kernel_ + x] : 0.0F;
                }
            }
    });
}

void PackedConv::packHalf() {
    if (hasHalf() || !kernels_.half) return;
    // [.., in, 32] to [.., in / 2, 32, 2]: planes are whole, so `in` is even.
    const auto rows = Index(weights_.bytes() / sizeof(float)) / kPanel;
    const auto* const from = weights_.data<float>();
    auto* const to = half_.of<std::uint16_t>(std::size_t(rows * kPanel));
    runTasks(rows / in_, [&](Index task, Index) {
        for (Index r = task * in_; r < (task + 1) * in_; ++r)
            for (Index o = 0; o < kPanel; ++o) to[(r / 2 * kPanel + o) * 2 + r % 2] = roundedHalf(from[r * kPanel + o]);
    });
}

double PackedConv::multiplications() const noexcept {
    const auto area = double(sizes_.side * sizes_.side), pairs = double(sizes_.in * sizes_.out);
    if (way_ == Way::Tiles) return pairs * kTilePoints * area / (kTileSide * kTileSide);
    return pairs * area * double(kernel_ * kernel_);
}

void PackedConv::product(Product p, Index weights, bool half) const {
    if (half) {
        p.weights = half_.data<std::uint16_t>() + weights;
        kernels_.multiplyHalf(p);
    } else {
        p.weights = weights_.data<float>() + weights;
        kernels_.multiply(p);
    }
}

void PackedConv::forward(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const {
    half = half && hasHalf();
    scratch.workers.resize(std::max(scratch.workers.size(), std::size_t(taskWorkers())));
    if (way_ == Way::Rows) return rows(jobs, half, scratch);
    if (way_ == Way::Doubled) return doubled(jobs, half, scratch);
    if (std::max(in_, out_) >= kTogether) return tilesTogether(jobs, half, scratch);
    tiles(jobs, half, scratch);
}

void PackedConv::tiles(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const {
    const Index all = sizes_.side * sizes_.side / (kTileSide * kTileSide);
    const Index blocks = (all + kOwnTiles - 1) / kOwnTiles, outs = panels_ * kPanel, zero = 0;
    const auto own = std::size_t(kTilePoints * kOwnTiles * (stride_ + outs));
    for (AlignedBuffer& worker : scratch.workers) (void)worker.of<float>(own);
    runTasks(blocks * std::ssize(jobs), [&](Index task, Index worker) {
        const ConvJob& job = jobs[std::size_t(task / blocks)];
        const Index first = task % blocks * kOwnTiles;
        const Tiles run{sizes_.side, first, std::min(kOwnTiles, all - first)};
        auto* const from = scratch.workers[std::size_t(worker)].of<float>(own);
        float* const to = from + kTilePoints * kOwnTiles * stride_;
        kernels_.toTiles(job.x, job.scale, in_, run, from, 0, kOwnTiles, stride_, half);
        for (Index p = 0; p < kTilePoints; ++p)
            for (Index panel = 0; panel < panels_; ++panel) {
                const auto* const rows = reinterpret_cast<const char*>(from) +
                                         p * kOwnTiles * stride_ * Index(half ? sizeof(std::uint16_t) : sizeof(float));
                product({.rows = rows,
                         .taps = &zero,
                         .rowStride = stride_,
                         .depth = in_,
                         .count = run.count,
                         .out = to + p * kOwnTiles * outs + panel * kPanel,
                         .outStride = outs},
                        (p * panels_ + panel) * in_ * kPanel, half);
            }
        kernels_.fromTiles(to, 0, kOwnTiles, outs, run, out_, job.finish, job.out);
    });
}

void PackedConv::tilesTogether(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const {
    constexpr Index kRun = 16;  // tiles a task
    const Index all = sizes_.side * sizes_.side / (kTileSide * kTileSide), outs = panels_ * kPanel, zero = 0;
    const Index perJob = std::min(all, kMostTogether), jobsAtOnce = std::max<Index>(1, kMostTogether / all);
    const Index valueBytes = Index(half ? sizeof(std::uint16_t) : sizeof(float));
    for (Index firstJob = 0; firstJob < std::ssize(jobs); firstJob += jobsAtOnce)
        for (Index firstTile = 0; firstTile < all; firstTile += perJob) {
            const Index own = std::min(jobsAtOnce, std::ssize(jobs) - firstJob);
            const Index each = std::min(perJob, all - firstTile), rows = own * each;
            auto* const from = scratch.shared.of<float>(std::size_t(kTilePoints * rows * (stride_ + outs)));
            float* const to = from + kTilePoints * rows * stride_;
            const Index runs = (each + kRun - 1) / kRun;
            const auto runOf = [&](Index task) {
                const Index begin = task % runs * kRun;
                return Tiles{sizes_.side, firstTile + begin, std::min(kRun, each - begin)};
            };
            const auto rowOf = [&](Index task) { return task / runs * each + task % runs * kRun; };
            runTasks(own * runs, [&](Index task, Index) {
                const ConvJob& job = jobs[std::size_t(firstJob + task / runs)];
                kernels_.toTiles(job.x, job.scale, in_, runOf(task), from, rowOf(task), rows, stride_, half);
            });
            runTasks(kTilePoints * panels_, [&](Index task, Index) {
                const Index p = task / panels_, panel = task % panels_;
                product({.rows = reinterpret_cast<const char*>(from) + p * rows * stride_ * valueBytes,
                         .taps = &zero,
                         .rowStride = stride_,
                         .depth = in_,
                         .count = rows,
                         .out = to + p * rows * outs + panel * kPanel,
                         .outStride = outs},
                        task * in_ * kPanel, half);
            });
            runTasks(own * runs, [&](Index task, Index) {
                const ConvJob& job = jobs[std::size_t(firstJob + task / runs)];
                kernels_.fromTiles(to, rowOf(task), rows, outs, runOf(task), out_, job.finish, job.out);
            });
        }
}

const char* PackedConv::padded(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const {
    const Index side = sizes_.side, wide = side + 2, value = Index(half ? sizeof(std::uint16_t) : sizeof(float));
    const Index row = wide * stride_ * value;
    auto* const to = scratch.shared.of<char>(std::size_t(std::ssize(jobs) * wide * row));
    runTasks(std::ssize(jobs) * wide, [&](Index task, Index) {
        const ConvJob& job = jobs[std::size_t(task / wide)];
        const Index y = task % wide - 1;
        char* const own = to + task * row;
        if (y < 0 || y == side) {
            std::memset(own, 0, std::size_t(row));
            return;
        }
        std::memset(own, 0, std::size_t(stride_ * value));
        std::memset(own + row - stride_ * value, 0, std::size_t(stride_ * value));
        kernels_.toRows(job.x, job.scale, in_, side, y, own + stride_ * value, stride_, half);
    });
    return to;
}

void PackedConv::rows(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const {
    const Index side = sizes_.side, wide = side + 2, value = Index(half ? sizeof(std::uint16_t) : sizeof(float));
    const char* const x = padded(jobs, half, scratch);
    std::vector<Index> taps;
    for (Index i = 0; i < kernel_ * kernel_; ++i) taps.push_back((i / kernel_ * wide + i % kernel_) * stride_);
    for (AlignedBuffer& worker : scratch.workers) (void)worker.of<float>(std::size_t(side * kPanel));
    runTasks(panels_, [&](Index panel, Index worker) {
        float* const sums = scratch.workers[std::size_t(worker)].of<float>(std::size_t(side * kPanel));
        const Index channel = panel * kPanel, area = side * side;
        for (Index i = 0; i < std::ssize(jobs); ++i)
            for (Index y = 0; y < side; ++y) {
                product({.rows = x + (i * wide + y) * wide * stride_ * value,
                         .taps = taps.data(),
                         .tapCount = std::ssize(taps),
                         .rowStride = stride_,
                         .depth = in_,
                         .count = side,
                         .out = sums,
                         .outStride = kPanel},
                        panel * std::ssize(taps) * in_ * kPanel, half);
                const ConvJob& job = jobs[std::size_t(i)];
                Finish finish = job.finish;
                finish.gain += channel;
                finish.bias += channel;
                if (finish.aside != nullptr) finish.aside += channel * area;
                kernels_.fromRows(sums, kPanel, y * side, side, std::min(kPanel, out_ - channel), area, finish,
                                  job.out + channel * area);
            }
    });
}

/// One panel of a doubled picture, made row by row from top to bottom: as many rows before the filter are kept as it
/// has taps.
class PackedConv::Band {
public:
    Band(const PackedConv& conv, const char* x, Index panel, bool half, float* memory)
        : conv_(conv), phases_(phasesOf(conv.kernel_)), x_(x), panel_(panel), half_(half), memory_(memory) {
        const Index wide = conv.sizes_.side + 2;
        for (Phase& phase : phases_)
            for (const auto& [y, x] : phase.taps)
                offsets_[std::size_t(&phase - phases_.data())].push_back(((y == 2 ? -wide : 0) - (x == 2 ? 1 : 0)) *
                                                                         conv.stride_);
    }

    [[nodiscard]] static std::size_t floats(const PackedConv& conv) {
        return std::size_t((conv.filterTaps_ + 1) * rowFloats(conv));
    }

    /// Rows begin .. end-1 of the output.
    void make(Index begin, Index end, const ConvJob& job) {
        const Index taps = conv_.filterTaps_, side = 2 * conv_.sizes_.side, channel = panel_ * kPanel;
        std::fill(memory_, memory_ + floats(conv_), 0.0F);
        Finish finish = job.finish;
        finish.gain += channel;
        finish.bias += channel;
        if (finish.aside != nullptr) finish.aside += channel * side * side;
        Index made = begin - conv_.filterBefore_;  // the first row the filter looks at
        std::vector<const float*> rows(static_cast<std::size_t>(taps));
        for (Index y = begin; y < end; ++y) {
            const Index first = y - conv_.filterBefore_;
            for (; made < first + taps; ++made)
                if (exists(made)) sumRow(made);
            for (Index i = 0; i < taps; ++i) rows[std::size_t(i)] = exists(first + i) ? slot(first + i) : zeros();
            const LowPass pass{rows.data(), conv_.filter_.data(), taps, side, y};
            conv_.kernels_.lowPass(pass, std::min(kPanel, conv_.out_ - channel), side, finish,
                                   job.out + channel * side * side);
        }
    }

private:
    static Index rowFloats(const PackedConv& conv) {
        return (conv.filterBefore_ + 2 * conv.sizes_.side + 1 + conv.filterTaps_) * kPanel;
    }
    /// Is row y of the picture before the filter more than zeros?
    [[nodiscard]] bool exists(Index y) const {
        if (y < 0) return false;
        return conv_.kernel_ == 3 ? y <= 2 * conv_.sizes_.side : y < 2 * conv_.sizes_.side && y % 2 == 0;
    }
    [[nodiscard]] float* slot(Index y) const { return memory_ + y % conv_.filterTaps_ * rowFloats(conv_); }
    [[nodiscard]] const float* zeros() const { return memory_ + conv_.filterTaps_ * rowFloats(conv_); }

    void sumRow(Index y) const {
        const Index side = conv_.sizes_.side, wide = side + 2;
        const Index value = Index(half_ ? sizeof(std::uint16_t) : sizeof(float));
        const Index allTaps = conv_.kernel_ * conv_.kernel_;
        for (Index x = 0; x < 2; ++x) {
            const auto phase = std::size_t(y % 2 * 2 + x);
            if (phases_[phase].taps.empty()) continue;
            conv_.product({.rows = x_ + ((y / 2 + 1) * wide + 1) * conv_.stride_ * value,
                           .taps = offsets_[phase].data(),
                           .tapCount = std::ssize(offsets_[phase]),
                           .rowStride = conv_.stride_,
                           .depth = conv_.in_,
                           .count = x == 0 && conv_.kernel_ == 3 ? side + 1 : side,
                           .out = slot(y) + (conv_.filterBefore_ + x) * kPanel,
                           .outStride = 2 * kPanel},
                          (panel_ * allTaps + phases_[phase].first) * conv_.in_ * kPanel, half_);
        }
    }

    const PackedConv& conv_;
    std::array<Phase, 4> phases_;
    std::array<std::vector<Index>, 4> offsets_;
    const char* x_;
    Index panel_;
    bool half_;
    float* memory_;
};

void PackedConv::doubled(std::span<const ConvJob> jobs, bool half, ConvScratch& scratch) const {
    constexpr Index kTasks = 8;  // at least, so that workers end about together
    const Index side = 2 * sizes_.side, bands = std::clamp<Index>(kTasks / panels_, 1, side / 8);
    const Index value = Index(half ? sizeof(std::uint16_t) : sizeof(float));
    const Index picture = (sizes_.side + 2) * (sizes_.side + 2) * stride_ * value;
    const char* const x = padded(jobs, half, scratch);
    for (AlignedBuffer& worker : scratch.workers) (void)worker.of<float>(Band::floats(*this));
    runTasks(panels_ * bands, [&](Index task, Index worker) {
        float* const memory = scratch.workers[std::size_t(worker)].of<float>(Band::floats(*this));
        for (Index i = 0; i < std::ssize(jobs); ++i) {
            Band band(*this, x + i * picture, task / bands, half, memory);
            band.make(task % bands * side / bands, (task % bands + 1) * side / bands, jobs[std::size_t(i)]);
        }
    });
}

}  // namespace syper::core
