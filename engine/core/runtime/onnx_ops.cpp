// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/ExpandUtils.h>

#include <algorithm>
#include <limits>

#include "core/api/error.h"
#include "core/runtime/onnx_graph.h"

namespace syper::core::runtime {
namespace {

using Tensors = std::vector<at::Tensor>;

constexpr std::int64_t kMostElements = std::int64_t(1) << 28;  // of any value
constexpr double kMostProducts = 4e11;                         // of a node
constexpr std::int64_t kMostStep = 4096;                       // kernels, strides, paddings

/// What a node is given, checked as it is asked for.
class Call {
public:
    Call(const OnnxNode& node, const Tensors& inputs) : node(node), inputs_(inputs) {}

    const OnnxNode& node;

    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(Errc::BadFormat, "node " + node.name + " (" + node.type + ") " + why);
    }
    [[nodiscard]] bool has(std::size_t i) const { return i < inputs_.size() && inputs_[i].defined(); }
    [[nodiscard]] const at::Tensor& in(std::size_t i) const {
        if (!has(i)) refuse("lacks an input");
        return inputs_[i];
    }
    [[nodiscard]] const Tensors& all() const { return inputs_; }
    [[nodiscard]] at::Tensor in(std::size_t i, const at::Tensor& otherwise) const { return has(i) ? in(i) : otherwise; }
    [[nodiscard]] std::int64_t whole(const char* key, std::int64_t otherwise) const {
        const double value = node.number(key, double(otherwise));
        if (!(std::abs(value) < 1e9)) refuse(std::string("has an impossible ") + key);
        return std::int64_t(value);
    }
    [[nodiscard]] std::int64_t axis(std::int64_t otherwise, std::int64_t dims) const {
        const std::int64_t a = whole("axis", otherwise), from = a < 0 ? a + dims : a;
        if (from < 0 || from > dims) refuse("has an axis that its input lacks");
        return from;
    }
    /// A list that is an attribute in older models and an input in newer ones.
    [[nodiscard]] std::vector<std::int64_t> listOrInput(const char* key, std::size_t input) const {
        if (!has(input)) return node.list(key, {});
        const at::Tensor list = in(input).to(at::kLong).flatten().contiguous();
        if (list.numel() > 64) refuse("has too long a list");
        return {list.data_ptr<std::int64_t>(), list.data_ptr<std::int64_t>() + list.numel()};
    }
    void bounded(std::int64_t elements) const {
        if (elements < 0 || elements > kMostElements) refuse("makes more numbers than any backbone needs");
    }
    void bounded(const at::Tensor& a, const at::Tensor& b) const {
        std::int64_t count = 1;
        for (const std::int64_t side : at::infer_size(a.sizes(), b.sizes())) {
            count *= side;
            bounded(count);
        }
    }

private:
    const Tensors& inputs_;
};

/// Two sides' settings of a convolution or pooling.
struct Window {
    std::vector<std::int64_t> kernel, stride, dilation, before, after;
};

Window windowOf(const Call& c, const at::Tensor& x, std::vector<std::int64_t> kernel) {
    if (x.dim() != 4) c.refuse("wants a picture [N,C,H,W]");
    Window w{.kernel = c.node.list("kernel_shape", std::move(kernel)),
             .stride = c.node.list("strides", {1, 1}),
             .dilation = c.node.list("dilations", {1, 1}),
             .before = {0, 0},
             .after = {0, 0}};
    const std::vector<std::int64_t> pads = c.node.list("pads", {0, 0, 0, 0});
    if (w.kernel.size() != 2 || w.stride.size() != 2 || w.dilation.size() != 2 || pads.size() != 4)
        c.refuse("is not two-dimensional");
    const auto found = c.node.texts.find("auto_pad");
    const std::string mode = found == c.node.texts.end() ? "NOTSET" : found->second;
    for (std::size_t i = 0; i < 2; ++i) {
        for (const std::int64_t value : {w.kernel[i], w.stride[i], w.dilation[i]})
            if (value < 1 || value > kMostStep) c.refuse("has an impossible kernel, stride or dilation");
        w.before[i] = pads[i];
        w.after[i] = pads[i + 2];
        if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
            const std::int64_t side = x.size(std::int64_t(i) + 2), out = (side + w.stride[i] - 1) / w.stride[i];
            const std::int64_t all =
                std::max<std::int64_t>(0, (out - 1) * w.stride[i] + (w.kernel[i] - 1) * w.dilation[i] + 1 - side);
            w.before[i] = mode == "SAME_UPPER" ? all / 2 : all - all / 2;
            w.after[i] = all - w.before[i];
        } else if (mode == "VALID") {
            w.before[i] = w.after[i] = 0;
        }
        if (w.before[i] < 0 || w.after[i] < 0 || w.before[i] > kMostStep || w.after[i] > kMostStep)
            c.refuse("has an impossible padding");
    }
    return w;
}

