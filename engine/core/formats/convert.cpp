// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/convert.h"

#include <ATen/ATen.h>

#include "core/api/run_control.h"
#include "core/formats/load.h"
#include "core/formats/refuse.h"
#include "core/formats/safetensors.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

void keepStructure(const LoadedFile& file, TensorMap& tensors) {
    nlohmann::json beside = nlohmann::json::array();
    for (std::size_t i = file.stateDictSize; i < file.tensors.size(); ++i)
        beside.push_back(file.tensors.entries()[i].name);
    if (file.stateDictSize > 0 && !beside.empty()) tensors.metadata[kBesideKey] = beside.dump();
    const auto generator = file.networks.find("G_ema");
    if (generator != file.networks.end() && !generator->second.initKwargs.is_null())
        tensors.metadata[kInitKwargsKey] = generator->second.initKwargs.dump();
}

}  // namespace

ConvertResult convertFile(const std::filesystem::path& in, const std::filesystem::path& out, bool toF32) {
    return translateErrors("convert", [&] {
        const LoadedFile file = loadFile(in);
        if (file.tensors.empty()) refuseFile(in.string(), "no tensor is in it", "choose a file of weights");
        std::error_code unknown;
        if (std::filesystem::equivalent(in, out, unknown))
            throw Error(Errc::BadArgument,
                        "cannot convert " + in.string() + " onto itself; name another file to write");
        TensorMap tensors;
        tensors.metadata = file.tensors.metadata;
        keepStructure(file, tensors);
        for (const auto& [name, tensor] : file.tensors.entries())
            tensors.set(name, toF32 && tensor.is_floating_point() ? tensor.to(at::kFloat) : tensor);
        writeSafetensors(out, tensors);
        return ConvertResult{.tensors = std::int64_t(tensors.size()),
                             .bytes = std::int64_t(std::filesystem::file_size(out))};
    });
}

}  // namespace syper::core
