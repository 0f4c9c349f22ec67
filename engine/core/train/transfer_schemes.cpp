// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backbones/model_file.h"
#include "core/quant/deploy.h"
#include "core/train/transfer_student.h"

namespace syper::core {

const std::vector<TransferScheme>& transferSchemes() {
    static const std::vector<TransferScheme> schemes{
        {{.name = "paper", .about = "simulated, trained as published", .trainsByEpochs = true}, modelStudent},
        {{.name = kDeployScheme,
          .about = "whole numbers that run fast, calibrated, and trained for --steps if given",
          .trainsByEpochs = false},
         networkStudent}};
    return schemes;
}

const TransferScheme& transferScheme(const std::string& name) {
    std::string known;
    for (const TransferScheme& scheme : transferSchemes()) {
        if (scheme.about.name == name) return scheme;
        known += (known.empty() ? "" : ", ") + scheme.about.name;
    }
    throw Error(Errc::BadArgument, "no quantization scheme is named " + name + "; choose one of " + known);
}

const std::vector<QuantizeScheme>& quantizeSchemes() {
    static const std::vector<QuantizeScheme> schemes = [] {
        std::vector<QuantizeScheme> list;
        for (const TransferScheme& scheme : transferSchemes()) list.push_back(scheme.about);
        return list;
    }();
    return schemes;
}

bool trainsByEpochs(const std::string& scheme) {
    for (const QuantizeScheme& known : quantizeSchemes())
        if (known.name == scheme) return known.trainsByEpochs;
    return true;
}

Model firstWeights(const QuantizeConfig& c, const Model& teacher) {
    if (c.init.empty()) return teacher.clone();
    Model init = loadModel(c.init);
    if (init.kind().name != teacher.kind().name || init.shape() != teacher.shape())
        throw Error(Errc::BadArgument, "the first weights, " + c.init.string() +
                                           ", are of another network than the teacher, " + c.teacher.string() +
                                           "; choose two of the same architecture and size");
    return init;
}

}  // namespace syper::core
