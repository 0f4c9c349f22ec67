// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/state_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "core/formats/pickle_tensors.h"
#include "core/formats/refuse.h"

namespace syper::core {
namespace {

// Where checkpoints keep the weights to use, best first: an average of the weights before the weights themselves.
constexpr std::array<std::string_view, 18> kStateDictKeys{
    "G_ema",       "g_ema", "ema_state_dict", "state_dict_ema", "params_ema", "state_dict", "model_state_dict",
    "model_state", "model", "module",         "backbone",       "net",        "network",    "generator",
    "G",           "g",     "params",         "weights"};
constexpr std::array<std::string_view, 4> kNetworks{"G_ema", "G", "D", "augment_pipe"};
// What the published quantized layers call their bits, and where a file of tensors says them.
constexpr std::array<std::pair<std::string_view, const char*>, 2> kBits{
    {{"weight_bit", kWeightBitsKey}, {"activation_bit", kActivationBitsKey}}};
constexpr int kDeepest = 64;
constexpr std::size_t kMostVisits = 1'000'000;

/// Walks a document's value; depth and visits are bounded, since a pickle may hold itself.
class Tree {
public:
    explicit Tree(const PickleDocument& document) : document_(document), maker_(document) {}

    LoadedFile load(const PickleNode& root) {
        LoadedFile file;
        const auto chosen = choose(root, "", 0);
        const PickleNode* state = chosen ? chosen->node : nullptr;
        if (state != nullptr) {
            TensorMap own;
            collect(*state, "", nullptr, own, 0);
            collectBits(*state, own, 0);
            file.tensors = withoutWrapper(std::move(own));
            file.stateDictPath = chosen->path;
        }
        file.stateDictSize = file.tensors.size();
        TensorMap others;
        if (state != &root) collect(root, "", state, others, 0);
        for (const auto& [name, tensor] : others.entries())
            file.tensors.set(file.tensors.contains(name) ? "checkpoint." + name : name, tensor);
        if (root.kind != PickleKind::Tensor) collectNetworks(root, file);
        if (const PickleNode* dict = document_.dictOf(root); dict != nullptr && !isModule(root))
            file.details = details(*dict, state);
        return file;
    }

private:
    struct Chosen {
        const PickleNode* node;
        std::string path;
    };

    void visit(int depth) {
        if (depth > kDeepest || ++visits_ > kMostVisits)
            refuseFile(document_.file(), "it is nested beyond any model", "choose another file");
    }

    [[nodiscard]] bool isModule(const PickleNode& node) const {
        return node.kind == PickleKind::Object && document_.find(node, "_parameters") != nullptr &&
               document_.find(node, "_modules") != nullptr;
    }

    [[nodiscard]] bool holdsTensor(const PickleNode& dict) const {
        for (std::size_t i = 1; i < dict.items.size(); i += 2)
            if (document_.at(dict.items[i]).kind == PickleKind::Tensor) return true;
        return false;
    }

    static std::string join(const std::string& path, std::string_view name) {
        return path.empty() ? std::string(name) : path + "." + std::string(name);
    }

    /// A key as part of a path; nothing for keys that are no names.
    [[nodiscard]] std::optional<std::string> nameOf(const PickleNode& key) const {
        if (key.kind == PickleKind::Text) return std::string(key.text);
        if (key.kind == PickleKind::Int) return std::to_string(key.integer);
        return std::nullopt;
    }

    std::optional<Chosen> choose(const PickleNode& node, const std::string& path, int depth) {
        visit(depth);
        if (isModule(node)) return Chosen{&node, path};
        const PickleNode* dict = document_.dictOf(node);
        if (dict == nullptr || depth > 4) return std::nullopt;
        for (const std::string_view key : kStateDictKeys)
            if (const PickleNode* child = document_.find(node, key))
                if (const auto found = choose(*child, join(path, key), depth + 1)) return found;
        if (holdsTensor(*dict)) return Chosen{&node, path};
        std::optional<Chosen> best;
        std::size_t most = 0;
        for (std::size_t i = 0; i < dict->items.size(); i += 2) {
            const auto name = nameOf(document_.at(dict->items[i]));
            if (!name || name->find("optim") != std::string::npos) continue;
            const auto found = choose(document_.at(dict->items[i + 1]), join(path, *name), depth + 1);
            const std::size_t size = found ? document_.dictOf(*found->node)->items.size() : 0;
            if (size > most) {
                best = found;
                most = size;
            }
        }
        return best;
    }

