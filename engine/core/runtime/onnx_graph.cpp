// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/onnx_graph.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>

#include "core/api/error.h"
#include "core/backbones/model_file.h"
#include "core/util/files.h"

namespace syper::core::runtime {
namespace {

constexpr std::size_t kMostBytes = std::size_t(2000) << 20;
constexpr int kMostNodes = 20'000, kMostDims = 8, kMostDepth = 16;
constexpr int kLargestSide = 4096, kLargestDimension = 1 << 16, kUsualSide = 224;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(Errc::BadFormat, why);
}

std::optional<at::ScalarType> typeOf(int type) {
    switch (type) {
        case onnx::TensorProto::FLOAT:
            return at::kFloat;
        case onnx::TensorProto::DOUBLE:
            return at::kDouble;
        case onnx::TensorProto::FLOAT16:
            return at::kHalf;
        case onnx::TensorProto::INT64:
            return at::kLong;
        case onnx::TensorProto::INT32:
            return at::kInt;
        case onnx::TensorProto::INT8:
            return at::kChar;
        case onnx::TensorProto::UINT8:
            return at::kByte;
        case onnx::TensorProto::BOOL:
            return at::kBool;
        default:
            return std::nullopt;
    }
}

template <class Values>
void copyValues(const Values& from, at::Tensor& to, const std::string& name) {
    if (std::int64_t(from.size()) != to.numel())
        refuse("tensor " + name + " holds another number of values than its shape");
    at::Tensor list = at::empty({std::int64_t(from.size())}, at::kDouble);
    std::copy(from.begin(), from.end(), list.data_ptr<double>());
    to.copy_(list.view(to.sizes()));
}

at::Tensor tensorOf(const onnx::TensorProto& t, const std::string& name) {
    if (t.data_location() == onnx::TensorProto::EXTERNAL || t.external_data_size() > 0)
        throw Error(Errc::Unsupported, "tensor " + name + " lies in another file; save the model as one file");
    const auto type = typeOf(t.data_type());
    if (!type) throw Error(Errc::Unsupported, "tensor " + name + " is of a type that is not known here");
    if (t.dims_size() > kMostDims) refuse("tensor " + name + " has too many dimensions");
    std::vector<std::int64_t> dims;
    std::int64_t count = 1;
    for (const std::int64_t dim : t.dims()) {
        if (dim < 0 || (dim > 0 && count > std::int64_t(kMostBytes) / dim))
            refuse("tensor " + name + " has an impossible shape");
        dims.push_back(dim);
        count *= dim;
    }
    // The values are in the file, so their number is bounded by its size before any memory is asked for.
    const std::size_t size = c10::elementSize(*type), stored = t.raw_data().size();
    if (stored > 0 ? stored != std::size_t(count) * size
                   : count > t.float_data_size() + t.int32_data_size() + t.int64_data_size() + t.double_data_size())
        refuse("tensor " + name + " holds another number of values than its shape");
    at::Tensor to = at::empty(dims, *type);
    if (count == 0) return to;
    if (stored > 0)
        std::memcpy(to.data_ptr(), t.raw_data().data(), stored);
    else if (*type == at::kFloat)
        copyValues(t.float_data(), to, name);
    else if (*type == at::kDouble)
        copyValues(t.double_data(), to, name);
    else if (*type == at::kLong)
        copyValues(t.int64_data(), to, name);
    else if (*type != at::kHalf)
        copyValues(t.int32_data(), to, name);
    else
        throw Error(Errc::Unsupported, "tensor " + name + " stores half-precision numbers one by one");
    return *type == at::kHalf ? to.to(at::kFloat) : to;
}

OnnxNode nodeOf(const onnx::NodeProto& from) {
    OnnxNode node{.type = from.op_type(),
                  .name = from.name(),
                  .inputs = {from.input().begin(), from.input().end()},
                  .outputs = {from.output().begin(), from.output().end()}};
    if (node.name.empty()) node.name = node.outputs.empty() ? node.type : node.outputs.front();
    if (!from.domain().empty() && from.domain() != "ai.onnx") node.type = from.domain() + "." + node.type;
    for (const auto& a : from.attribute()) {
        switch (a.type()) {
            case onnx::AttributeProto::INT:
                node.numbers[a.name()] = double(a.i());
                break;
            case onnx::AttributeProto::FLOAT:
                node.numbers[a.name()] = double(a.f());
                break;
            case onnx::AttributeProto::INTS:
                node.lists[a.name()].assign(a.ints().begin(), a.ints().end());
                break;
            case onnx::AttributeProto::STRING:
                node.texts[a.name()] = a.s();
                break;
            case onnx::AttributeProto::TENSOR:
                node.tensors[a.name()] = tensorOf(a.t(), node.name + "." + a.name());
                break;
            default:
                throw Error(Errc::Unsupported,
                            "node " + node.name + " has an attribute of a kind that is not known here");
        }
    }
    return node;
}

void readEnds(const onnx::GraphProto& from, OnnxGraph& graph) {
    const auto shapeOf = [](const onnx::ValueInfoProto& end) {
        const auto& dims = end.type().tensor_type().shape();
        if (dims.dim_size() > kMostDims) refuse("its end " + end.name() + " has too many dimensions");
        std::vector<std::int64_t> shape;
        for (const auto& dim : dims.dim()) shape.push_back(std::max<std::int64_t>(0, dim.dim_value()));
        return shape;
    };
    for (const auto& input : from.input()) {
        if (graph.constants.contains(input.name())) continue;
        graph.inputs.push_back({.name = input.name(),
                                .shape = shapeOf(input),
                                .real = input.type().tensor_type().elem_type() == onnx::TensorProto::FLOAT});
    }
    for (const auto& output : from.output()) {
        graph.outputs.push_back(output.name());
        graph.outputShapes.push_back(shapeOf(output));
    }
    if (graph.inputs.empty() || graph.outputs.empty()) refuse("it has no input or no output");
}

void findPicture(OnnxGraph& graph) {
    if (!hasBackboneEnds(graph))
        refuse("it has " + std::to_string(graph.inputs.size()) + " inputs and " + std::to_string(graph.outputs.size()) +
               " outputs, a backbone has one of each");
    const OnnxInput& input = graph.inputs.front();
    if (!input.real || input.shape.size() != 4 || input.shape[1] != 3 || input.shape[0] > 1)
        refuse("its input " + input.name + " is no picture [N,3,side,side] of float32");
    if (input.shape[2] != input.shape[3] || input.shape[2] > kLargestSide)
        refuse("its pictures are not square, or too large");
    graph.inputSize = input.shape[2] > 0 ? int(input.shape[2]) : kUsualSide;
}

/// Every input must be made before it is read, once, by a known operator; what is constant is computed here.
void settle(OnnxGraph& graph, std::vector<OnnxNode> nodes) {
    std::set<std::string> made, unknown;
    for (const OnnxNode& node : nodes)
        if (!knowsOnnx(node.type)) unknown.insert(node.type);
    if (!unknown.empty()) {
        std::string list;
        for (const std::string& type : unknown) list += (list.empty() ? "" : ", ") + type;
        throw Error(Errc::Unsupported, "operators that are not known: " + list +
                                           "; export the model with others, known are " + knownOnnx());
    }
    for (const OnnxInput& input : graph.inputs) made.insert(input.name);
    for (OnnxNode& node : nodes) {
        bool constant = true;
        for (const std::string& input : node.inputs) {
            if (input.empty() || graph.constants.contains(input)) continue;
            if (!made.contains(input)) refuse("node " + node.name + " reads " + input + " before anything makes it");
            constant = false;
        }
        for (const std::string& output : node.outputs)
            if (!output.empty() && (graph.constants.contains(output) || !made.insert(output).second))
                refuse("two nodes make " + output);
        if (!constant) {
            graph.nodes.push_back(std::move(node));
            continue;
        }
        std::vector<at::Tensor> inputs;
        for (const std::string& input : node.inputs)
            inputs.push_back(input.empty() ? at::Tensor() : graph.constants.at(input));
        const std::vector<at::Tensor> outputs = runOnnxNode(node, inputs);
        for (std::size_t i = 0; i < std::min(outputs.size(), node.outputs.size()); ++i) {
            made.erase(node.outputs[i]);
            graph.constants[node.outputs[i]] = outputs[i];
        }
    }
    for (const std::string& output : graph.outputs)
        if (!made.contains(output)) refuse("nothing makes its output " + output + " from its inputs");
}

OnnxGraph graphOf(const onnx::ModelProto& model) {
    const onnx::GraphProto& from = model.graph();
    if (from.node_size() == 0 || from.node_size() > kMostNodes) refuse("it has no nodes, or too many");
    OnnxGraph graph{.name = from.name()};
    for (const auto& entry : model.opset_import())
        if (entry.domain().empty() || entry.domain() == "ai.onnx") graph.opset = entry.version();
    if (graph.opset < 9)
        throw Error(Errc::Unsupported, "its operators are of a set before 9; export it with a newer one");
    for (const auto& entry : model.metadata_props()) graph.metadata[entry.key()] = entry.value();
    for (const auto& t : from.initializer()) graph.constants[t.name()] = tensorOf(t, t.name());
    readEnds(from, graph);
    std::vector<OnnxNode> nodes;
    for (const auto& node : from.node()) nodes.push_back(nodeOf(node));
    settle(graph, std::move(nodes));
    return graph;
}

/// Computes the embedding of a grey picture, which tells its length and that all fits.
void probe(OnnxGraph& graph) {
    const auto values = runOnnx(
        graph, {{graph.inputs.front().name, at::zeros({1, 3, graph.inputSize, graph.inputSize})}}, graph.outputs);
    const auto found = values.find(graph.outputs.front());
    if (found == values.end()) refuse("nothing makes its output");
    const at::Tensor& row = found->second;
    if (row.dim() < 1 || row.numel() < 1 || row.numel() > kLargestDimension || row.size(0) != 1)
        refuse("its output is no embedding of one picture");
    graph.dimension = int(row.numel());
}

/// Runs `work` with the file's name in what it throws.
template <class Work>
auto naming(const std::filesystem::path& path, const Work& work) {
    try {
        return work();
    } catch (const Error& error) {
        const std::string why = error.what();
        throw Error(error.code(), "cannot use " + path.string() + ": " +
                                      (why.find(';') == std::string::npos ? why + "; choose another file" : why));
    }
}

}  // namespace

