// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/test_plan.h"

#include <algorithm>
#include <numeric>

#include "core/api/error.h"
#include "core/api/text_table.h"
#include "core/metrics/plan_builder.h"

namespace syper::core {
namespace {

constexpr std::size_t kNowhere = std::size_t(-1);

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

struct LabelColumns {
    std::size_t file = 0, identity = 1, side = 2, mirrored = kNowhere, group = kNowhere;
};

/// Nothing where the row is data and not a header.
std::optional<LabelColumns> labelHeader(const TextRow& row, const std::string& by) {
    const auto find = [&](std::initializer_list<std::string> names) {
        for (std::size_t i = 0; i < row.fields.size(); ++i)
            for (const std::string& name : names)
                if (lower(row.fields[i]) == name) return i;
        return kNowhere;
    };
    const LabelColumns columns{find({"file", "filename", "image", "path"}),
                               find({"identity", "subject", "label", "person", "id"}), find({"side", "eye"}),
                               find({"mirrored"}), by.empty() ? kNowhere : find({lower(by)})};
    if (columns.file == kNowhere || columns.identity == kNowhere) return std::nullopt;
    return columns;
}

std::optional<bool> mirroredField(const std::string& where, std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (text == "1" || lower(text) == "true") return true;
    if (text == "0" || lower(text) == "false") return false;
    throw Error(Errc::BadFormat, where + " has '" + std::string(text) + "' for mirrored; 1 or 0 is expected");
}

class LabelReader {
public:
    LabelReader(std::filesystem::path table, std::string by) : table_(std::move(table)), by_(std::move(by)) {}

    void row(const TextRow& row) {
        if (first_) {
            first_ = false;
            const auto header = labelHeader(row, by_);
            if (!by_.empty() && (!header || header->group == kNowhere))
                throw Error(Errc::BadArgument, "cannot group by '" + by_ + "': " + table_.string() +
                                                   " has no such column; name one of its first line");
            if (header) {
                columns_ = *header;
                return;
            }
            if (row.fields.empty() || !std::filesystem::exists(table_.parent_path() / std::string(row.fields[0])))
                throw Error(Errc::BadFormat, "cannot read " + table_.string() +
                                                 ": its first line names neither columns nor a picture beside it; "
                                                 "file,identity[,side] is expected");
        }
        const auto field = [&](std::size_t column) {
            return column < row.fields.size() ? row.fields[column] : std::string_view();
        };
        const std::string where = "cannot read " + table_.string() + ": line " + std::to_string(row.line);
        const std::string name(field(columns_.file)), identity(field(columns_.identity));
        if (name.empty() || identity.empty())
            throw Error(Errc::BadFormat, where + " lacks a file or an identity; file,identity[,side] is expected");
        const std::filesystem::path file = table_.parent_path() / name;
        requireFile(file, table_.string() + " line " + std::to_string(row.line));
        PictureClass of{builder_.subject(identity), -1};
        if (const std::string side = sideWord(field(columns_.side)); !side.empty())
            of.side = sides_.try_emplace(side, static_cast<std::int32_t>(sides_.size())).first->second;
        const bool known = builder_.knows(file);
        const std::int32_t index = builder_.picture(file, name, of, mirroredField(where, field(columns_.mirrored)));
        if (known && !(builder_.plan.pictures[std::size_t(index)].of == of))
            throw Error(Errc::BadFormat, where + " gives " + name + " another identity or side than before");
        builder_.plan.pictures[std::size_t(index)].group = field(columns_.group);
        repeated_ += known ? 1 : 0;
    }

