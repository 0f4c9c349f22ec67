// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/identity_set.h"

#include <ATen/ATen.h>

#include <cstring>
#include <iomanip>
#include <sstream>

#include "core/api/error.h"
#include "core/train/eye_augment.h"
#include "core/train/synthetic_pictures.h"
#include "core/util/files.h"
#include "core/util/random_stream.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr std::uint64_t kAppearanceStream = 4;

/// Planes in [-1, 1] as pixels.
Image8 asPixels(const at::Tensor& planes) {
    const at::Tensor bytes =
        ((planes + 1.0) * 127.5).round().clamp(0, 255).to(at::kByte).permute({1, 2, 0}).contiguous();
    Image8 image(int(planes.size(2)), int(planes.size(1)));
    std::memcpy(image.data(), bytes.data_ptr<std::uint8_t>(), image.bytes());
    return image;
}

std::string fileName(std::int64_t identity, int variant) {
    std::ostringstream name;
    name << "id" << std::setw(4) << std::setfill('0') << identity << '_' << variant << ".png";
    return name.str();
}

std::int64_t write(const IdentitySet& set, RunControl& control) {
    if (set.source.count < 2 || set.variants < 2 || set.variants > 1000)
        throw Error(Errc::BadArgument, "identities: " + std::to_string(set.source.count) + " identities of " +
                                           std::to_string(set.variants) +
                                           " pictures compare nothing; give at least two of two");
    SyntheticPictures pictures(set.source, set.seed);
    std::filesystem::create_directories(set.out);
    std::string table = "file,identity,mirrored\n";
    const std::int64_t total = set.source.count * set.variants;
    for (std::int64_t i = 0; i < total; ++i) {
        control.gate();
        const std::int64_t identity = i / set.variants;
        const int variant = int(i % set.variants);
        RandomStream random(set.seed, kAppearanceStream, std::uint64_t(identity) << 16 | std::uint64_t(variant));
        const at::Tensor planes = pictures.picture(identity, variant, control).to(at::kFloat) / 127.5 - 1.0;
        const std::string file = fileName(identity, variant);
        writePng(set.out / file, asPixels(augmentEye(planes, set.augment, random)));
        table += file + ',' + std::to_string(set.source.firstSeed + std::uint32_t(identity)) + ",1\n";
        control.report({.phase = "drawing", .done = i + 1, .total = total});
    }
    writeFile(set.out / "labels.csv", table);
    return total;
}

}  // namespace

std::int64_t writeIdentities(const IdentitySet& set, RunControl& control) {
    return translateErrors("identities", [&] { return write(set, control); });
}

}  // namespace syper::core