double OnnxNode::number(const std::string& key, double otherwise) const {
    const auto found = numbers.find(key);
    return found == numbers.end() ? otherwise : found->second;
}

std::vector<std::int64_t> OnnxNode::list(const std::string& key, std::vector<std::int64_t> otherwise) const {
    const auto found = lists.find(key);
    return found == lists.end() ? std::move(otherwise) : found->second;
}

bool OnnxGraph::quantized() const {
    return std::ranges::any_of(nodes, [](const OnnxNode& node) { return node.type == "QuantizeLinear"; });
}

std::int64_t OnnxGraph::parameters() const {
    std::set<std::string> read;
    std::int64_t count = 0;
    for (const OnnxNode& node : nodes)
        for (const std::string& input : node.inputs)
            if (const auto found = constants.find(input); found != constants.end() && read.insert(input).second)
                count += found->second.numel();
    return count;
}

OnnxLayers countLayers(const OnnxGraph& graph) {
    const std::set<std::string> passing{"Flatten", "Reshape",   "Identity", "Dropout",
                                        "Squeeze", "Unsqueeze", "Transpose"};
    const std::set<std::string> weighing{"Conv", "Gemm", "MatMul"};
    std::set<std::string> rounded;
    OnnxLayers count;
    for (const OnnxNode& node : graph.nodes) {
        const bool from = !node.inputs.empty() && rounded.contains(node.inputs.front());
        if (weighing.contains(node.type)) {
            ++count.all;
            if (!from) ++count.floats;
        }
        if (node.type == "DequantizeLinear" || (from && passing.contains(node.type)))
            rounded.insert(node.outputs.begin(), node.outputs.end());
    }
    return count;
}

