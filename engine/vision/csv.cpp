// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/csv.h"

#include <algorithm>

#include "core/api/error.h"

namespace syper::vision {
namespace {

/// The rows of a text, with the line each begins on.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }

    [[nodiscard]] std::size_t line() const noexcept { return rowLine_; }

    /// The next row that is not blank; false at the end.
    bool next(std::vector<std::string>& cells) {
        while (at_ < text_.size()) {
            rowLine_ = line_;
            cells.clear();
            do cells.push_back(cell());
            while (take(','));
            if (!take('\n')) at_ = text_.size();
            ++line_;
            if (cells.size() > 1 || !cells[0].empty()) return true;
        }
        return false;
    }

private:
    bool take(char wanted) {
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    std::string cell() {
        std::string raw;
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
        const bool quoted = take('"');
        for (; quoted && at_ < text_.size(); ++at_) {
            if (text_[at_] == '"' && (++at_ >= text_.size() || text_[at_] != '"')) break;
            if (text_[at_] == '\n') ++line_;
            raw += text_[at_];
        }
        std::string rest;
        for (; at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n'; ++at_) rest += text_[at_];
        rest.erase(rest.find_last_not_of(" \t\r") + 1);
        return raw + rest;
    }

    std::string_view text_;
    std::size_t at_ = 0, line_ = 1, rowLine_ = 1;
};

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
    const auto found = std::ranges::find(header, name);
    if (found == header.end()) return std::nullopt;
    return std::size_t(found - header.begin());
}

CsvTable parseCsv(std::string_view text, const std::string& name) {
    CsvTable table;
    Reader reader(text);
    reader.next(table.header);
    for (std::vector<std::string> cells; reader.next(cells);) {
        if (cells.size() != table.header.size())
            throw core::Error(core::Errc::BadFormat, name + ", line " + std::to_string(reader.line()) + ": " +
                                                         std::to_string(cells.size()) + " cells where the header has " +
                                                         std::to_string(table.header.size()) + "; mend that line");
        table.rows.push_back(cells);
    }
    return table;
}

std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

}  // namespace syper::vision
