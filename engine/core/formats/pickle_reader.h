// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/formats/pickle_values.h"

namespace syper::core {

/// Reads pickles (protocols 0 to 5) as plain data. Nothing in them is ever run: a class or function is a name, names
/// that are not in the list of pickle_calls.cpp are refused, and the known ones describe values.
///
/// Depth, memo, stack, values and operations are bounded; every length is checked against the bytes that are left
/// before anything is allocated for it. Opcodes as documented in CPython's Lib/pickletools.py.
class PickleReader {
public:
    /// bytes: one or more pickles, part of what `document` keeps alive. nested: these are bytes inside a pickle.
    PickleReader(PickleDocument& document, std::span<const std::byte> bytes, bool nested = false);

    /// The value of the next pickle. Throws Error{BadFormat}.
    [[nodiscard]] PickleRef read();
    /// Bytes read so far: where the next pickle, or what follows the last, begins.
    [[nodiscard]] std::size_t position() const noexcept { return position_; }

private:
    [[noreturn]] void refuse(const char* why) const;
    void step(unsigned char opcode);
    bool pushNumber(unsigned char opcode);
    bool pushText(unsigned char opcode);
    bool pushContainer(unsigned char opcode);
    bool fillContainer(unsigned char opcode);
    bool useMemo(unsigned char opcode);
    bool useObject(unsigned char opcode);

    [[nodiscard]] std::string_view take(std::uint64_t count);
    [[nodiscard]] std::string_view line();
    [[nodiscard]] std::uint64_t unsignedOf(int bytes);

    void push(PickleRef value);
    void push(PickleNode node) { push(document_.add(std::move(node))); }
    [[nodiscard]] PickleRef pop();
    [[nodiscard]] PickleRef& top();
    [[nodiscard]] std::vector<PickleRef> popToMark();
    [[nodiscard]] std::vector<PickleRef> popMany(std::size_t count);
    [[nodiscard]] PickleRef constant(PickleKind kind, std::int64_t value);

    void pushWhole(std::string_view digits);
    void pushLong(std::string_view littleEndian);
    void pushUtf8(std::string_view text);
    void pushOldString(std::string_view raw);
    void pushQuoted();
    void pushRawUnicode();
    void setItems(std::vector<PickleRef> items);
    void append(const std::vector<PickleRef>& items);
    void putMemo(std::uint64_t index);
    void getMemo(std::uint64_t index);

    PickleDocument& document_;
    std::span<const std::byte> bytes_;
    std::size_t position_ = 0;
    bool nested_ = false;
    std::vector<PickleRef> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint32_t, PickleRef> memo_;
    std::unordered_map<std::int64_t, PickleRef> constants_;
};

}  // namespace syper::core