QuantBits bitsOfOnnx(const OnnxGraph& graph) {
    TensorMap said;
    said.metadata = graph.metadata;
    return bitsOf(said, {}).value_or(QuantBits());
}

bool isOnnx(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    unsigned char head[9] = {};
    if (!file.read(reinterpret_cast<char*>(head), sizeof head)) return false;
    // ir_version, then another field of the model; a safetensors file has its JSON there.
    constexpr unsigned char kFields[] = {0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72};
    return head[0] == 0x08 && head[1] >= 3 && head[1] < 64 && head[8] != '{' &&
           std::ranges::count(kFields, head[2]) > 0;
}

OnnxGraph parseOnnx(const std::string& bytes) {
    onnx::ModelProto model;
    google::protobuf::io::ArrayInputStream stream(bytes.data(), int(std::min<std::size_t>(bytes.size(), kMostBytes)));
    google::protobuf::io::CodedInputStream coded(&stream);
    coded.SetRecursionLimit(kMostDepth);
    if (!model.ParseFromCodedStream(&coded) || !coded.ConsumedEntireMessage() || !model.has_graph())
        refuse("it is no ONNX model, or damaged; get it anew");
    const at::NoGradGuard guard;
    return graphOf(model);
}

bool hasBackboneEnds(const OnnxGraph& graph) {
    return graph.inputs.size() == 1 && graph.outputs.size() == 1;
}

