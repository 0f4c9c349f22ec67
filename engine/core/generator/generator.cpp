// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/generator.h"

#include <nlohmann/json.hpp>

#include "core/api/error.h"
#include "core/formats/load.h"
#include "core/util/memory.h"
#include "core/util/numpy_random.h"

namespace syper::core {

Generator::Generator(const TensorMap& weights, const std::string& prefix, const GeneratorShape& shape)
    : mapping(weights, prefix, shape), synthesis(weights, prefix, shape), shape_(shape) {}

std::vector<float> Generator::noiseVector(std::uint32_t seed) const {
    const std::vector<double> normals = NumpyRandomState(seed).normals(std::size_t(shape_.zDim));
    std::vector<float> z(normals.size());
    for (std::size_t i = 0; i < z.size(); ++i) z[i] = float(normals[i]);
    return z;
}

Generator loadGenerator(const std::filesystem::path& path) {
    const auto networks = loadNetworks(path);
    const auto averaged = networks.find("G_ema");
    std::string prefix;
    if (averaged == networks.end() || !findGenerator(averaged->second.tensors, prefix))
        throw Error(Errc::BadFormat, "cannot sample from " + path.string() +
                                         ": it holds no StyleGAN2-ADA generator; choose a generator's file");
    try {
        GeneratorShape shape = generatorShape(averaged->second.tensors, prefix);
        applyInitKwargs(shape, averaged->second.initKwargs);
        requireMemory("a network of " + std::to_string(shape.resolution) + " px with " +
                          std::to_string(shape.parameters()) + " parameters",
                      synthesisBytes(shape));
        return Generator(averaged->second.tensors, prefix, shape);
    } catch (const Error& error) {
        throw Error(error.code(), "cannot sample from " + path.string() + ": " + error.what());
    }
}

}  // namespace syper::core
