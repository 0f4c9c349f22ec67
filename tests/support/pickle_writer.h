// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace syper::test {

/// Writes pickles opcode by opcode, also such as no pickler would.
class PickleWriter {
public:
    explicit PickleWriter(int protocol = 4) { raw(std::string("\x80", 1) + char(protocol)); }

    PickleWriter& raw(std::string_view bytes) {
        bytes_ += bytes;
        return *this;
    }
    PickleWriter& text(std::string_view value) {
        return number<std::uint32_t>("X", std::uint32_t(value.size())).raw(value);
    }
    PickleWriter& bytes(std::string_view value) {
        return number<std::uint32_t>("B", std::uint32_t(value.size())).raw(value);
    }
    PickleWriter& whole(std::int32_t value) { return number<std::int32_t>("J", value); }
    PickleWriter& global(std::string_view module, std::string_view name) {
        return raw("c").raw(module).raw("\n").raw(name).raw("\n");
    }
    /// A whole pickle: with STOP.
    [[nodiscard]] std::string done() const { return bytes_ + "."; }

    /// A tensor of float32 over `storage` elements: offset, sizes, strides as given. `count` may claim any number.
    PickleWriter& tensor(std::string_view key, std::int32_t count, std::int32_t offset,
                         std::initializer_list<std::int32_t> sizes, std::initializer_list<std::int32_t> strides) {
        global("torch._utils", "_rebuild_tensor_v2")
            .raw("((")
            .text("storage")
            .global("torch", "FloatStorage")
            .text(key);
        text("cpu").whole(count).raw("tQ").whole(offset);
        return tuple(sizes).tuple(strides).raw("\x89").raw("}").raw("tR");
    }
    PickleWriter& tuple(std::initializer_list<std::int32_t> values) {
        raw("(");
        for (const std::int32_t value : values) whole(value);
        return raw("t");
    }

private:
    template <class T>
    PickleWriter& number(std::string_view opcode, T value) {
        raw(opcode);
        char little[sizeof(T)];
        std::memcpy(little, &value, sizeof value);
        return raw({little, sizeof value});
    }

    std::string bytes_;
};

/// A legacy torch.save whose value is `pickle` and whose storages are `count` zeros each, in the order of `keys`.
inline std::string legacyFile(const std::string& pickle, std::initializer_list<std::string_view> keys,
                              std::int64_t count, std::string_view system = "\x88") {
    std::string file =
        PickleWriter(2).raw(std::string_view("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12)).done();
    file += PickleWriter(2).whole(1001).done();
    file += PickleWriter(2).raw("}").text("little_endian").raw(system).raw("s").done();
    file += pickle;
    PickleWriter names(2);
    names.raw("]");
    for (const std::string_view key : keys) names.text(key).raw("a");
    file += names.done();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        file.append(reinterpret_cast<const char*>(&count), sizeof count);
        file.append(std::size_t(count) * sizeof(float), '\0');
    }
    return file;
}

}  // namespace syper::test
