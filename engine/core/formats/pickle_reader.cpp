// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_reader.h"

#include <charconv>

#include "core/formats/pickle_calls.h"
#include "core/formats/refuse.h"

namespace syper::core {
namespace {

constexpr std::size_t kMostStack = 1'000'000;
constexpr std::size_t kMostMarks = 2'000;  // CPython's own pickler gives up at a depth of 1,000
constexpr std::size_t kMostMemo = 1'000'000;

}  // namespace

PickleReader::PickleReader(PickleDocument& document, std::span<const std::byte> bytes, bool nested)
    : document_(document), bytes_(bytes), nested_(nested) {}

void PickleReader::refuse(const char* why) const {
    refuseFile(document_.file(),
               std::string(why) + " at byte " + std::to_string(position_) + " of " + std::to_string(bytes_.size()));
}

PickleRef PickleReader::read() {
    stack_.clear();
    marks_.clear();
    memo_.clear();
    while (true) {
        if (document_.budget.operations == 0) refuse("it takes more steps to read than any model");
        --document_.budget.operations;
        const auto opcode = static_cast<unsigned char>(take(1)[0]);
        if (opcode == '.') return pop();
        step(opcode);
    }
}

std::string_view PickleReader::take(std::uint64_t count) {
    if (count > bytes_.size() - position_) refuse("it ends too early: more is announced than there is");
    const auto* at = reinterpret_cast<const char*>(bytes_.data()) + position_;
    position_ += std::size_t(count);
    return {at, std::size_t(count)};
}

std::string_view PickleReader::line() {
    const std::string_view rest(reinterpret_cast<const char*>(bytes_.data()) + position_, bytes_.size() - position_);
    const std::size_t length = rest.find('\n');
    if (length == std::string_view::npos) refuse("it ends too early: a line has no end");
    position_ += length + 1;
    return rest.substr(0, length);
}

std::uint64_t PickleReader::unsignedOf(int bytes) {
    const std::string_view raw = take(std::uint64_t(bytes));
    std::uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(raw[std::size_t(i)]);
    return value;
}

void PickleReader::push(PickleRef value) {
    if (stack_.size() >= kMostStack) refuse("it is nested or filled beyond any model");
    stack_.push_back(value);
}

PickleRef& PickleReader::top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) refuse("it takes a value where there is none");
    return stack_.back();
}

PickleRef PickleReader::pop() {
    const PickleRef value = top();
    stack_.pop_back();
    return value;
}

std::vector<PickleRef> PickleReader::popToMark() {
    if (marks_.empty()) refuse("it closes a group that it never opened");
    const auto begin = stack_.begin() + std::ptrdiff_t(marks_.back());
    std::vector<PickleRef> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
}

std::vector<PickleRef> PickleReader::popMany(std::size_t count) {
    std::vector<PickleRef> items(count);
    for (std::size_t i = count; i > 0; --i) items[i - 1] = pop();
    return items;
}

PickleRef PickleReader::constant(PickleKind kind, std::int64_t value) {
    const auto [place, added] = constants_.try_emplace(value * 3 + (kind == PickleKind::None   ? 0
                                                                    : kind == PickleKind::Bool ? 1
                                                                                               : 2));
    if (added) place->second = document_.add({.kind = kind, .integer = value});
    return place->second;
}

void PickleReader::step(unsigned char opcode) {
    switch (opcode) {
        case 0x80:  // PROTO
            if (unsignedOf(1) > 5) refuse("it is a pickle of a protocol newer than 5");
            return;
        case 0x95:  // FRAME
            if (unsignedOf(8) > bytes_.size() - position_) refuse("it ends too early: a frame is cut");
            return;
        case '(':  // MARK
            if (marks_.size() >= kMostMarks) refuse("it is nested more deeply than any model");
            marks_.push_back(stack_.size());
            return;
        case '0':  // POP
            if (!marks_.empty() && stack_.size() == marks_.back())
                marks_.pop_back();
            else
                (void)pop();
            return;
        case '1':  // POP_MARK
            (void)popToMark();
            return;
        case '2':  // DUP
            push(top());
            return;
        default:
            break;
    }
    if (pushNumber(opcode) || pushText(opcode) || pushContainer(opcode) || fillContainer(opcode) || useMemo(opcode) ||
        useObject(opcode))
        return;
    --position_;
    refuse("it is no pickle, or damaged: an unknown or unsafe instruction");
}

