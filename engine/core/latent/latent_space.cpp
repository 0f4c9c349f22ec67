// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/latent_space.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/api/error.h"
#include "core/latent/space_impl.h"
#include "core/util/numpy_random.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr std::size_t kMostSeen = 4096;  // w of as many seeds are kept: 8 MB of the largest networks

bool allFinite(std::span<const float> values) {
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

}  // namespace

LatentSpace::Impl::Impl(const Generator& generator, NetworkInfo told)
    : info(std::move(told)), mapping(generator.mapping) {
    for (const StyleAffine* affine : generator.synthesis.affines()) affines.push_back(*affine);
}

std::vector<float> LatentSpace::Impl::z(std::uint32_t seed) const {
    const std::vector<double> normals = NumpyRandomState(seed).normals(std::size_t(info.zDim));
    return {normals.begin(), normals.end()};
}

SharedFloats LatentSpace::Impl::w(std::uint32_t seed, int classIndex) const {
    const std::pair key(seed, classIndex);
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = seen_.find(key); found != seen_.end()) return found->second;
    }
    SharedFloats mapped(mapping.map(z(seed), classIndex));
    const std::lock_guard lock(mutex_);
    if (seen_.size() >= kMostSeen) seen_.clear();
    seen_.emplace(key, mapped);
    return mapped;
}

std::vector<float> LatentSpace::Impl::sampledW(std::uint32_t seed) const {
    return mapping.map(z(seed), info.cDim > 0 ? int(seed % std::uint32_t(info.cDim)) : -1);
}

const Directions& LatentSpace::Impl::ownDirections() const {
    const std::lock_guard lock(directionsMutex_);
    if (!directions_) directions_.emplace(affines, LayerRange{}, [this](std::uint32_t seed) { return sampledW(seed); });
    return *directions_;
}

double LatentSpace::Impl::deviation(std::span<const float> unit) const {
    return deviationsAlong(unit, 1, [this](std::uint32_t seed) { return sampledW(seed); }).front();
}

std::vector<float> LatentSpace::Impl::given(std::span<const float> w, const char* what) const {
    const auto wide = std::size_t(info.wDim), layers = std::size_t(info.numWs);
    if (w.size() != wide && w.size() != wide * layers)
        throw Error(Errc::BadShape, std::string(what) + " has " + std::to_string(w.size()) +
                                        " values, this network takes " + std::to_string(wide) + " or " +
                                        std::to_string(layers) + " x " + std::to_string(wide) +
                                        "; give one of this network");
    if (!allFinite(w))
        throw Error(Errc::BadArgument, std::string(what) + " holds NaN or infinity; give finite numbers");
    std::vector<float> ws;
    ws.reserve(wide * layers);
    while (ws.size() < wide * layers) ws.insert(ws.end(), w.begin(), w.end());
    return ws;
}

std::vector<float> LatentSpace::Impl::truncatedLayers(std::span<const float> w, double psi, int cutoff) const {
    const std::vector<float> near = mapping.truncated(w, psi);
    const int truncated = cutoff < 0 ? info.numWs : std::min(cutoff, info.numWs);
    std::vector<float> ws;
    ws.reserve(w.size() * std::size_t(info.numWs));
    for (int i = 0; i < info.numWs; ++i) {
        const std::span<const float> own = i < truncated ? std::span<const float>(near) : w;
        ws.insert(ws.end(), own.begin(), own.end());
    }
    return ws;
}

std::vector<float> LatentSpace::Impl::source(const SampleRequest& request) const {
    const LatentEdits& edits = request.edits;
    if (!request.w.empty()) {
        std::vector<float> ws = given(request.w, "the latent");
        if (edits.truncateGiven && request.psi != 1.0) {
            // Layer by layer through the same arithmetic, and the same refusal where the file has no mean.
            const auto wide = std::size_t(info.wDim);
            const int truncated = request.cutoff < 0 ? info.numWs : std::min(request.cutoff, info.numWs);
            for (std::size_t i = 0; i < std::size_t(truncated); ++i) {
                const std::span<float> own = std::span(ws).subspan(i * wide, wide);
                std::ranges::copy(mapping.truncated(own, request.psi), own.begin());
            }
        }
        return ws;
    }
    if (!edits.z.empty()) {
        if (!allFinite(edits.z.span())) throw Error(Errc::BadArgument, "z holds NaN or infinity; give finite numbers");
        return truncatedLayers(mapping.map(edits.z.span(), request.classIndex), request.psi, request.cutoff);
    }
    if (!edits.plane) return truncatedLayers(w(request.seed, request.classIndex).span(), request.psi, request.cutoff);
    const std::vector<SeedShare> around = seedsAround(*edits.plane);
    if (around.size() == 1)
        return truncatedLayers(w(around[0].seed, request.classIndex).span(), request.psi, request.cutoff);
    std::vector<double> sum(std::size_t(info.wDim), 0.0);
    for (const SeedShare& one : around) {
        const SharedFloats own = w(one.seed, request.classIndex);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one.share * own.span()[i];
    }
    return truncatedLayers(std::vector<float>(sum.begin(), sum.end()), request.psi, request.cutoff);
}

