// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_writer.h"

#include <ATen/ATen.h>

#include "core/api/error.h"
#include "core/formats/zip_writer.h"

namespace syper::core {
namespace {

constexpr std::size_t kAlign = 64;  // of the data, as PyTorch has it

const char* storageName(at::ScalarType type) {
    switch (type) {
        case at::kFloat:
            return "FloatStorage";
        case at::kDouble:
            return "DoubleStorage";
        case at::kHalf:
            return "HalfStorage";
        case at::kBFloat16:
            return "BFloat16Storage";
        case at::kLong:
            return "LongStorage";
        case at::kInt:
            return "IntStorage";
        case at::kShort:
            return "ShortStorage";
        case at::kChar:
            return "CharStorage";
        case at::kByte:
            return "ByteStorage";
        case at::kBool:
            return "BoolStorage";
        default:
            throw Error(Errc::Unsupported, std::string("a .pth has no storage for ") + at::toString(type));
    }
}

/// Pickle, protocol 2, of the few kinds of values that a state dict is made of.
class Pickle {
public:
    Pickle() : bytes_("\x80\x02") {}

    void global(const char* module, const char* name) { bytes_ += std::string("c") + module + "\n" + name + "\n"; }
    void text(const std::string& value) {
        bytes_ += 'X';
        number(std::uint32_t(value.size()));
        bytes_ += value;
    }
    void integer(std::int64_t value) {
        if (value < 0 || value > 0x7FFFFFFF) throw Error(Errc::Unsupported, "a tensor is too large for a .pth");
        bytes_ += 'J';
        number(std::uint32_t(value));
    }
    void integers(at::IntArrayRef values) {
        bytes_ += '(';
        for (const std::int64_t value : values) integer(value);
        bytes_ += 't';
    }
    void emptyOrderedDict() {
        global("collections", "OrderedDict");
        bytes_ += ")R";
    }
    void raw(const char* opcodes) { bytes_ += opcodes; }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    void number(std::uint32_t value) {
        for (int i = 0; i < 4; ++i) bytes_ += char((value >> (8 * i)) & 0xFF);
    }
    std::string bytes_;
};

void putTensor(Pickle& pickle, const at::Tensor& tensor, const std::string& key) {
    pickle.global("torch._utils", "_rebuild_tensor_v2");
    pickle.raw("((");
    pickle.text("storage");
    pickle.global("torch", storageName(tensor.scalar_type()));
    pickle.text(key);
    pickle.text("cpu");
    pickle.integer(tensor.numel());
    pickle.raw("tQ");  // a tuple, and the storage that it stands for
    pickle.integer(0);
    pickle.integers(tensor.sizes());
    pickle.integers(tensor.strides());
    pickle.raw("\x89");  // asks for no gradient
    pickle.emptyOrderedDict();
    pickle.raw("tR");
}

}  // namespace

std::string torchFileBytes(const TensorMap& tensors) {
    std::vector<ZipMember> members{{"archive/data.pkl", {}}};
    Pickle pickle;
    pickle.emptyOrderedDict();
    pickle.raw("(");
    for (const auto& [name, tensor] : tensors.entries()) {
        const at::Tensor flat = tensor.detach().to(at::kCPU).contiguous();
        const std::string key = std::to_string(members.size() - 1);
        pickle.text(name);
        putTensor(pickle, flat, key);
        members.push_back(
            {"archive/data/" + key,
             {static_cast<const char*>(flat.data_ptr()), std::size_t(flat.numel()) * flat.element_size()}});
    }
    pickle.raw("u.");
    members.front().bytes = pickle.take();
    members.push_back({"archive/version", "3\n"});
    return zipBytes(members, kAlign);
}

}  // namespace syper::core