at::Tensor padded(const Call& c, const at::Tensor& x, Window& w, double with) {
    if (w.before == w.after) return x;
    c.bounded(x.size(0) * x.size(1) * (x.size(2) + w.before[0] + w.after[0]) * (x.size(3) + w.before[1] + w.after[1]));
    at::Tensor wide = at::constant_pad_nd(x, {w.before[1], w.after[1], w.before[0], w.after[0]}, with);
    w.before = w.after = {0, 0};
    return wide;
}

Tensors conv(const Call& c) {
    const at::Tensor& weight = c.in(1);
    if (weight.dim() != 4) c.refuse("is not two-dimensional");
    Window w = windowOf(c, c.in(0), {weight.size(2), weight.size(3)});
    const at::Tensor x = padded(c, c.in(0), w, 0.0);
    double products = double(x.size(0)) * double(weight.numel());
    std::int64_t outputs = x.size(0) * weight.size(0);
    for (std::size_t i = 0; i < 2; ++i) {
        const std::int64_t room = x.size(std::int64_t(i) + 2) + 2 * w.before[i] - w.dilation[i] * (w.kernel[i] - 1) - 1;
        if (room < 0) c.refuse("has a kernel larger than its picture");
        products *= double(room / w.stride[i] + 1);
        outputs *= room / w.stride[i] + 1;
        c.bounded(outputs);
    }
    if (products > kMostProducts) c.refuse("computes more than any backbone needs");
    return {at::conv2d(x, weight, c.in(2, {}), w.stride, w.before, w.dilation, c.whole("group", 1))};
}

Tensors convTranspose(const Call& c) {
    const at::Tensor &x = c.in(0), &weight = c.in(1);
    if (weight.dim() != 4) c.refuse("is not two-dimensional");
    const Window w = windowOf(c, x, {weight.size(2), weight.size(3)});
    const std::vector<std::int64_t> extra = c.node.list("output_padding", {0, 0});
    if (w.before != w.after || extra.size() != 2) c.refuse("has another padding on each side");
    const std::int64_t groups = c.whole("group", 1);
    if (groups < 1) c.refuse("has no groups");
    c.bounded(x.size(0) * weight.size(1) * groups * (x.size(2) * w.stride[0] + w.kernel[0]));
    c.bounded(x.size(0) * weight.size(1) * groups * (x.size(2) * w.stride[0] + w.kernel[0]) *
              (x.size(3) * w.stride[1] + w.kernel[1]));
    if (double(x.numel()) * double(weight.numel()) / double(std::max<std::int64_t>(1, weight.size(0))) > kMostProducts)
        c.refuse("computes more than any backbone needs");
    return {at::conv_transpose2d(x, weight, c.in(2, {}), w.stride, w.before, extra, groups, w.dilation)};
}

Tensors pool(const Call& c, bool mean) {
    Window w = windowOf(c, c.in(0), {});
    if (w.dilation != std::vector<std::int64_t>{1, 1} || c.whole("ceil_mode", 0) != 0)
        c.refuse("has dilations or rounds sizes up");
    const at::Tensor x = padded(c, c.in(0), w, mean ? 0.0 : -std::numeric_limits<double>::infinity());
    if (mean) return {at::avg_pool2d(x, w.kernel, w.stride, w.before, false, c.whole("count_include_pad", 0) != 0)};
    return {at::max_pool2d(x, w.kernel, w.stride, w.before)};
}

