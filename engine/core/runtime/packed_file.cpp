// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/packed_file.h"

#include <nlohmann/json.hpp>

#include "core/backbones/model_file.h"
#include "core/formats/safetensors.h"
#include "core/util/sha256.h"

namespace syper::core::runtime {
namespace {

using nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& source, const std::string& why) {
    throw Error(Errc::BadFormat, "cannot use " + source + ": " + why + "; get or make it anew");
}

/// Codes of `bits` bits one after the other, lowest bit first.
at::Tensor packBits(const at::Tensor& codes, int bits) {
    const at::Tensor flat = codes.contiguous();
    at::Tensor packed = at::zeros({(flat.numel() * bits + 7) / 8}, at::kByte);
    const auto* from = flat.data_ptr<std::int8_t>();
    auto* to = packed.data_ptr<std::uint8_t>();
    const unsigned mask = (1U << bits) - 1U;
    for (std::int64_t i = 0; i < flat.numel(); ++i) {
        const std::int64_t at = i * bits;
        const unsigned value = (unsigned(std::uint8_t(from[i])) & mask) << (at % 8);
        to[at / 8] = std::uint8_t(to[at / 8] | value);
        if (at % 8 + bits > 8) to[at / 8 + 1] = std::uint8_t(to[at / 8 + 1] | (value >> 8));
    }
    return packed;
}

at::Tensor unpackBits(const at::Tensor& packed, at::IntArrayRef shape, int bits) {
    at::Tensor codes = at::empty(shape, at::kChar);
    const auto* from = packed.data_ptr<std::uint8_t>();
    auto* to = codes.data_ptr<std::int8_t>();
    const unsigned mask = (1U << bits) - 1U, sign = 1U << (bits - 1);
    std::int64_t i = 0;
    if (bits == 4)  // two to a byte, and the loop is one that compilers make vectors of
        for (; i + 2 <= codes.numel(); i += 2) {
            to[i] = std::int8_t(int((from[i / 2] & 15U) ^ 8U) - 8);
            to[i + 1] = std::int8_t(int((from[i / 2] >> 4) ^ 8U) - 8);
        }
    for (; i < codes.numel(); ++i) {
        const std::int64_t at = i * bits;
        unsigned value = unsigned(from[at / 8]) >> (at % 8);
        if (at % 8 + bits > 8) value |= unsigned(from[at / 8 + 1]) << (8 - at % 8);
        to[i] = std::int8_t(int((value & mask) ^ sign) - int(sign));
    }
    return codes;
}

ordered_json describe(const Network& net) {
    ordered_json layers = ordered_json::array();
    for (const Layer& l : net.layers)
        layers.push_back({{"name", l.name},
                          {"in", l.shape.in},
                          {"out", l.shape.out},
                          {"kernel", l.shape.kernel},
                          {"stride", l.shape.stride},
                          {"padding", l.shape.padding},
                          {"groups", l.shape.groups},
                          {"input", l.input},
                          {"shortcut", l.shortcut},
                          {"codes", {l.codes.scale, l.codes.zero, l.codes.bits}},
                          {"sum_scale", l.sumScale}});
    return {{"input_size", net.shape.inputSize},
            {"dimension", net.shape.dimension},
            {"parameters", net.parameters},
            {"layers", layers}};
}

std::vector<float> readFloats(const TensorMap& tensors, const std::string& name, const std::string& source) {
    const at::Tensor* t = tensors.find(name);
    if (t == nullptr) return {};
    if (t->scalar_type() != at::kFloat || t->dim() != 1) refuse(source, "tensor " + name + " is not a list of numbers");
    const at::Tensor flat = t->contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

at::Tensor readWeight(const TensorMap& tensors, const Layer& layer, int bits, const std::string& source) {
    const at::Tensor& stored = tensors.at(layer.name + ".weight");
    const ConvShape& s = layer.shape;
    constexpr std::int64_t kMost = 1 << 16;  // of each size: products of four stay in 64 bits, and files are smaller
    for (const std::int64_t size : {s.in, s.out, s.kernel, s.groups})
        if (size < 1 || size > kMost || s.groups > s.in)
            refuse(source, "layer " + layer.name + " has impossible sizes");
    const std::vector<std::int64_t> shape{s.out, s.in / s.groups, s.kernel, s.kernel};
    const std::int64_t perOut = s.in / s.groups * s.kernel * s.kernel;
    if (perOut > (std::int64_t(1) << 40) / s.out) refuse(source, "layer " + layer.name + " has impossible sizes");
    if (bits == 8) {
        if (stored.scalar_type() != at::kChar || stored.sizes() != at::IntArrayRef(shape))
            refuse(source, "the weight of layer " + layer.name + " has another shape");
        return stored.contiguous();
    }
    if (stored.scalar_type() != at::kByte || stored.dim() != 1 || stored.numel() != (s.out * perOut * bits + 7) / 8)
        refuse(source, "the weight of layer " + layer.name + " has another size");
    return unpackBits(stored.contiguous(), shape, bits);
}

}  // namespace

bool isPacked(const TensorMap& tensors) {
    const auto format = tensors.metadata.find(kMetaFormat);
    // Either is enough, or damage to the other would make it pass for something else.
    return tensors.metadata.contains(kMetaSeal) ||
           (format != tensors.metadata.end() && format->second == kPackedFormat);
}

std::string sealOf(const TensorMap& tensors) {
    Sha256 digest;
    const auto add = [&](std::string_view text) {
        digest.add(std::to_string(text.size()) + ":");  // so that no two contents run together to the same bytes
        digest.add(text);
    };
    for (const auto& [key, value] : tensors.metadata) {
        if (key == kMetaSeal) continue;
        add(key);
        add(value);
    }
    for (const auto& [name, tensor] : tensors.entries()) {
        const at::Tensor flat = tensor.contiguous();
        add(name);
        add(dtypeName(flat.scalar_type()));
        for (const std::int64_t side : flat.sizes()) add(std::to_string(side));
        add({static_cast<const char*>(flat.data_ptr()), std::size_t(flat.numel()) * flat.element_size()});
    }
    return digest.hex();
}

TensorMap packNetwork(const Network& net, const std::map<std::string, std::string>& metadata) {
    checkNetwork(net, "the network");
    if (!net.quantized()) throw Error(Errc::BadArgument, "only a quantized network can be packed; quantize it first");
    TensorMap tensors;
    tensors.metadata = metadata;
    tensors.metadata[kMetaFormat] = kPackedFormat;
    tensors.metadata[kMetaArchitecture] = net.architecture;
    tensors.metadata[kMetaScheme] = "deploy";
    tensors.metadata[kMetaWeightBits] = std::to_string(net.weightBits);
    tensors.metadata[kMetaActivationBits] = std::to_string(net.activationBits);
    tensors.metadata[kMetaNetwork] = describe(net).dump();
    for (const Layer& l : net.layers) {
        tensors.set(l.name + ".weight", net.weightBits == 8 ? l.weight : packBits(l.weight, net.weightBits));
        tensors.set(l.name + ".weight_scale", at::tensor(l.weightScale));
        tensors.set(l.name + ".bias", at::tensor(l.bias));
        if (!l.slopes.empty()) tensors.set(l.name + ".slopes", at::tensor(l.slopes));
        if (l.scale.empty()) continue;
        tensors.set(l.name + ".scale", at::tensor(l.scale));
        tensors.set(l.name + ".shift", at::tensor(l.shift));
    }
    tensors.metadata[kMetaSeal] = sealOf(tensors);
    return tensors;
}

Network unpackNetwork(const TensorMap& tensors, const std::string& source) {
    const auto meta = [&](const char* key) {
        const auto place = tensors.metadata.find(key);
        if (place == tensors.metadata.end()) refuse(source, std::string("it does not say its ") + key);
        return place->second;
    };
    if (meta(kMetaFormat) != kPackedFormat) refuse(source, "its format is not " + std::string(kPackedFormat));
    if (meta(kMetaSeal) != sealOf(tensors)) refuse(source, "it is damaged: its seal does not fit its content");
    Network net{.architecture = meta(kMetaArchitecture)};
    const auto bits = bitsOf(tensors, {});
    if (!bits) refuse(source, "it does not say its bits");
    net.weightBits = bits->weights;
    net.activationBits = bits->activations;
    try {
        const ordered_json all = ordered_json::parse(meta(kMetaNetwork));
        net.shape = {.inputSize = all.at("input_size"), .dimension = all.at("dimension")};
        net.parameters = all.at("parameters");
        for (const ordered_json& entry : all.at("layers")) {
            Layer l{.name = entry.at("name"), .input = entry.at("input"), .shortcut = entry.at("shortcut")};
            l.shape = {.in = entry.at("in"),
                       .out = entry.at("out"),
                       .kernel = entry.at("kernel"),
                       .stride = entry.at("stride"),
                       .padding = entry.at("padding"),
                       .groups = entry.at("groups")};
            const ordered_json& codes = entry.at("codes");
            l.codes = {.scale = codes.at(0), .zero = codes.at(1), .bits = codes.at(2)};
            l.sumScale = entry.at("sum_scale");
            l.weight = readWeight(tensors, l, net.weightBits, source);
            l.weightScale = readFloats(tensors, l.name + ".weight_scale", source);
            l.bias = readFloats(tensors, l.name + ".bias", source);
            l.slopes = readFloats(tensors, l.name + ".slopes", source);
            l.scale = readFloats(tensors, l.name + ".scale", source);
            l.shift = readFloats(tensors, l.name + ".shift", source);
            net.layers.push_back(std::move(l));
        }
    } catch (const ordered_json::exception&) {
        refuse(source, "its description of the network cannot be read");
    }
    if (net.shape.inputSize < 1 || net.shape.inputSize > 4096 || net.shape.dimension < 1)
        refuse(source, "its sizes are impossible");
    checkNetwork(net, source);
    return net;
}

}  // namespace syper::core::runtime
