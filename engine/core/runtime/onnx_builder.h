// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <onnx/onnx_pb.h>

#include <map>
#include <string>
#include <vector>

namespace syper::core::runtime {

inline constexpr int kOnnxOpset = 13;

/// Writes an ONNX model node by node. Values have names; a node's name is that of what it makes.
class OnnxBuilder {
public:
    explicit OnnxBuilder(const std::string& graphName);

    /// A float32 input or output [N, dims..].
    void input(const std::string& name, const std::vector<std::int64_t>& dims);
    void output(const std::string& name, const std::vector<std::int64_t>& dims);
    /// A float32 number that callers may give, or leave at `value`.
    std::string option(const std::string& name, float value);

    /// Returns `output`. Attributes are added to the newest node.
    std::string node(const char* type, const std::vector<std::string>& inputs, const std::string& output);
    std::string cast(const std::string& input, onnx::TensorProto::DataType to, const std::string& output);
    void attribute(const char* name, std::int64_t value);
    void attribute(const char* name, const std::vector<std::int64_t>& values);
    void attribute(const char* name, float value);

    /// A constant; a tensor must be of a type below.
    std::string constant(const std::string& name, const at::Tensor& value);
    template <class T>
    std::string constant(const std::string& name, const std::vector<T>& values, at::IntArrayRef dims);
    std::string number(const std::string& name, double value) {
        return constant(name, std::vector<float>{float(value)}, {});
    }

    void metadata(const std::string& key, const std::string& value);
    /// The model. Throws Error{Unsupported} where it is too large for one file.
    [[nodiscard]] std::string bytes() const;

private:
    static void describe(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& dims);
    std::string raw(const std::string& name, onnx::TensorProto::DataType type, at::IntArrayRef dims, const void* data,
                    std::size_t bytes);
    onnx::AttributeProto& add(const char* name, onnx::AttributeProto::AttributeType type);

    onnx::ModelProto model_;
    onnx::GraphProto* graph_ = nullptr;
    onnx::NodeProto* last_ = nullptr;
};

template <class T>
std::string OnnxBuilder::constant(const std::string& name, const std::vector<T>& values, at::IntArrayRef dims) {
    constexpr auto type = std::is_same_v<T, float>          ? onnx::TensorProto::FLOAT
                          : std::is_same_v<T, double>       ? onnx::TensorProto::DOUBLE
                          : std::is_same_v<T, std::int64_t> ? onnx::TensorProto::INT64
                          : std::is_same_v<T, std::int32_t> ? onnx::TensorProto::INT32
                          : std::is_same_v<T, std::int8_t>  ? onnx::TensorProto::INT8
                                                            : onnx::TensorProto::UINT8;
    static_assert(type != onnx::TensorProto::UINT8 || std::is_same_v<T, std::uint8_t>);
    return raw(name, type, dims, values.data(), values.size() * sizeof(T));
}

}  // namespace syper::core::runtime
