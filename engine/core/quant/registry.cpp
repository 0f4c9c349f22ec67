// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/error.h"
#include "core/quant/paper.h"
#include "core/quant/scheme.h"

namespace syper::core {

const std::vector<std::unique_ptr<const QuantScheme>>& quantSchemes() {
    static const auto schemes = [] {
        std::vector<std::unique_ptr<const QuantScheme>> list;
        list.push_back(paperScheme());
        return list;
    }();
    return schemes;
}

const QuantScheme& quantScheme(const std::string& name) {
    std::string known;
    for (const auto& scheme : quantSchemes()) {
        if (scheme->name() == name) return *scheme;
        known += (known.empty() ? "" : ", ") + scheme->name();
    }
    throw Error(Errc::BadArgument, "no quantization scheme is named " + name + "; choose one of " + known);
}

const QuantScheme* recognizeScheme(const TensorMap& tensors) {
    for (const auto& scheme : quantSchemes())
        if (scheme->recognizes(tensors)) return scheme.get();
    return nullptr;
}

void checkBits(const QuantBits& bits) {
    for (const int b : {bits.weights, bits.activations})
        if (b < 2 || b > 8) throw Error(Errc::BadArgument, "bits are " + std::to_string(b) + ", expected 2 to 8");
}

}  // namespace syper::core
