// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/journey.h"

#include <cmath>

#include "core/api/error.h"

namespace syper::core {
namespace {

/// Between which keyframes a frame lies, and how far from the first of them.
struct Place {
    std::size_t from = 0, to = 0;
    double t = 0.0;
};

Place placeOf(const Journey& journey, std::int64_t index) {
    const std::size_t stretches = journey.keys.size() - (journey.loop ? 0 : 1);
    double total = 0.0;
    for (std::size_t i = 0; i < stretches; ++i) total += journey.keys[i].seconds;
    const std::int64_t steps = std::max<std::int64_t>(1, journey.loop ? journey.frames : journey.frames - 1);
    double at = double(index) * total / double(steps);
    constexpr double kSnap = 1e-9;  // of the whole: a keyframe is met although its place was rounded
    for (std::size_t i = 0; i < stretches; ++i) {
        const double seconds = journey.keys[i].seconds;
        const std::size_t next = (i + 1) % journey.keys.size();
        if (at < seconds - kSnap * total) return {i, next, at <= kSnap * total ? 0.0 : at / seconds};
        at -= seconds;
    }
    const std::size_t last = stretches % journey.keys.size();
    return {last, last, 0.0};
}

bool fromSeed(const SampleRequest& request) {
    return request.w.empty() && request.edits.z.empty() && !request.edits.plane;
}

/// Nothing but a seed, its class and truncation.
bool bare(const SampleRequest& request) {
    LatentEdits edits = request.edits;
    edits.noiseStrength.clear();
    return fromSeed(request) && request.directions.empty() && edits.empty();
}

std::vector<float> between(std::vector<float> a, std::vector<float> b, double t) {
    const std::size_t size = std::max(a.size(), b.size());
    a.resize(size, 1.0F);  // a factor that is not named is 1
    b.resize(size, 1.0F);
    return lerp(a, b, t);
}

SampleRequest straight(const LatentSpace& space, const SampleRequest& a, const SampleRequest& b, double t) {
    SampleRequest frame = a;
    if (bare(a) && bare(b) && a.psi == b.psi && a.cutoff == b.cutoff && a.classIndex == b.classIndex) {
        frame.edits.mixes = {{.seed = b.seed, .amount = t}};
        return frame;
    }
    frame = SampleRequest{.noise = a.noise, .noiseSeed = a.noiseSeed, .writer = a.writer, .precision = a.precision};
    frame.w = lerp(space.resolve(a), space.resolve(b), t);
    return frame;
}

std::vector<float> zOf(const LatentSpace& space, const SampleRequest& request) {
    const SharedFloats& given = request.edits.z;
    if (given.empty()) return space.z(request.seed);
    return {given.span().begin(), given.span().end()};
}

/// The source alone: without what is done to it afterwards.
SampleRequest sourceOf(SampleRequest request) {
    const SharedFloats z = request.edits.z;
    request.directions.clear();
    request.edits = {.z = z};
    return request;
}

/// Over the sphere in z; what edits do to both ends is faded from one into the other.
SampleRequest overSphere(const LatentSpace& space, const SampleRequest& a, const SampleRequest& b, double t) {
    SampleRequest frame = sourceOf(a);
    frame.edits.z = slerp(zOf(space, a), zOf(space, b), t);
    frame.psi = a.psi + t * (b.psi - a.psi);
    if (sourceOf(a) == a && sourceOf(b) == b) return frame;
    std::vector<float> ws = space.resolve(frame);
    const std::vector<float> editedA = space.resolve(a), plainA = space.resolve(sourceOf(a));
    const std::vector<float> editedB = space.resolve(b), plainB = space.resolve(sourceOf(b));
    for (std::size_t i = 0; i < ws.size(); ++i)
        ws[i] += float((1.0 - t) * (double(editedA[i]) - plainA[i]) + t * (double(editedB[i]) - plainB[i]));
    frame = SampleRequest{.noise = a.noise, .noiseSeed = a.noiseSeed, .writer = a.writer, .precision = a.precision};
    frame.w = std::move(ws);
    return frame;
}

void checkSphere(const Journey& journey) {
    for (const Keyframe& key : journey.keys) {
        if (!key.request.w.empty() || key.request.edits.plane)
            throw Error(Errc::BadArgument,
                        "a keyframe has a w and no z, so the way over the sphere does not reach it; go straight in w");
        if (key.request.classIndex != journey.keys.front().request.classIndex)
            throw Error(Errc::BadArgument, "keyframes of different classes are not joined in z; go straight in w");
    }
}

}  // namespace

double eased(Easing easing, double t) {
    switch (easing) {
        case Easing::Linear:
            return t;
        case Easing::Smooth:
            return t * t * (3.0 - 2.0 * t);
        case Easing::In:
            return t * t;
        case Easing::Out:
            return t * (2.0 - t);
    }
    return t;
}

void checkJourney(const Journey& journey) {
    const std::size_t least = journey.loop ? 1 : 2;
    if (journey.keys.size() < least)
        throw Error(Errc::BadArgument, "a journey needs " + std::to_string(least) + " keyframes, not " +
                                           std::to_string(journey.keys.size()) + "; add some");
    constexpr std::int64_t kMost = 10'000'000;
    if (journey.frames < 1 || journey.frames > kMost)
        throw Error(Errc::BadArgument,
                    "a journey of " + std::to_string(journey.frames) + " frames; give 1 to " + std::to_string(kMost));
    for (const Keyframe& key : journey.keys)
        if (!std::isfinite(key.seconds) || key.seconds <= 0.0)
            throw Error(Errc::BadArgument, "a keyframe's seconds must be a number above 0");
    if (journey.travel == Travel::SlerpZ) checkSphere(journey);
}

SampleRequest frameOf(const LatentSpace& space, const Journey& journey, std::int64_t index) {
    checkJourney(journey);
    if (index < 0 || index >= journey.frames)
        throw Error(Errc::BadArgument, "frame " + std::to_string(index) + " of " + std::to_string(journey.frames) +
                                           " does not exist; frames count from 0");
    const Place place = placeOf(journey, index);
    const SampleRequest& a = journey.keys[place.from].request;
    const SampleRequest& b = journey.keys[place.to].request;
    const double t = eased(journey.keys[place.from].easing, place.t);
    if (t == 0.0 || place.from == place.to) return a;
    SampleRequest frame = journey.travel == Travel::SlerpZ ? overSphere(space, a, b, t) : straight(space, a, b, t);
    frame.edits.noiseStrength = {};
    if (!a.edits.noiseStrength.empty() || !b.edits.noiseStrength.empty())
        frame.edits.noiseStrength = between(a.edits.noiseStrength, b.edits.noiseStrength, t);
    return frame;
}

}  // namespace syper::core