    /// Tensors below `node` by their path; `skip` is left out.
    void collect(const PickleNode& node, const std::string& path, const PickleNode* skip, TensorMap& out, int depth) {
        visit(depth);
        if (&node == skip) return;
        if (node.kind == PickleKind::Tensor) {
            out.set(path.empty() ? "data" : path, maker_.make(document_.tensors[std::size_t(node.integer)]));
        } else if (isModule(node)) {
            collectModule(node, path, out, depth);
        } else if (const PickleNode* dict = document_.dictOf(node)) {
            for (std::size_t i = 0; i < dict->items.size(); i += 2)
                if (const auto name = nameOf(document_.at(dict->items[i])))
                    collect(document_.at(dict->items[i + 1]), join(path, *name), skip, out, depth + 1);
        } else if (node.kind == PickleKind::List || node.kind == PickleKind::Tuple) {
            for (std::size_t i = 0; i < node.items.size(); ++i)
                collect(document_.at(node.items[i]), join(path, std::to_string(i)), skip, out, depth + 1);
        }
    }

    /// As torch.nn.Module.state_dict(): parameters, then persistent buffers, then the modules inside.
    void collectModule(const PickleNode& module, const std::string& path, TensorMap& out, int depth) {
        visit(depth);
        const PickleNode* passing = document_.find(module, "_non_persistent_buffers_set");
        const auto passes = [&](std::string_view name) {
            return passing != nullptr && std::any_of(passing->items.begin(), passing->items.end(),
                                                     [&](PickleRef item) { return document_.at(item).text == name; });
        };
        for (const char* part : {"_parameters", "_buffers", "_modules"}) {
            const PickleNode* found = document_.find(module, part);
            const PickleNode* dict = found == nullptr ? nullptr : document_.dictOf(*found);
            if (dict == nullptr) continue;
            for (std::size_t i = 0; i < dict->items.size(); i += 2) {
                const auto name = nameOf(document_.at(dict->items[i]));
                const PickleNode& value = document_.at(dict->items[i + 1]);
                if (!name) continue;
                if (value.kind == PickleKind::Tensor && (part[1] != 'b' || !passes(*name)))
                    out.set(join(path, *name), maker_.make(document_.tensors[std::size_t(value.integer)]));
                else if (isModule(value))
                    collectModule(value, join(path, *name), out, depth + 1);
            }
        }
    }

    /// The bits of a student that was pickled whole: its layers have them as attributes, its tensors say nothing of it.
    void collectBits(const PickleNode& module, TensorMap& out, int depth) {
        if (!isModule(module)) return;
        visit(depth);
        for (const auto& [attribute, key] : kBits)
            if (const PickleNode* bits = document_.find(module, attribute);
                bits != nullptr && bits->kind == PickleKind::Int)
                out.metadata.try_emplace(key, std::to_string(bits->integer));
        const PickleNode* inside = document_.dictOf(*document_.find(module, "_modules"));
        for (std::size_t i = 1; inside != nullptr && i < inside->items.size(); i += 2)
            collectBits(document_.at(inside->items[i]), out, depth + 1);
    }

    void collectNetworks(const PickleNode& root, LoadedFile& file) {
        if (isModule(root)) {
            if (root.text == "Generator" || root.text == "Discriminator")
                file.networks[root.text == "Generator" ? "G_ema" : "D"] = network(root);
            return;
        }
        for (const std::string_view name : kNetworks)
            if (const PickleNode* node = document_.find(root, name);
                node != nullptr && document_.dictOf(*node) != nullptr)
                file.networks[std::string(name)] = network(*node);
    }

    LoadedNetwork network(const PickleNode& node) {
        LoadedNetwork network;
        if (node.kind == PickleKind::Object) network.className = std::string(node.text);
        collect(node, "", nullptr, network.tensors, 0);
        network.tensors = withoutWrapper(std::move(network.tensors));
        if (const PickleNode* kwargs = document_.find(node, "_init_kwargs")) {
            std::size_t left = 10'000;
            network.initKwargs = json(*kwargs, 0, left);
        }
        return network;
    }

    nlohmann::json details(const PickleNode& dict, const PickleNode* state) const {
        nlohmann::json all = nlohmann::json::object();
        std::size_t left = 10'000;
        for (std::size_t i = 0; i < dict.items.size(); i += 2) {
            const PickleNode& value = document_.at(dict.items[i + 1]);
            const auto name = nameOf(document_.at(dict.items[i]));
            if (!name || &value == state || isModule(value) || value.kind == PickleKind::Tensor) continue;
            if (nlohmann::json plain = json(value, 0, left); !plain.is_null()) all[*name] = std::move(plain);
        }
        return all;
    }

