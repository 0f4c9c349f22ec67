// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/sampler.h"

#include <ATen/ATen.h>

#include <memory>

#include "core/api/error.h"
#include "core/api/latent_space.h"
#include "core/generator/generator.h"
#include "core/generator/sampler_impl.h"
#include "core/generator/writers.h"
#include "core/util/sha256.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

/// A preview has this fraction of the picture's side: an eighth of the work at most.
constexpr int kPreviewFactor = 4;
/// Pictures that decide which layers may round to bfloat16.
constexpr std::uint32_t kHalfProbes = 3;

NetworkInfo describe(const std::filesystem::path& path, const Generator& generator) {
    const GeneratorShape& shape = generator.shape();
    NetworkInfo info;
    info.path = path;
    info.sha256 = sha256File(path);
    info.architecture = architectureName(shape.architecture);
    info.resolution = shape.resolution;
    info.zDim = shape.zDim;
    info.wDim = shape.wDim;
    info.cDim = shape.cDim;
    info.numWs = shape.numWs();
    info.mappingLayers = shape.mappingLayers;
    info.parameters = shape.parameters();
    info.bytes = std::int64_t(std::filesystem::file_size(path));
    return info;
}

}  // namespace

Sampler::Sampler(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;
Sampler::~Sampler() = default;

Sampler Sampler::load(const std::filesystem::path& path) {
    return translateErrors("cannot load the generator", [&path] {
        Generator generator = loadGenerator(path);
        const NetworkInfo info = describe(path, generator);
        return Sampler(std::make_unique<Impl>(std::move(generator), info));
    });
}

const NetworkInfo& Sampler::info() const noexcept {
    return impl_->info();
}

int Sampler::directionCount() const {
    return impl_->info().wDim;
}

Image8 Sampler::sample(const SampleRequest& request, RunControl& control) {
    return sample(request, control, {});
}

Image8 Sampler::sample(const SampleRequest& request, RunControl& control, const Preview& preview) {
    return translateErrors("cannot make the picture", [&] {
        const int coarse = impl_->info().resolution / kPreviewFactor;
        const auto watch = [&](int resolution, std::span<const float> values) {
            if (!preview || resolution != coarse || values.empty()) return;
            const at::Tensor planes = at::from_blob(const_cast<float*>(values.data()), {3, resolution, resolution});
            preview(writePixels(planes, request.writer));
        };
        return writePixels(impl_->picture(request, control, watch), request.writer);
    });
}

std::vector<Image8> Sampler::samples(std::span<const SampleRequest> requests, RunControl& control) {
    return translateErrors("cannot make the pictures", [&] { return impl_->pictures(requests, control); });
}

HalfLayers Sampler::halfLayers(RunControl& control) {
    return translateErrors("cannot try half precision", [&] { return impl_->halfLayers(control); });
}

std::vector<float> Sampler::raw(const SampleRequest& request, RunControl& control) {
    return translateErrors("cannot make the picture", [&] {
        const at::Tensor picture = impl_->picture(request, control);
        const std::span<const float> values = floats(picture);
        return std::vector<float>(values.begin(), values.end());
    });
}

std::vector<float> Sampler::latent(const SampleRequest& request) {
    return translateErrors("cannot make the latent", [&] { return impl_->latents->resolve(request); });
}

LatentSpace Sampler::latentSpace() const {
    return LatentSpace(impl_->latents);
}

at::Tensor Sampler::Impl::picture(const SampleRequest& request, RunControl& control, const Synthesis::Watch& watch) {
    control.gate();
    const std::vector<float> ws = latents->resolve(request);
    const bool rounded = useHalf(request, control);
    return generator.synthesis.picture({ws, request.noise, request.noiseSeed, request.edits.noiseStrength}, rounded,
                                       states.front(), control, watch);
}

std::vector<Image8> Sampler::Impl::pictures(std::span<const SampleRequest> requests, RunControl& control) {
    control.gate();
    std::vector<std::vector<float>> ws;
    std::vector<SynthesisInput> inputs;
    for (const SampleRequest& request : requests) {
        if (request.precision != requests.front().precision)
            throw Error(Errc::BadArgument, "pictures of one batch differ in precision; make a batch of each");
        ws.push_back(latents->resolve(request));
    }
    for (std::size_t i = 0; i < requests.size(); ++i)
        inputs.push_back({ws[i], requests[i].noise, requests[i].noiseSeed, requests[i].edits.noiseStrength});
    std::vector<Image8> images(requests.size());
    if (requests.empty()) return images;
    generator.synthesis.pictures(
        inputs, useHalf(requests.front(), control), states, control,
        [&](std::size_t i, const at::Tensor& made) { images[i] = writePixels(made, requests[i].writer); });
    return images;
}

bool Sampler::Impl::useHalf(const SampleRequest& request, RunControl& control) {
    return request.precision == Precision::Bf16 && halfLayers(control).half > 0;
}

HalfLayers Sampler::Impl::halfLayers(RunControl& control) {
    if (half) return *half;
    std::vector<std::vector<float>> probes;
    SampleRequest request;
    for (request.seed = 0; request.seed < kHalfProbes; ++request.seed) {
        request.classIndex = info().cDim > 0 ? int(request.seed) % info().cDim : -1;
        probes.push_back(latents->resolve(request));
    }
    generator.synthesis.prepareHalf(probes, control);
    half = HalfLayers{generator.synthesis.halfConvolutions(), generator.synthesis.convolutions()};
    return *half;
}

}  // namespace syper::core