bool PickleReader::pushContainer(unsigned char opcode) {
    switch (opcode) {
        case ']':
            push({.kind = PickleKind::List});
            return true;
        case '}':
            push({.kind = PickleKind::Dict});
            return true;
        case ')':
            push({.kind = PickleKind::Tuple});
            return true;
        case 0x8f:
            push({.kind = PickleKind::Set});
            return true;
        case 'l':
            push({.kind = PickleKind::List, .items = popToMark()});
            return true;
        case 't':
            push({.kind = PickleKind::Tuple, .items = popToMark()});
            return true;
        case 0x91:
            push({.kind = PickleKind::Set, .items = popToMark()});
            return true;
        case 0x85:
            push({.kind = PickleKind::Tuple, .items = popMany(1)});
            return true;
        case 0x86:
            push({.kind = PickleKind::Tuple, .items = popMany(2)});
            return true;
        case 0x87:
            push({.kind = PickleKind::Tuple, .items = popMany(3)});
            return true;
        case 'd': {
            std::vector<PickleRef> items = popToMark();
            if (items.size() % 2 != 0) refuse("a table in it has a key without a value");
            push({.kind = PickleKind::Dict, .items = std::move(items)});
            return true;
        }
        default:
            return false;
    }
}

bool PickleReader::fillContainer(unsigned char opcode) {
    switch (opcode) {
        case 'a':
            append(popMany(1));
            return true;
        case 'e':
            append(popToMark());
            return true;
        case 's':
            setItems(popMany(2));
            return true;
        case 'u':
            setItems(popToMark());
            return true;
        case 0x90: {
            const std::vector<PickleRef> items = popToMark();
            PickleNode& set = document_.at(top());
            if (set.kind != PickleKind::Set) refuse("it adds to something that is no set");
            set.items.insert(set.items.end(), items.begin(), items.end());
            return true;
        }
        default:
            return false;
    }
}

void PickleReader::append(const std::vector<PickleRef>& items) {
    PickleNode& list = document_.at(top());
    if (list.kind != PickleKind::List) refuse("it appends to something that is no list");
    list.items.insert(list.items.end(), items.begin(), items.end());
}

void PickleReader::setItems(std::vector<PickleRef> items) {
    PickleNode& dict = document_.at(top());
    if (dict.kind != PickleKind::Dict) refuse("it sets an entry of something that is no table");
    if (items.size() % 2 != 0) refuse("a table in it has a key without a value");
    dict.items.insert(dict.items.end(), items.begin(), items.end());
}

bool PickleReader::useMemo(unsigned char opcode) {
    const auto textIndex = [this] {
        const std::string_view digits = line();
        std::uint32_t index = 0;
        const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (code != std::errc() || end != digits.data() + digits.size()) refuse("a memo number in it is none");
        return index;
    };
    switch (opcode) {
        case 'p':
            putMemo(textIndex());
            return true;
        case 'q':
            putMemo(unsignedOf(1));
            return true;
        case 'r':
            putMemo(unsignedOf(4));
            return true;
        case 0x94:
            putMemo(memo_.size());
            return true;
        case 'g':
            getMemo(textIndex());
            return true;
        case 'h':
            getMemo(unsignedOf(1));
            return true;
        case 'j':
            getMemo(unsignedOf(4));
            return true;
        default:
            return false;
    }
}

void PickleReader::putMemo(std::uint64_t index) {
    const PickleRef value = top();
    if (memo_.size() >= kMostMemo) refuse("it remembers more values than any model has");
    memo_[std::uint32_t(index)] = value;
}

void PickleReader::getMemo(std::uint64_t index) {
    const auto place = memo_.find(std::uint32_t(index));
    if (place == memo_.end()) refuse("it recalls a value that it never remembered");
    push(place->second);
}

bool PickleReader::useObject(unsigned char opcode) {
    switch (opcode) {
        case 'c': {  // GLOBAL
            const std::string_view module = line();
            push(knownGlobal(document_, module, line()));
            return true;
        }
        case 0x93: {  // STACK_GLOBAL
            const PickleNode& name = document_.at(pop());
            const PickleNode& module = document_.at(pop());
            if (name.kind != PickleKind::Text || module.kind != PickleKind::Text) refuse("a class in it has no name");
            push(knownGlobal(document_, module.text, name.text));
            return true;
        }
        case 'R':     // REDUCE
        case 0x81: {  // NEWOBJ
            const PickleRef arguments = pop();
            const PickleRef callee = pop();
            push(describeCall(document_, callee, arguments, nested_));
            return true;
        }
        case 'i':    // INST
        case 'o': {  // OBJ
            PickleRef callee = 0;
            if (opcode == 'i') {
                const std::string_view module = line();
                callee = knownGlobal(document_, module, line());
            }
            std::vector<PickleRef> items = popToMark();
            if (opcode == 'o') {
                if (items.empty()) refuse("an object in it has no class");
                callee = items.front();
                items.erase(items.begin());
            }
            push(describeCall(document_, callee, document_.add({.kind = PickleKind::Tuple, .items = std::move(items)}),
                              nested_));
            return true;
        }
        case 'b': {  // BUILD
            const PickleRef state = pop();
            describeState(document_, top(), state);
            return true;
        }
        case 'Q':  // BINPERSID
            push(describePersistent(document_, pop()));
            return true;
        default:
            return false;
    }
}

}  // namespace syper::core