Tensors gemm(const Call& c) {
    at::Tensor a = c.in(0), b = c.in(1);
    if (a.dim() != 2 || b.dim() != 2) c.refuse("wants two matrices");
    if (c.whole("transA", 0) != 0) a = a.t();
    if (c.whole("transB", 0) != 0) b = b.t();
    c.bounded(a.size(0) * b.size(1));
    at::Tensor y = at::matmul(a, b);
    if (const double alpha = c.node.number("alpha", 1.0); alpha != 1.0) y = y * alpha;
    if (c.has(2)) y = y + c.in(2) * c.node.number("beta", 1.0);
    return {y};
}

Tensors matmul(const Call& c) {
    const at::Tensor &a = c.in(0), &b = c.in(1);
    if (a.dim() < 1 || b.dim() < 1) c.refuse("wants two matrices");
    c.bounded(a.numel() / std::max<std::int64_t>(1, a.size(-1)) * (b.dim() > 1 ? b.size(-1) : 1));
    return {at::matmul(a, b)};
}

Tensors batchNorm(const Call& c) {
    return {
        at::batch_norm(c.in(0), c.in(1), c.in(2), c.in(3), c.in(4), false, 0.0, c.node.number("epsilon", 1e-5), false)};
}

Tensors prelu(const Call& c) {
    const at::Tensor &x = c.in(0), &slope = c.in(1);
    c.bounded(x, slope);
    return {at::where(x < 0, x * slope, x)};
}

Tensors clip(const Call& c) {
    at::Tensor x = c.in(0);
    const auto limit = [&](std::size_t input, const char* key, double otherwise) {
        return c.has(input) ? c.in(input).item<double>() : c.node.number(key, otherwise);
    };
    const double most = std::numeric_limits<double>::infinity();
    return {x.clamp(limit(1, "min", -most), limit(2, "max", most))};
}

/// A scale or zero point per tensor, or along `axis` of x.
at::Tensor along(const Call& c, const at::Tensor& values, const at::Tensor& x) {
    if (values.numel() == 1) return values.reshape({});
    const std::int64_t axis = c.axis(1, x.dim());
    if (axis >= x.dim() || values.dim() != 1 || values.size(0) != x.size(axis))
        c.refuse("has scales that do not fit its axis");
    std::vector<std::int64_t> dims(std::size_t(x.dim()), 1);
    dims[std::size_t(axis)] = values.numel();
    return values.view(dims);
}

Tensors quantize(const Call& c) {
    const at::Tensor& x = c.in(0);
    const at::Tensor zero = c.in(2, at::zeros({}, at::kByte));
    if (zero.scalar_type() != at::kByte && zero.scalar_type() != at::kChar)
        c.refuse("makes codes of a type not known here");
    const bool isSigned = zero.scalar_type() == at::kChar;
    const at::Tensor codes = (x / along(c, c.in(1), x)).round() + along(c, zero, x).to(at::kFloat);
    return {codes.clamp(isSigned ? -128 : 0, isSigned ? 127 : 255).to(zero.scalar_type())};
}

Tensors dequantize(const Call& c) {
    const at::Tensor& x = c.in(0);
    if (!at::isIntegralType(x.scalar_type(), false)) c.refuse("reads values that are no codes");
    at::Tensor real = x.to(x.scalar_type() == at::kInt ? at::kDouble : at::kFloat);
    if (c.has(2)) real = real - along(c, c.in(2), x).to(real.scalar_type());
    return {(real * along(c, c.in(1), x)).to(at::kFloat)};
}

Tensors reshape(const Call& c) {
    const at::Tensor& x = c.in(0);
    std::vector<std::int64_t> dims = c.listOrInput("shape", 1);
    for (std::size_t i = 0; i < dims.size(); ++i)
        if (dims[i] == 0) {
            if (std::int64_t(i) >= x.dim()) c.refuse("keeps a dimension that its input lacks");
            dims[i] = x.size(std::int64_t(i));
        }
    return {x.reshape(dims)};
}

