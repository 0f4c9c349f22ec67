// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/api/quantize.h"
#include "core/backbones/model.h"
#include "core/train/qat_step.h"

namespace syper::core {

/// The student of a knowledge transfer as the run sees it, whatever its scheme.
class TransferStudent {
public:
    virtual ~TransferStudent() = default;

    /// What comes before the first step. A run that goes on takes tensors() from its checkpoint instead.
    virtual void prepare(const ImageSet& images, RunControl& control) = 0;
    /// The pictures of a set of `size` that prepare() looks at.
    [[nodiscard]] virtual std::vector<std::int64_t> preparedWith(std::int64_t size) const = 0;

    /// All that it is, in order, changed in place; what is trained are leaves that ask for gradients.
    [[nodiscard]] virtual const TensorMap& tensors() const = 0;
    [[nodiscard]] virtual std::vector<std::string> trainedNames() const = 0;
    [[nodiscard]] std::vector<at::Tensor> trained() const {
        std::vector<at::Tensor> list;
        for (const std::string& name : trainedNames()) list.push_back(tensors().at(name));
        return list;
    }

    /// One step towards `wanted`; see qatStep.
    virtual QatStepFigures step(Sgd& optimizer, const at::Tensor& images, const at::Tensor& wanted,
                                const QatStepOptions& options, RunControl& control) = 0;
    /// Embeddings of unit length, as the finished student gives them, picture by picture.
    [[nodiscard]] virtual at::Tensor embed(const at::Tensor& images, RunControl& control) const = 0;
    /// Writes the student; returns its bytes as packed.
    virtual std::int64_t write(const std::filesystem::path& path,
                               const std::map<std::string, std::string>& metadata) const = 0;
    [[nodiscard]] virtual std::int64_t bytesPacked() const = 0;
    [[nodiscard]] virtual std::int64_t parameters() const = 0;
    /// What the report says of it beside what it says of every run.
    [[nodiscard]] virtual nlohmann::ordered_json report() const = 0;
};

/// How a scheme goes about a run. See quantizeSchemes() for their names.
struct TransferScheme {
    QuantizeScheme about;
    /// teacher: FP32, where the run computes. Throws Error{BadArgument} for settings that do not fit.
    std::function<std::unique_ptr<TransferStudent>(const QuantizeConfig& config, const Model& teacher)> student;
};

/// Every scheme, the default first.
[[nodiscard]] const std::vector<TransferScheme>& transferSchemes();
/// Throws Error{BadArgument} listing the known names.
[[nodiscard]] const TransferScheme& transferScheme(const std::string& name);

/// The first weights of a run: those of config.init, else the teacher's. Throws Error{BadArgument} where they are of
/// another network.
[[nodiscard]] Model firstWeights(const QuantizeConfig& config, const Model& teacher);

/// A student that is rounded layer by layer while it trains (a scheme of the rounding registry).
[[nodiscard]] std::unique_ptr<TransferStudent> modelStudent(const QuantizeConfig& config, const Model& teacher);
/// A student in whole numbers: calibrated first, trained through its rounding if steps are wanted.
[[nodiscard]] std::unique_ptr<TransferStudent> networkStudent(const QuantizeConfig& config, const Model& teacher);

}  // namespace syper::core
