// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/tensor_set.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <sstream>

#include "core/api/error.h"
#include "core/formats/load.h"
#include "core/util/sha256.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr const char* kKey = "images";

class TensorSet final : public ImageSet {
public:
    TensorSet(const std::filesystem::path& path, at::Tensor images)
        : path_(path.string()), images_(std::move(images)), digest_(sha256File(path)) {}

    [[nodiscard]] std::int64_t size() const override { return images_.size(0); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return path_ + "#" + std::to_string(index); }
    [[nodiscard]] std::string digest() const override { return digest_; }

    void load(std::int64_t index, int side, std::span<float> out) const override {
        if (images_.size(2) != side || images_.size(3) != side)
            throw Error(Errc::BadShape, name(index) + " is " + std::to_string(images_.size(3)) + "x" +
                                            std::to_string(images_.size(2)) + " pixels and the model takes " +
                                            std::to_string(side) + "x" + std::to_string(side) +
                                            "; tensors are fed as they are, so make them that size");
        const std::int64_t count = images_[0].numel();
        if (std::int64_t(out.size()) != count)
            throw Error(Errc::BadArgument, "load: the buffer does not hold one picture");
        const auto* first = images_.data_ptr<float>() + index * count;
        std::copy(first, first + count, out.begin());
    }

private:
    std::string path_;
    at::Tensor images_;  ///< contiguous float32 [N,3,H,W]
    std::string digest_;
};

}  // namespace

std::shared_ptr<const ImageSet> openTensorSet(const std::filesystem::path& path) {
    return translateErrors("reading tensors", [&]() -> std::shared_ptr<const ImageSet> {
        const LoadedFile file = loadFile(path);
        const bool single = file.container == "npy" && file.tensors.size() == 1;
        const at::Tensor* images = single ? &file.tensors.entries()[0].tensor : file.tensors.find(kKey);
        if (images == nullptr)
            throw Error(Errc::BadFormat, path.string() + " has no tensor \"" + kKey + "\"; name the pictures so");
        if (images->dim() != 4 || images->size(1) != 3 || images->size(0) < 1 || images->numel() < 1 ||
            images->scalar_type() != at::kFloat) {
            std::ostringstream shape;
            shape << images->scalar_type() << " " << images->sizes();
            throw Error(Errc::BadShape, "the pictures in " + path.string() + " are " + shape.str() +
                                            "; wanted are float32 [N,3,H,W] in [-1,1]");
        }
        const at::Tensor finite = images->flatten(1).isfinite().all(1);
        if (!finite.all().item<bool>())
            throw Error(Errc::BadFormat,
                        "picture " + std::to_string((~finite).to(at::kInt).argmax().item<std::int64_t>()) + " in " +
                            path.string() + " has values that are not numbers (NaN or infinite); make it anew");
        return std::make_shared<TensorSet>(path, images->contiguous());
    });
}

}  // namespace syper::core
