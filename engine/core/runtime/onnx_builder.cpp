// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/onnx_builder.h"

#include "core/api/error.h"

namespace syper::core::runtime {
namespace {

constexpr std::size_t kMostBytes = std::size_t(2000) << 20;

}  // namespace

OnnxBuilder::OnnxBuilder(const std::string& graphName) {
    model_.set_ir_version(7);
    model_.set_producer_name("syper");
    model_.set_producer_version(SYPER_VERSION);
    model_.add_opset_import()->set_version(kOnnxOpset);
    graph_ = model_.mutable_graph();
    graph_->set_name(graphName);
}

void OnnxBuilder::describe(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& dims) {
    info.set_name(name);
    auto* type = info.mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    type->mutable_shape()->add_dim()->set_dim_param("N");
    for (const std::int64_t dim : dims) type->mutable_shape()->add_dim()->set_dim_value(dim);
}

void OnnxBuilder::input(const std::string& name, const std::vector<std::int64_t>& dims) {
    describe(*graph_->add_input(), name, dims);
}

void OnnxBuilder::output(const std::string& name, const std::vector<std::int64_t>& dims) {
    describe(*graph_->add_output(), name, dims);
}

std::string OnnxBuilder::option(const std::string& name, float value) {
    onnx::ValueInfoProto& info = *graph_->add_input();
    info.set_name(name);
    auto* type = info.mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    type->mutable_shape()->add_dim()->set_dim_value(1);
    return constant(name, std::vector<float>{value}, {1});
}

std::string OnnxBuilder::node(const char* type, const std::vector<std::string>& inputs, const std::string& output) {
    last_ = graph_->add_node();
    last_->set_op_type(type);
    last_->set_name(output);
    for (const std::string& input : inputs) last_->add_input(input);
    last_->add_output(output);
    return output;
}

std::string OnnxBuilder::cast(const std::string& input, onnx::TensorProto::DataType to, const std::string& output) {
    node("Cast", {input}, output);
    attribute("to", std::int64_t(to));
    return output;
}

onnx::AttributeProto& OnnxBuilder::add(const char* name, onnx::AttributeProto::AttributeType type) {
    onnx::AttributeProto* a = last_->add_attribute();
    a->set_name(name);
    a->set_type(type);
    return *a;
}

void OnnxBuilder::attribute(const char* name, std::int64_t value) {
    add(name, onnx::AttributeProto::INT).set_i(value);
}

void OnnxBuilder::attribute(const char* name, const std::vector<std::int64_t>& values) {
    onnx::AttributeProto& a = add(name, onnx::AttributeProto::INTS);
    for (const std::int64_t value : values) a.add_ints(value);
}

void OnnxBuilder::attribute(const char* name, float value) {
    add(name, onnx::AttributeProto::FLOAT).set_f(value);
}

std::string OnnxBuilder::raw(const std::string& name, onnx::TensorProto::DataType type, at::IntArrayRef dims,
                             const void* data, std::size_t bytes) {
    onnx::TensorProto* t = graph_->add_initializer();
    t->set_name(name);
    t->set_data_type(type);
    for (const std::int64_t dim : dims) t->add_dims(dim);
    t->set_raw_data(data, bytes);
    return name;
}

std::string OnnxBuilder::constant(const std::string& name, const at::Tensor& value) {
    const at::Tensor flat = value.detach().to(at::kCPU).contiguous();
    const auto type = flat.scalar_type() == at::kChar   ? onnx::TensorProto::INT8
                      : flat.scalar_type() == at::kLong ? onnx::TensorProto::INT64
                                                        : onnx::TensorProto::FLOAT;
    const at::Tensor stored = type == onnx::TensorProto::FLOAT ? flat.to(at::kFloat) : flat;
    return raw(name, type, stored.sizes(), stored.data_ptr(),
               std::size_t(stored.numel()) * std::size_t(stored.element_size()));
}

void OnnxBuilder::metadata(const std::string& key, const std::string& value) {
    auto* entry = model_.add_metadata_props();
    entry->set_key(key);
    entry->set_value(value);
}

std::string OnnxBuilder::bytes() const {
    if (model_.ByteSizeLong() > kMostBytes)
        throw Error(Errc::Unsupported, "the network is too large for one ONNX file; export it as safetensors");
    return model_.SerializeAsString();
}

}  // namespace syper::core::runtime
