// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/text_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <optional>
#include <vector>

#include "core/api/error.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSpaces = " \t";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpaces);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw Error(Errc::BadFormat, "cannot read " + path.string() + ": " + why);
}

char separatorOf(std::string_view line) {
    bool quoted = false;
    std::array<bool, 3> seen{};
    constexpr std::string_view kinds = ";\t,";
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (const std::size_t kind = kinds.find(c); !quoted && kind != std::string_view::npos) seen[kind] = true;
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        if (seen[kind]) return kinds[kind];
    return ' ';
}

/// Splits one line; what had doubled quotes is kept in `unquoted`, whose elements never move.
class Splitter {
public:
    explicit Splitter(char separator) : separator_(separator) {}

    /// False where a quote is not closed.
    bool split(std::string_view line) {
        fields.clear();
        unquoted_.clear();
        std::size_t at = 0;
        while (true) {
            at = line.find_first_not_of(separator_ == '\t' ? " " : kSpaces, at);
            if (at == std::string_view::npos) {
                if (separator_ != ' ') fields.emplace_back();
                return true;
            }
            if (line[at] != '"')
                plain(line, at);
            else if (!quoted(line, at))
                return false;
            if (at >= line.size()) return true;
            ++at;
            if (separator_ == ' ' && line.find_first_not_of(kSpaces, at) == std::string_view::npos) return true;
        }
    }

    std::vector<std::string_view> fields;

private:
    void plain(std::string_view line, std::size_t& at) {
        std::size_t end = separator_ == ' ' ? line.find_first_of(kSpaces, at) : line.find(separator_, at);
        if (end == std::string_view::npos) end = line.size();
        fields.push_back(trimmed(line.substr(at, end - at)));
        at = end;
    }

    bool quoted(std::string_view line, std::size_t& at) {
        std::string text;
        for (++at; at < line.size(); ++at) {
            if (line[at] != '"') {
                text += line[at];
            } else if (at + 1 < line.size() && line[at + 1] == '"') {
                text += line[++at];
            } else {
                fields.push_back(unquoted_.emplace_back(std::move(text)));
                ++at;
                while (at < line.size() && line[at] != separator_ && kSpaces.find(line[at]) != std::string_view::npos)
                    ++at;
                return at >= line.size() || line[at] == separator_ || separator_ == ' ';
            }
        }
        return false;
    }

    char separator_;
    std::deque<std::string> unquoted_;
};

}  // namespace

void readTextTable(const std::filesystem::path& path, const std::function<void(const TextRow&)>& onRow) {
    const MappedFile file(path);
    std::string_view text(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        refuse(path, "it is UTF-16 text; save it as UTF-8");
    if (text.substr(0, 4096).find('\0') != std::string_view::npos) refuse(path, "it is not a text file");
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());

    std::optional<Splitter> splitter;
    std::int64_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t lineEnd = text.substr(end).starts_with("\r\n") ? 2 : 1;
        text.remove_prefix(std::min(end + lineEnd, text.size()));
        ++number;
        if (trimmed(line).empty()) continue;
        if (!splitter) splitter.emplace(separatorOf(line));
        if (!splitter->split(line)) refuse(path, "line " + std::to_string(number) + " has a stray or open quote");
        onRow({number, splitter->fields});
    }
}

std::string csvField(std::string_view text) {
    if (text.find_first_of(",;\t\"\r\n ") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string shortestText(double value) {
    std::array<char, 32> buffer{};
    const auto [end, failed] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end};
}

}  // namespace syper::core
