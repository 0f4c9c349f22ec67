// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/score_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "core/api/error.h"
#include "core/api/text_table.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

constexpr std::size_t kNowhere = std::size_t(-1);

struct Columns {
    std::size_t score = 0, label = 1, model = kNowhere, subject1 = kNowhere, subject2 = kNowhere;
};

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

std::optional<double> number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty()) return std::nullopt;
    return failed == std::errc::result_out_of_range ? std::numeric_limits<double>::infinity() : value;
}

std::optional<std::uint8_t> label(std::string_view text) {
    if (text == "1") return std::uint8_t{1};
    if (text == "0") return std::uint8_t{0};
    const std::string word = lower(text);
    if (word == "genuine" || word == "true" || word == "mated") return std::uint8_t{1};
    if (word == "impostor" || word == "false" || word == "nonmated") return std::uint8_t{0};
    const std::optional<double> value = number(text);
    if (value == 1.0) return std::uint8_t{1};
    if (value == 0.0) return std::uint8_t{0};
    return std::nullopt;
}

/// The columns that a header names; the first two stand where it names neither.
Columns columnsOf(const TextRow& row) {
    Columns columns;
    const auto find = [&](std::initializer_list<const char*> names, std::size_t otherwise) {
        for (std::size_t i = 0; i < row.fields.size(); ++i)
            for (const char* name : names)
                if (lower(row.fields[i]) == name) return i;
        return otherwise;
    };
    columns.score = find({"score", "scores", "similarity"}, 0);
    columns.label = find({"label", "labels", "genuine", "same", "target"}, columns.score == 1 ? 0 : 1);
    columns.model = find({"model"}, kNowhere);
    columns.subject1 = find({"subject1", "identity1"}, kNowhere);
    columns.subject2 = find({"subject2", "identity2"}, kNowhere);
    return columns;
}

class ScoreReader {
public:
    explicit ScoreReader(const std::filesystem::path& path) : path_(path), stem_(path.stem().string()) {}

    void row(const TextRow& row) {
        if (first_) {
            first_ = false;
            if (row.fields.size() >= 2 && !number(row.fields[0]) && !number(row.fields[1])) {
                columns_ = columnsOf(row);
                return;
            }
        }
        if (row.fields.size() <= std::max(columns_.score, columns_.label))
            refuse(row, "has " + std::to_string(row.fields.size()) + " column(s); a score and a label are expected");
        const std::string_view scoreText = row.fields[columns_.score], labelText = row.fields[columns_.label];
        const std::optional<double> score = number(scoreText);
        if (!score) refuse(row, "has no number for a score: '" + std::string(scoreText) + "'");
        if (!std::isfinite(*score))
            refuse(row, "has a score that is not a finite number; leave failed comparisons out");
        const std::optional<std::uint8_t> kind = label(labelText);
        if (!kind)
            refuse(row, "has the label '" + std::string(labelText) + "'; 1 (genuine) or 0 (impostor) is expected");
        Comparisons& out = comparisonsFor(row);
        out.scores.push_back(*score);
        out.labels.push_back(*kind);
        if (columns_.subject1 == kNowhere || columns_.subject2 == kNowhere) return;
        if (row.fields.size() <= std::max(columns_.subject1, columns_.subject2)) refuse(row, "lacks a subject");
        out.subjectA.push_back(subject(row.fields[columns_.subject1]));
        out.subjectB.push_back(subject(row.fields[columns_.subject2]));
    }

    std::vector<NamedComparisons> take() {
        if (sets_.empty()) throw Error(Errc::BadFormat, "cannot read " + path_.string() + ": it holds no scores; write score,label in each line");
        for (NamedComparisons& set : sets_)
            if (!set.comparisons.subjectA.empty()) set.subjects = subjectNames_;
        return std::move(sets_);
    }

private:
    [[noreturn]] void refuse(const TextRow& row, const std::string& why) const {
        throw Error(Errc::BadFormat,
                    "cannot read " + path_.string() + ": line " + std::to_string(row.line) + " " + why);
    }

    Comparisons& comparisonsFor(const TextRow& row) {
        std::string_view name = stem_;
        if (columns_.model != kNowhere && columns_.model < row.fields.size()) name = row.fields[columns_.model];
        if (sets_.empty() || sets_[current_].name != name) {
            const auto found = std::ranges::find(sets_, name, &NamedComparisons::name);
            current_ = std::size_t(found - sets_.begin());
            if (found == sets_.end()) sets_.push_back({std::string(name), {}, {}});
        }
        return sets_[current_].comparisons;
    }

    std::int32_t subject(std::string_view name) {
        const auto [at, isNew] = subjects_.try_emplace(std::string(name), static_cast<std::int32_t>(subjects_.size()));
        if (isNew) subjectNames_.emplace_back(name);
        return at->second;
    }

    std::filesystem::path path_;
    std::string stem_;
    bool first_ = true;
    Columns columns_;
    std::vector<NamedComparisons> sets_;
    std::size_t current_ = 0;
    std::unordered_map<std::string, std::int32_t> subjects_;
    std::vector<std::string> subjectNames_;
};

std::vector<std::string> csvFields(std::span<const std::string> names) {
    std::vector<std::string> fields;
    for (const std::string& name : names) fields.push_back(csvField(name));
    return fields;
}

}  // namespace

std::vector<NamedComparisons> readScores(const std::filesystem::path& path) {
    ScoreReader reader(path);
    readTextTable(path, [&](const TextRow& row) { reader.row(row); });
    return reader.take();
}

struct ScoreWriter::Impl {
    AtomicFile file;
    bool subjects, pictures;
};

ScoreWriter::ScoreWriter(const std::filesystem::path& path, bool subjects, bool pictures)
    : impl_(new Impl{AtomicFile(path), subjects, pictures}) {
    impl_->file.write(std::string("score,label,model") + (subjects ? ",subject1,subject2" : "") +
                      (pictures ? ",image1,image2\n" : "\n"));
}

ScoreWriter::~ScoreWriter() = default;

void ScoreWriter::add(const std::string& model, const Comparisons& all, std::span<const std::string> subjects,
                      std::span<const std::string> pictures) {
    const std::vector<std::string> pictureFields = csvFields(pictures), subjectFields = csvFields(subjects);
    const std::string name = csvField(model);
    std::string text;
    for (std::size_t i = 0; i < all.scores.size(); ++i) {
        text += shortestText(all.scores[i]) + (all.labels[i] == 1 ? ",1," : ",0,") + name;
        if (impl_->subjects)
            text +=
                ',' + subjectFields[std::size_t(all.subjectA[i])] + ',' + subjectFields[std::size_t(all.subjectB[i])];
        if (impl_->pictures)
            text +=
                ',' + pictureFields[std::size_t(all.pictureA[i])] + ',' + pictureFields[std::size_t(all.pictureB[i])];
        text += '\n';
        if (text.size() < (1u << 20)) continue;
        impl_->file.write(text);
        text.clear();
    }
    impl_->file.write(text);
}

void ScoreWriter::commit() {
    impl_->file.commit();
}

}  // namespace syper::core