OnnxGraph readAnyOnnx(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path))
        throw Error(Errc::NotFound, "cannot find " + path.string() + "; check the name");
    return naming(path, [&] {
        if (std::filesystem::file_size(path) > kMostBytes) refuse("it is too large for ONNX");
        return parseOnnx(readFile(path));
    });
}

void takeForBackbone(OnnxGraph& graph, const std::filesystem::path& path) {
    naming(path, [&] {
        findPicture(graph);
        probe(graph);
    });
}

OnnxGraph readOnnx(const std::filesystem::path& path) {
    OnnxGraph graph = readAnyOnnx(path);
    takeForBackbone(graph, path);
    return graph;
}

std::map<std::string, at::Tensor> runOnnx(const OnnxGraph& graph, std::map<std::string, at::Tensor> values,
                                          const std::vector<std::string>& kept) {
    std::map<std::string, std::size_t> last;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        for (const std::string& input : graph.nodes[i].inputs) last[input] = i;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const OnnxNode& node = graph.nodes[i];
        std::vector<at::Tensor> inputs;
        for (const std::string& input : node.inputs) {
            const auto value = values.find(input);
            const auto constant = graph.constants.find(input);
            if (input.empty())
                inputs.emplace_back();
            else if (value != values.end())
                inputs.push_back(value->second);
            else if (constant != graph.constants.end())
                inputs.push_back(constant->second);
            else
                refuse("node " + node.name + " reads " + input + ", which nothing makes");
        }
        std::vector<at::Tensor> outputs = runOnnxNode(node, inputs);
        for (std::size_t o = 0; o < outputs.size() && o < node.outputs.size(); ++o)
            values[node.outputs[o]] = std::move(outputs[o]);
        for (const std::string& input : node.inputs)
            if (last[input] == i && std::ranges::find(kept, input) == kept.end()) values.erase(input);
    }
    return values;
}

}  // namespace syper::core::runtime