Tensors flatten(const Call& c) {
    const at::Tensor& x = c.in(0);
    const std::int64_t axis = c.axis(1, x.dim());
    std::int64_t rows = 1;
    for (std::int64_t i = 0; i < axis; ++i) rows *= x.size(i);
    return {x.reshape({rows, rows > 0 ? x.numel() / rows : 0})};
}

Tensors squeeze(const Call& c, bool wider) {
    at::Tensor x = c.in(0);
    std::vector<std::int64_t> axes = c.listOrInput("axes", 1);
    if (!wider && axes.empty()) return {x.squeeze()};
    const std::int64_t dims = x.dim() + (wider ? std::int64_t(axes.size()) : 0);
    for (std::int64_t& a : axes) {
        if (a < 0) a += dims;
        if (a < 0 || a >= dims) c.refuse("has an axis that its input lacks");
    }
    std::ranges::sort(axes);
    if (!wider) std::ranges::reverse(axes);
    for (const std::int64_t a : axes) x = wider ? x.unsqueeze(a) : x.squeeze(a);
    return {x};
}

Tensors transpose(const Call& c) {
    const at::Tensor& x = c.in(0);
    std::vector<std::int64_t> order;
    for (std::int64_t i = x.dim() - 1; i >= 0; --i) order.push_back(i);
    return {x.permute(c.node.list("perm", order)).contiguous()};
}

Tensors concat(const Call& c) {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < c.all().size(); ++i) count += c.in(i).numel();
    c.bounded(count);
    return {at::cat(c.all(), c.axis(0, c.in(0).dim()))};
}

Tensors gather(const Call& c) {
    const at::Tensor& x = c.in(0);
    const at::Tensor which = c.in(1).to(at::kLong);
    const std::int64_t axis = c.axis(0, x.dim());
    if (axis >= x.dim()) c.refuse("has an axis that its input lacks");
    const std::int64_t side = x.size(axis);
    c.bounded(x.numel() / std::max<std::int64_t>(1, side) * which.numel());
    const at::Tensor wrapped = at::where(which < 0, which + side, which);
    std::vector<std::int64_t> dims = x.sizes().vec();
    dims.erase(dims.begin() + axis);
    dims.insert(dims.begin() + axis, which.sizes().begin(), which.sizes().end());
    return {x.index_select(axis, wrapped.flatten()).reshape(dims)};
}

Tensors cast(const Call& c) {
    constexpr std::pair<int, at::ScalarType> kTypes[] = {{1, at::kFloat}, {2, at::kByte}, {3, at::kChar},
                                                         {6, at::kInt},   {7, at::kLong}, {11, at::kDouble}};
    for (const auto& [number, type] : kTypes)
        if (c.whole("to", 0) == number) return {c.in(0).to(type)};
    c.refuse("casts to a type that is not known here");
}

Tensors constant(const Call& c) {
    if (const auto value = c.node.tensors.find("value"); value != c.node.tensors.end()) return {value->second};
    if (c.node.numbers.contains("value_float"))
        return {at::scalar_tensor(c.node.number("value_float", 0.0), at::kFloat)};
    if (c.node.numbers.contains("value_int")) return {at::scalar_tensor(c.whole("value_int", 0), at::kLong)};
    if (c.node.lists.contains("value_ints")) return {at::tensor(c.node.list("value_ints", {}), at::kLong)};
    c.refuse("holds no value of a kind known here");
}

Tensors reduced(const Call& c) {
    const at::Tensor& x = c.in(0);
    std::vector<std::int64_t> axes = c.listOrInput("axes", 1);
    if (axes.empty())
        for (std::int64_t i = 0; i < x.dim(); ++i) axes.push_back(i);
    const bool keep = c.whole("keepdims", 1) != 0;
    if (c.node.type == "ReduceMean") return {x.mean(axes, keep)};
    if (c.node.type == "ReduceSum") return {x.sum(axes, keep)};
    return {x.square().sum(axes, keep).sqrt()};
}

Tensors lpNormalization(const Call& c) {
    const at::Tensor& x = c.in(0);
    const std::int64_t axis = c.axis(-1, x.dim());
    if (c.whole("p", 2) != 2 || axis >= x.dim()) c.refuse("takes another norm than the Euclidean");
    return {x / x.square().sum(axis, true).sqrt()};
}

