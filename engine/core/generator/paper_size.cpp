// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/paper_size.h"

#include <ATen/ATen.h>

#include "core/api/random_network.h"
#include "core/formats/safetensors.h"
#include "core/util/translate_error.h"

namespace syper::core {

GeneratorShape paperShape(int resolution) {
    GeneratorShape shape;
    shape.resolution = resolution;
    shape.channels = officialChannels(resolution, 16384, 512);
    return shape;
}

TensorMap paperWeights(int resolution) {
    TensorMap weights = randomGenerator(paperShape(resolution), 1, 0.1);
    // Random weights paint far brighter than trained ones: a third of it is their spread, and so their rounding.
    for (const auto& [name, tensor] : weights.entries())
        if (name.ends_with("torgb.weight")) tensor.mul_(1.0 / 3.0);
    return weights;
}

void writeRandomNetwork(const std::filesystem::path& path, int resolution) {
    translateErrors("cannot write a random generator", [&] { writeSafetensors(path, paperWeights(resolution)); });
}

}  // namespace syper::core