    /// Plain values; null for what JSON has no word for, and for what is beyond `left` values or 8 levels.
    nlohmann::json json(const PickleNode& node, int depth, std::size_t& left) const {
        if (depth > 8 || left == 0) return nullptr;
        --left;
        switch (node.kind) {
            case PickleKind::Bool:
                return node.integer != 0;
            case PickleKind::Int:
                return node.integer;
            case PickleKind::Float:
                return std::isfinite(node.real) ? nlohmann::json(node.real) : nlohmann::json(nullptr);
            case PickleKind::Text:
                return node.text.size() <= 4096 ? nlohmann::json(std::string(node.text)) : nlohmann::json(nullptr);
            case PickleKind::List:
            case PickleKind::Tuple: {
                nlohmann::json list = nlohmann::json::array();
                for (const PickleRef item : node.items) {
                    if (left == 0) break;
                    list.push_back(json(document_.at(item), depth + 1, left));
                }
                return list;
            }
            case PickleKind::Dict:
            case PickleKind::Object:
                return jsonObject(node, depth, left);
            default:
                return nullptr;
        }
    }

    nlohmann::json jsonObject(const PickleNode& node, int depth, std::size_t& left) const {
        const PickleNode* dict = document_.dictOf(node);
        if (dict == nullptr || isModule(node)) return nullptr;
        nlohmann::json object = nlohmann::json::object();
        for (std::size_t i = 0; i < dict->items.size() && left > 0; i += 2)
            if (const auto name = nameOf(document_.at(dict->items[i])))
                object[*name] = json(document_.at(dict->items[i + 1]), depth + 1, left);
        return object;
    }

    const PickleDocument& document_;
    TensorMaker maker_;
    std::size_t visits_ = 0;
};

bool hasPrefix(const TensorMap& tensors, std::string_view prefix) {
    return std::any_of(tensors.entries().begin(), tensors.entries().end(),
                       [&](const TensorMap::Entry& entry) { return entry.name.starts_with(prefix); });
}

/// The network that a name belongs to by its first part, and the rest of the name; empty for others.
std::pair<std::string, std::string> networkOf(std::string_view name) {
    const std::size_t end = name.find_first_of("./");
    if (end == std::string_view::npos ||
        std::find(kNetworks.begin(), kNetworks.end(), name.substr(0, end)) == kNetworks.end())
        return {};
    return {std::string(name.substr(0, end)), std::string(name.substr(end + 1))};
}

/// The names that `convert` marked as no part of the state dict.
std::set<std::string> besideStateDict(const TensorMap& tensors) {
    const auto place = tensors.metadata.find(kBesideKey);
    if (place == tensors.metadata.end()) return {};
    const auto names = nlohmann::json::parse(place->second, nullptr, false);
    std::set<std::string> beside;
    if (names.is_array())
        for (const auto& name : names)
            if (name.is_string()) beside.insert(name.get<std::string>());
    return beside;
}

}  // namespace

TensorMap withoutWrapper(TensorMap tensors) {
    for (const std::string_view wrapper : {std::string_view("module."), std::string_view("_orig_mod.")}) {
        const auto wrapped = [&](const TensorMap::Entry& entry) { return entry.name.starts_with(wrapper); };
        if (tensors.empty() || !std::all_of(tensors.entries().begin(), tensors.entries().end(), wrapped)) continue;
        TensorMap bare;
        bare.metadata = tensors.metadata;
        for (const auto& [name, tensor] : tensors.entries()) bare.set(name.substr(wrapper.size()), tensor);
        tensors = std::move(bare);
    }
    return tensors;
}

LoadedFile loadedFrom(const PickleDocument& document, PickleRef root) {
    return Tree(document).load(document.at(root));
}

LoadedFile loadedFrom(TensorMap tensors) {
    LoadedFile file;
    const std::set<std::string> beside = besideStateDict(tensors);
    // A generator beside other networks has its names bare (as convert writes them) or below G_ema.
    const bool bare = hasPrefix(tensors, "synthesis.") && hasPrefix(tensors, "mapping.");
    const bool below = !bare && (hasPrefix(tensors, "G_ema.synthesis.") || hasPrefix(tensors, "G_ema/synthesis."));
    TensorMap own, others;
    for (const auto& [name, tensor] : tensors.entries()) {
        const auto [network, inside] = bare || below ? networkOf(name) : std::pair<std::string, std::string>();
        if (!network.empty()) file.networks[network].tensors.set(inside, tensor);
        if (below && network == "G_ema")
            own.set(inside, tensor);
        else
            (below || !network.empty() || beside.count(name) > 0 ? others : own).set(name, tensor);
    }
    file.stateDictPath = below ? "G_ema" : "";
    own = withoutWrapper(std::move(own));
    own.metadata = tensors.metadata;
    file.stateDictSize = own.size();
    if (bare) file.networks["G_ema"].tensors = own;
    file.tensors = std::move(own);
    for (const auto& [name, tensor] : others.entries()) file.tensors.set(name, tensor);
    return file;
}

}  // namespace syper::core
