// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "core/api/embedder.h"
#include "core/api/text_table.h"
#include "core/formats/npy_writer.h"
#include "core/formats/safetensors.h"
#include "core/util/files.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr const char* kKey = "embeddings";
constexpr std::array<const char*, 4> kEndings{".safetensors", ".npy", ".npz", ".csv"};

void writeCsv(const std::filesystem::path& path, const std::vector<std::vector<float>>& rows,
              const std::vector<std::string>& names) {
    AtomicFile file(path);
    std::string line = "file";
    for (std::size_t i = 0; i < (rows.empty() ? 0 : rows.front().size()); ++i) line += ",e" + std::to_string(i);
    file.write(line + "\n");
    for (std::size_t row = 0; row < rows.size(); ++row) {
        line = csvField(names[row]);
        for (const float value : rows[row]) line += "," + shortestText(double(value));
        file.write(line + "\n");
    }
    file.commit();
}

}  // namespace

void checkEmbeddingsPath(const std::filesystem::path& path) {
    if (std::ranges::find(kEndings, path.extension().string()) == kEndings.end())
        throw Error(Errc::Unsupported, "cannot write embeddings to " + path.string() +
                                           "; end its name in .safetensors, .npy, .npz or .csv");
}

void writeEmbeddings(const std::filesystem::path& path, const std::vector<std::vector<float>>& rows,
                     const std::vector<std::string>& names) {
    translateErrors("writing embeddings", [&] {
        checkEmbeddingsPath(path);
        const std::size_t width = rows.empty() ? 0 : rows.front().size();
        if (rows.size() != names.size() ||
            std::ranges::any_of(rows, [&](const auto& row) { return row.size() != width; }))
            throw Error(Errc::BadArgument, "writeEmbeddings: rows and names do not fit together");
        const std::string ending = path.extension().string();
        if (ending == ".csv") return writeCsv(path, rows, names);
        std::vector<float> flat;
        flat.reserve(rows.size() * width);
        for (const auto& row : rows) flat.insert(flat.end(), row.begin(), row.end());
        const std::vector<std::int64_t> shape{std::int64_t(rows.size()), std::int64_t(width)};
        if (ending == ".npy") return writeFile(path, npyBytes(flat, shape));
        if (ending == ".npz")
            return writeFile(path, npzBytes({{kKey, npyBytes(flat, shape)}, {"files", npyTexts(names)}}));
        TensorMap tensors;
        tensors.set(kKey, at::from_blob(flat.data(), shape, at::kFloat));
        // Names are bytes to the system; what is no UTF-8 is replaced, since JSON cannot hold it.
        tensors.metadata["files"] =
            nlohmann::ordered_json(names).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
        writeSafetensors(path, tensors);
    });
}

}  // namespace syper::core