std::vector<float> LatentSpace::Impl::donor(const StyleMix& mix, const SampleRequest& request) const {
    if (!mix.w.empty()) return given(mix.w.span(), "a mix's donor");
    return truncatedLayers(w(mix.seed, request.classIndex).span(), request.psi, request.cutoff);
}

void LatentSpace::Impl::addDirections(std::vector<float>& ws, const std::vector<DirectionAmount>& amounts) const {
    for (const DirectionAmount& direction : amounts) {
        if (direction.index < 0 || direction.index >= info.wDim || !std::isfinite(direction.amount))
            throw Error(Errc::BadArgument,
                        "direction " + std::to_string(direction.index) + " by " + std::to_string(direction.amount) +
                            ": this network has the directions 0 to " + std::to_string(info.wDim - 1) +
                            "; choose one of them and a finite amount");
        checkRange(direction.layers);
        if (direction.amount == 0.0) continue;
        const Directions& own = ownDirections();
        walkAlong(ws, own.unit(direction.index), direction.amount * own.deviation(direction.index), direction.layers);
    }
}

void LatentSpace::Impl::checkRange(const LayerRange& range) const {
    if (range.first < 0 || range.first >= info.numWs || range.last < -1 || range.last >= info.numWs ||
        (range.last >= 0 && range.last < range.first))
        throw Error(Errc::BadArgument, "layers " + std::to_string(range.first) + " to " + std::to_string(range.last) +
                                           ": this network has the layers 0 to " + std::to_string(info.numWs - 1) +
                                           "; choose some of them");
}

void LatentSpace::Impl::checkVector(const SharedFloats& vector, const char* what) const {
    if (int(vector.size()) != info.wDim)
        throw Error(Errc::BadShape, std::string(what) + " has " + std::to_string(vector.size()) +
                                        " values, this network takes " + std::to_string(info.wDim) +
                                        "; give one of this network");
    if (!allFinite(vector.span()))
        throw Error(Errc::BadArgument, std::string(what) + " holds NaN or infinity; give finite numbers");
}

void LatentSpace::Impl::applyEdits(std::vector<float>& ws, const SampleRequest& request) const {
    for (const StyleMix& mix : request.edits.mixes) {
        checkRange(mix.layers);
        if (!std::isfinite(mix.amount)) throw Error(Errc::BadArgument, "a mix's amount must be a finite number");
        if (mix.amount != 0.0) mixStyles(ws, donor(mix, request), info.wDim, mix.layers, mix.amount);
    }
    addDirections(ws, request.directions);
    for (const DirectionWalk& walk : request.edits.walks) {
        checkRange(walk.layers);
        checkVector(walk.unit, "a direction");
        if (!std::isfinite(walk.amount) || !std::isfinite(walk.deviation))
            throw Error(Errc::BadArgument, "a direction's amount and deviation must be finite numbers");
        if (walk.amount != 0.0) walkAlong(ws, walk.unit.span(), walk.amount * walk.deviation, walk.layers);
    }
    for (const LayerShift& shift : request.edits.shifts) {
        checkRange(shift.layers);
        checkVector(shift.delta, "a shift");
        walkAlong(ws, shift.delta.span(), 1.0, shift.layers);
    }
}

std::vector<float> LatentSpace::Impl::resolve(const SampleRequest& request) const {
    if (!std::isfinite(request.psi) || request.cutoff < -1)
        throw Error(Errc::BadArgument, "truncation must be a finite number, its cutoff -1 (all layers) or more");
    if (!allFinite(request.edits.noiseStrength))
        throw Error(Errc::BadArgument, "a layer's noise strength must be a finite number");
    std::vector<float> ws = source(request);
    applyEdits(ws, request);
    return ws;
}

LatentSpace LatentSpace::load(const std::filesystem::path& path) {
    return Sampler::load(path).latentSpace();
}

const NetworkInfo& LatentSpace::info() const noexcept {
    return impl_->info;
}
std::vector<float> LatentSpace::z(std::uint32_t seed) const {
    return impl_->z(seed);
}
std::vector<float> LatentSpace::map(std::span<const float> z, int classIndex) const {
    return impl_->mapping.map(z, classIndex);
}
SharedFloats LatentSpace::w(std::uint32_t seed, int classIndex) const {
    return impl_->w(seed, classIndex);
}
std::span<const float> LatentSpace::average() const noexcept {
    return impl_->mapping.average();
}
std::vector<float> LatentSpace::resolve(const SampleRequest& request) const {
    return translateErrors("cannot make the latent", [&] { return impl_->resolve(request); });
}

}  // namespace syper::core
