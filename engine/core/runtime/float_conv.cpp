// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/float_conv.h"

namespace syper::core::runtime {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

const dnnl::engine& cpu() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

bool wide() {
    return dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core;
}

memory::desc description(const memory::dims& dims, Tag tag) {
    return {dims, memory::data_type::f32, tag};
}

Tag activationTag(bool plain) {
    return plain ? Tag::nchw : wide() ? Tag::nChw16c : Tag::nChw8c;
}

dnnl::primitive_attr ownScratch() {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);  // the library's own is shared between callers
    return attributes;
}

}  // namespace

std::int64_t floatBlock() {
    return wide() ? 16 : 8;
}

std::int64_t floatSize(std::int64_t channels, std::int64_t side) {
    const std::int64_t block = floatBlock();
    return (channels + block - 1) / block * block * side * side;
}

FloatConv::FloatConv(const Layer& layer, const at::Tensor& weight, std::int64_t side, bool plain, bool last)
    : weight_(weight.detach().to(at::kFloat).contiguous()), bias_(layer.bias), stream_(cpu()) {
    try {
        if (last)
            makeInnerProduct(layer, side, plain);
        else
            makeConvolution(layer, side, plain);
        stream_.wait();
    } catch (const dnnl::error& error) {
        throw Error(Errc::Unsupported, "oneDNN cannot compute layer " + layer.name + ": " + std::string(error.what()));
    }
    weight_ = at::Tensor();
}

void FloatConv::makeConvolution(const Layer& layer, std::int64_t side, bool plain) {
    const ConvShape& s = layer.shape;
    const std::int64_t to = outputSide(s, side);
    const memory::desc in = description({1, s.in, side, side}, activationTag(plain));
    const memory::desc out = description({1, s.out, to, to}, activationTag(false));
    const memory::dims dims = s.groups > 1
                                  ? memory::dims{s.groups, s.out / s.groups, s.in / s.groups, s.kernel, s.kernel}
                                  : memory::dims{s.out, s.in, s.kernel, s.kernel};
    const memory::desc weights(dims, memory::data_type::f32, Tag::any);
    const auto make = [&](dnnl::algorithm algorithm) {
        const dnnl::convolution_forward::desc wanted(dnnl::prop_kind::forward_inference, algorithm, in, weights,
                                                     description({s.out}, Tag::x), out, {s.stride, s.stride},
                                                     {s.padding, s.padding}, {s.padding, s.padding});
        return dnnl::convolution_forward::primitive_desc(wanted, ownScratch(), cpu(), true);
    };
    dnnl::convolution_forward::primitive_desc chosen;
    if (s.kernel == 3 && s.stride == 1 && s.groups == 1 && !plain) chosen = make(dnnl::algorithm::convolution_winograd);
    if (!chosen) chosen = make(dnnl::algorithm::convolution_direct);
    if (!chosen) throw Error(Errc::Unsupported, "oneDNN has no convolution for layer " + layer.name);
    take(chosen, layer);
    primitive_ = dnnl::convolution_forward(chosen);
}

void FloatConv::makeInnerProduct(const Layer& layer, std::int64_t side, bool plain) {
    const ConvShape& s = layer.shape;
    const dnnl::inner_product_forward::desc wanted(
        dnnl::prop_kind::forward_inference, description({1, s.in, side, side}, activationTag(plain)),
        memory::desc({s.out, s.in, side, side}, memory::data_type::f32, Tag::any), description({s.out}, Tag::x),
        description({1, s.out}, Tag::nc));
    const dnnl::inner_product_forward::primitive_desc chosen(wanted, ownScratch(), cpu());
    take(chosen, layer);
    primitive_ = dnnl::inner_product_forward(chosen);
}

template <class Description>
void FloatConv::take(const Description& chosen, const Layer& layer) {
    const ConvShape& s = layer.shape;
    implementation_ = chosen.impl_info_str();
    in_ = chosen.src_desc();
    out_ = chosen.dst_desc();
    scratch_ = chosen.scratchpad_desc();
    const memory::desc plain(s.groups > 1
                                 ? memory::dims{s.groups, s.out / s.groups, s.in / s.groups, s.kernel, s.kernel}
                                 : memory::dims{s.out, s.in, s.kernel, s.kernel},
                             memory::data_type::f32, s.groups > 1 ? Tag::goihw : Tag::oihw);
    memory from(plain, cpu(), weight_.data_ptr<float>());
    weights_ = memory(chosen.weights_desc(), cpu());
    dnnl::reorder(from, weights_).execute(stream_, from, weights_);
    biases_ = memory(description({s.out}, Tag::x), cpu(), bias_.data());
}

FloatConv::Arguments FloatConv::bind(float* in, float* out, void* scratch) const {
    return {{DNNL_ARG_SRC, memory(in_, cpu(), in)},
            {DNNL_ARG_WEIGHTS, weights_},
            {DNNL_ARG_BIAS, biases_},
            {DNNL_ARG_DST, memory(out_, cpu(), out)},
            {DNNL_ARG_SCRATCHPAD, memory(scratch_, cpu(), scratch)}};
}

}  // namespace syper::core::runtime