template <class Function>
auto pairwise(const Function& function) {
    return [function](const Call& c) -> Tensors {
        c.bounded(c.in(0), c.in(1));
        return {function(c.in(0), c.in(1))};
    };
}
template <class Function>
auto each(const Function& function) {
    return [function](const Call& c) -> Tensors { return {function(c.in(0))}; };
}

using Operator = std::function<Tensors(const Call&)>;
using at::Tensor;

const std::map<std::string, Operator>& operators() {
    static const std::map<std::string, Operator> known{
        {"Add", pairwise([](const Tensor& a, const Tensor& b) { return a + b; })},
        {"Sub", pairwise([](const Tensor& a, const Tensor& b) { return a - b; })},
        {"Mul", pairwise([](const Tensor& a, const Tensor& b) { return a * b; })},
        {"Div", pairwise([](const Tensor& a, const Tensor& b) {
             return at::isIntegralType(a.scalar_type(), false) ? at::div(a, b, "trunc") : a / b;
         })},
        {"Pow", pairwise([](const Tensor& a, const Tensor& b) { return at::pow(a, b); })},
        {"Sqrt", each([](const Tensor& x) { return x.sqrt(); })},
        {"Round", each([](const Tensor& x) { return x.round(); })},
        {"Reciprocal", each([](const Tensor& x) { return x.reciprocal(); })},
        {"Neg", each([](const Tensor& x) { return -x; })},
        {"Relu", each([](const Tensor& x) { return x.clamp_min(0); })},
        {"Sigmoid", each([](const Tensor& x) { return x.sigmoid(); })},
        {"Tanh", each([](const Tensor& x) { return x.tanh(); })},
        {"Identity", each([](const Tensor& x) { return x; })},
        {"Dropout", each([](const Tensor& x) { return x; })},
        {"Shape", each([](const Tensor& x) { return at::tensor(x.sizes(), at::kLong); })},
        {"GlobalAveragePool", each([](const Tensor& x) {
             return x.mean(at::IntArrayRef{2, 3}, true);
         })},
        {"LeakyRelu", [](const Call& c) -> Tensors { return {at::leaky_relu(c.in(0), c.node.number("alpha", 0.01))}; }},
        {"AveragePool", [](const Call& c) { return pool(c, true); }},
        {"MaxPool", [](const Call& c) { return pool(c, false); }},
        {"Squeeze", [](const Call& c) { return squeeze(c, false); }},
        {"Unsqueeze", [](const Call& c) { return squeeze(c, true); }},
        {"BatchNormalization", batchNorm},
        {"Cast", cast},
        {"Clip", clip},
        {"Concat", concat},
        {"Constant", constant},
        {"Conv", conv},
        {"ConvTranspose", convTranspose},
        {"DequantizeLinear", dequantize},
        {"Flatten", flatten},
        {"Gather", gather},
        {"Gemm", gemm},
        {"LpNormalization", lpNormalization},
        {"MatMul", matmul},
        {"PRelu", prelu},
        {"QuantizeLinear", quantize},
        {"ReduceL2", reduced},
        {"ReduceMean", reduced},
        {"ReduceSum", reduced},
        {"Reshape", reshape},
        {"Transpose", transpose},
    };
    return known;
}

}  // namespace

bool knowsOnnx(const std::string& type) {
    return operators().contains(type);
}

std::string knownOnnx() {
    std::string list;
    for (const auto& [type, run] : operators()) list += (list.empty() ? "" : ", ") + type;
    return list;
}

std::vector<at::Tensor> runOnnxNode(const OnnxNode& node, const std::vector<at::Tensor>& inputs) {
    const Call call(node, inputs);
    try {
        std::vector<at::Tensor> outputs = operators().at(node.type)(call);
        for (const at::Tensor& output : outputs) call.bounded(output.numel());
        return outputs;
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) {  // LibTorch's, of more than one kind
        call.refuse("does not fit what it reads");
    }
}

}  // namespace syper::core::runtime