    TestPlan take() {
        TestPlan plan = std::move(builder_.plan);
        if (plan.pictures.size() < 2)
            throw Error(Errc::BadFormat, "cannot read " + table_.string() + ": it names fewer than two pictures");
        // A folder's own labels.csv is told by the folder.
        const std::filesystem::path folder = std::filesystem::absolute(table_).parent_path().filename();
        plan.name = table_.stem() == "labels" && !folder.empty() ? folder.string() : table_.stem().string();
        plan.allPairs = plan.identification = true;
        if (repeated_ > 0) plan.notes.push_back(std::to_string(repeated_) + " repeated rows count once");
        return plan;
    }

private:
    std::filesystem::path table_;
    std::string by_;
    bool first_ = true;
    LabelColumns columns_;
    PlanBuilder builder_;
    std::map<std::string, std::int32_t> sides_;
    std::int64_t repeated_ = 0;
};

std::int32_t rootOf(std::vector<std::int32_t>& parents, std::int32_t at) {
    while (parents[std::size_t(at)] != at) {
        parents[std::size_t(at)] = parents[std::size_t(parents[std::size_t(at)])];
        at = parents[std::size_t(at)];
    }
    return at;
}

/// Gives all pictures that genuine pairs join one subject.
void joinSubjects(TestPlan& plan) {
    std::vector<std::int32_t> parents(plan.pictures.size());
    std::iota(parents.begin(), parents.end(), 0);
    for (const PicturePair& pair : plan.pairs)
        if (pair.genuine) parents[std::size_t(rootOf(parents, pair.a))] = rootOf(parents, pair.b);
    std::map<std::int32_t, std::int32_t> numbers;
    for (std::size_t i = 0; i < plan.pictures.size(); ++i) {
        const std::int32_t root = rootOf(parents, static_cast<std::int32_t>(i));
        const auto [at, isNew] = numbers.try_emplace(root, static_cast<std::int32_t>(numbers.size()));
        if (isNew) plan.subjects.push_back(plan.pictures[i].name);
        plan.pictures[i].of = {at->second, -1};
    }
}

}  // namespace

std::string sideWord(std::string_view text) {
    const std::string word = lower(text);
    if (word == "left") return "l";
    if (word == "right") return "r";
    return word;
}

void requireFile(const std::filesystem::path& file, const std::string& askedBy) {
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(file, unreadable))
        throw Error(Errc::NotFound, "cannot find " + file.string() + ", which " + askedBy +
                                        " names; check the folder, or take the line out");
}

std::int32_t PlanBuilder::subject(const std::string& name) {
    const auto [at, isNew] = subjects_.try_emplace(name, static_cast<std::int32_t>(subjects_.size()));
    if (isNew) plan.subjects.push_back(name);
    return at->second;
}

std::int32_t PlanBuilder::picture(const std::filesystem::path& file, const std::string& name, PictureClass of,
                                  std::optional<bool> mirrored) {
    const auto [at, isNew] =
        pictures_.try_emplace(file.lexically_normal().string(), static_cast<std::int32_t>(plan.pictures.size()));
    if (isNew) plan.pictures.push_back({file, name, of, mirrored});
    return at->second;
}

bool PlanBuilder::knows(const std::filesystem::path& file) const {
    return pictures_.contains(file.lexically_normal().string());
}

std::vector<ListedPair> readPairList(const std::filesystem::path& list) {
    std::vector<ListedPair> pairs;
    bool first = true;
    readTextTable(list, [&](const TextRow& row) {
        const bool header = first && row.fields.size() >= 3 && lower(row.fields[2]) == "label";
        first = false;
        if (header) return;
        const std::string where = "cannot read " + list.string() + ": line " + std::to_string(row.line);
        if (row.fields.size() < 3 || row.fields[0].empty() || row.fields[1].empty())
            throw Error(Errc::BadFormat, where + " is not `image1 image2 label`");
        if (row.fields[2] != "1" && row.fields[2] != "0")
            throw Error(Errc::BadFormat, where + " has the label '" + std::string(row.fields[2]) +
                                             "'; 1 (genuine) or 0 (impostor) is expected");
        pairs.push_back({std::string(row.fields[0]), std::string(row.fields[1]), row.fields[2] == "1"});
    });
    if (pairs.empty()) throw Error(Errc::BadFormat, "cannot read " + list.string() + ": it holds no pairs");
    return pairs;
}

TestPlan planFromLabels(const std::filesystem::path& table, const std::string& by) {
    LabelReader reader(table, by);
    readTextTable(table, [&](const TextRow& row) { reader.row(row); });
    return reader.take();
}

TestPlan planFromPairs(const std::filesystem::path& list, const std::filesystem::path& images) {
    PlanBuilder builder;
    const auto picture = [&](const std::string& name) {
        const std::filesystem::path file = images / name;
        if (!builder.knows(file)) requireFile(file, list.string());
        return builder.picture(file, name, {});
    };
    for (const ListedPair& pair : readPairList(list)) {
        const std::int32_t a = picture(pair.a);
        builder.plan.pairs.push_back({a, picture(pair.b), pair.genuine});
    }
    TestPlan plan = std::move(builder.plan);
    plan.name = list.stem().string();
    joinSubjects(plan);
    return plan;
}

std::vector<PictureClass> classesOf(const TestPlan& plan) {
    std::vector<PictureClass> classes;
    for (const TestPicture& picture : plan.pictures) classes.push_back(picture.of);
    return classes;
}

}  // namespace syper::core
