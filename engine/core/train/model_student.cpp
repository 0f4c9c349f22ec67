// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/model_file.h"
#include "core/train/transfer_student.h"

namespace syper::core {
namespace {

Model rounded(const QuantizeConfig& c, const Model& teacher) {
    const QuantScheme& scheme = quantScheme(c.scheme);
    const QuantBits bits{c.weightBits, c.activationBits};
    const Model first = firstWeights(c, teacher);
    if (first.scheme() == nullptr) return first.quantized(scheme, bits);
    if (first.scheme() != &scheme)
        throw Error(Errc::BadArgument,
                    c.init.string() + " was quantized by " + first.scheme()->name() + ", not by " + c.scheme);
    return Model::fromTensors(first.tensors(), bits, c.init.string());
}

class ModelStudent final : public TransferStudent {
public:
    ModelStudent(const QuantizeConfig& config, const Model& teacher) : model_(rounded(config, teacher)) {
        model_.moveTo(config.device);
    }

    void prepare(const ImageSet&, RunControl&) override {}  // its ranges follow what passes while it trains
    std::vector<std::int64_t> preparedWith(std::int64_t) const override { return {}; }
    const TensorMap& tensors() const override { return model_.tensors(); }
    std::vector<std::string> trainedNames() const override { return model_.trainedNames(); }
    QatStepFigures step(Sgd& optimizer, const at::Tensor& images, const at::Tensor& wanted,
                        const QatStepOptions& options, RunControl& control) override {
        return qatStep(model_, optimizer, images, wanted, options, control);
    }
    at::Tensor embed(const at::Tensor& images, RunControl& control) const override {
        return embedEach(model_, images, control);
    }
    std::int64_t write(const std::filesystem::path& path,
                       const std::map<std::string, std::string>& metadata) const override {
        saveModel(path, model_, metadata);
        return bytesPacked();
    }
    std::int64_t bytesPacked() const override { return (parameters() * model_.bits().weights + 7) / 8; }
    std::int64_t parameters() const override { return model_.parameters(); }
    nlohmann::ordered_json report() const override { return nlohmann::ordered_json::object(); }

private:
    Model model_;
};

}  // namespace

std::unique_ptr<TransferStudent> modelStudent(const QuantizeConfig& config, const Model& teacher) {
    return std::make_unique<ModelStudent>(config, teacher);
}

}  // namespace syper::core
