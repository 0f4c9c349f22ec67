// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/ScalarType.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syper::core {

/// What a pickle's value is once nothing is run: plain data, or the description of an object.
enum class PickleKind : std::uint8_t {
    None,
    Bool,
    Int,
    BigInt,  ///< does not fit 64 bits; `text` holds its bytes (little-endian two's complement) or digits
    Float,
    Text,  ///< valid UTF-8
    Bytes,
    List,
    Tuple,
    Dict,  ///< items are key, value, key, value ..
    Set,
    Global,   ///< a known class or function; `text` is module.name
    Object,   ///< `text` is the class, items are its state (none or one)
    Dtype,    ///< a NumPy or torch element type; `text` as NumPy has it: <f4
    Array,    ///< a NumPy array that its state has not filled yet
    Storage,  ///< `integer` is its index in storages
    Tensor,   ///< `integer` is its index in tensors
};

/// A value's place in its document. Places instead of pointers: cycles cost nothing, and a document nested a million
/// deep is freed without recursion.
using PickleRef = std::uint32_t;

struct PickleNode {
    PickleKind kind = PickleKind::None;
    std::int64_t integer = 0;
    double real = 0.0;
    std::string_view text{};  ///< into the file, or into the document's own buffers
    std::vector<PickleRef> items{};
};

/// The elements that tensors look into; `data` is empty until they were found.
struct PickleStorage {
    at::ScalarType type = at::ScalarType::Float;
    std::string_view key{};
    std::int64_t count = 0;   ///< elements that the pickle claims
    std::int64_t offset = 0;  ///< elements skipped at the begin of the data found (views of old files)
    std::span<const std::byte> data{};
    bool found = false;
};

struct PickleTensor {
    std::uint32_t storage = 0;
    std::int64_t offset = 0;
    std::vector<std::int64_t> sizes{}, strides{};
    at::ScalarType type = at::ScalarType::Float;
};

/// What one file may cost. Shared by the pickles inside it, so that no repetition multiplies a bound.
struct PickleBudget {
    std::uint64_t operations = 4'000'000;
    std::uint64_t values = 1'000'000;
    std::uint64_t ownBytes = 0;  ///< decoded text and bytes; set from the file's size
};

/// Everything a file's pickles hold.
class PickleDocument {
public:
    /// file: its name for messages; bytes: the pickle, kept alive by `owner`; fileSize: bytes of the whole file.
    PickleDocument(std::string file, std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                   std::uint64_t fileSize);

    [[nodiscard]] const PickleNode& at(PickleRef ref) const { return nodes_[ref]; }
    [[nodiscard]] PickleNode& at(PickleRef ref) { return nodes_[ref]; }
    /// Throws Error{BadFormat} where the budget is spent.
    PickleRef add(PickleNode node);
    /// Counts `values` copied places against the budget, which a file cannot multiply by repetition.
    void spend(std::uint64_t values);
    /// Keeps decoded bytes for the document's life. Throws Error{BadFormat} where the budget is spent.
    std::string_view keep(std::string bytes);

    /// The value of the last `key` in a Dict (or in an Object's Dict state); null where there is none.
    [[nodiscard]] const PickleNode* find(const PickleNode& dict, std::string_view key) const;
    /// The Dict that a Dict or an Object with a Dict for state holds; null for other values.
    [[nodiscard]] const PickleNode* dictOf(const PickleNode& node) const;

    [[nodiscard]] const std::string& file() const noexcept { return file_; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::uint64_t fileSize() const noexcept { return fileSize_; }
    [[nodiscard]] const std::shared_ptr<const void>& owner() const noexcept { return owner_; }

    std::vector<PickleStorage> storages;
    std::vector<PickleTensor> tensors;
    PickleBudget budget;

private:
    std::string file_;
    std::span<const std::byte> bytes_;
    std::shared_ptr<const void> owner_;
    std::uint64_t fileSize_;
    std::deque<PickleNode> nodes_;  // grows without moving, so references stay good
    std::shared_ptr<std::deque<std::string>> kept_;
};

}  // namespace syper::core
