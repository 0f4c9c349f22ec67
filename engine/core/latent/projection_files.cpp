// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include "core/api/error.h"
#include "core/api/project.h"
#include "core/api/sample_folder.h"
#include "core/api/text_table.h"
#include "core/formats/npy_writer.h"
#include "core/formats/safetensors.h"
#include "core/util/files.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

std::string curveText(const std::vector<ProjectPoint>& curve) {
    std::string text = "step,loss,distance,perceptual,pixels,noise,rate\n";
    for (const ProjectPoint& point : curve) {
        text += std::to_string(point.step) + "," + shortestText(point.loss) + "," + shortestText(point.distance) + ",";
        if (point.perceptual) text += shortestText(*point.perceptual);
        text +=
            "," + shortestText(point.pixels) + "," + shortestText(point.noise) + "," + shortestText(point.rate) + "\n";
    }
    return text;
}

}  // namespace

void writeLatents(const std::filesystem::path& path, const std::vector<std::vector<float>>& latents,
                  const NetworkInfo& network) {
    translateErrors("cannot write latents", [&] {
        const std::size_t size = std::size_t(network.numWs) * std::size_t(network.wDim);
        std::vector<float> all;
        for (const std::vector<float>& one : latents) {
            if (one.size() != size)
                throw Error(Errc::BadShape, "a latent has " + std::to_string(one.size()) + " values, this network's " +
                                                std::to_string(size) + "; write latents of one network");
            all.insert(all.end(), one.begin(), one.end());
        }
        const std::vector<std::int64_t> shape{std::int64_t(latents.size()), network.numWs, network.wDim};
        if (path.extension() == ".npz") {
            writeFile(path, npzBytes({{"w", npyBytes(all, shape)}}));
        } else if (path.extension() == ".safetensors") {
            TensorMap tensors;
            tensors.set("w", at::tensor(all).reshape(shape));
            tensors.metadata["network"] = network.sha256;
            writeSafetensors(path, tensors);
        } else {
            throw Error(Errc::Unsupported, "cannot write latents to " + path.string() +
                                               ": its ending is neither .npz nor .safetensors; choose one of them");
        }
    });
}

void writeProjection(const std::filesystem::path& folder, const ProjectConfig& config, const ProjectOutcome& outcome,
                     Sampler& sampler) {
    SampleRequest request;
    request.w = outcome.ws;
    SampleFolderJob job{.pictures = {{"proj.png", request}}, .folder = folder};
    job.onComplete = [&] {
        writePng(folder / "target.png", config.target);
        writeLatents(folder / "projected_w.npz", {outcome.ws}, sampler.info());
        writeFile(folder / "curve.csv", curveText(outcome.curve));
        return std::vector<std::string>{"target.png", "projected_w.npz", "curve.csv"};
    };
    RunControl unbroken;  // one picture, after the long part: what was found is written even where that was stopped
    (void)sampleFolder(sampler, job, unbroken);
}

}  // namespace syper::core
