// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/evaluation_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace syper::cli {
namespace {

using Json = nlohmann::ordered_json;
using core::kFmrNames;

constexpr std::array kFigures{"eer", "eer_threshold", "auc"};
constexpr std::array kByFmr{"fnmr", "fnmr_at_most"};
constexpr std::array kRanks{"rank1", "rank5"};

Json number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json();
}

Json interval(const std::optional<core::Interval>& value) {
    return value ? Json::array({value->low, value->high}) : Json();
}

template <class Values, class Convert>
Json byFmr(const Values& values, const Convert& convert) {
    Json result;
    for (std::size_t i = 0; i < kFmrNames.size(); ++i) result[kFmrNames[i]] = convert(values[i]);
    return result;
}

/// Mean and spread of one key's values; nothing where one of them is null.
struct Spread {
    Json mean, deviation;
};
template <class Get>
Spread spread(std::span<const Json> rows, const Get& get) {
    double sum = 0, squares = 0;
    for (const Json& row : rows) {
        if (get(row).is_null()) return {};
        sum += get(row).template get<double>();
    }
    const double mean = sum / double(rows.size());
    for (const Json& row : rows) squares += std::pow(get(row).template get<double>() - mean, 2);
    return {mean, std::sqrt(squares / double(rows.size()))};
}

std::string printed(const char* format, double value) {
    std::array<char, 48> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, value);
    return buffer.data();
}

std::string percent(const Json& value, const Json& around) {
    if (value.is_null()) return "-";
    std::string text = printed("%.3f", value.get<double>() * 100);
    if (around.is_array())
        text += " [" + printed("%.2f", around[0].get<double>() * 100) + ", " +
                printed("%.2f", around[1].get<double>() * 100) + "]";
    if (around.is_number()) text += " +-" + printed("%.3f", around.get<double>() * 100);
    return text;
}

/// The interval or the spread that belongs to a key.
Json aroundOf(const Json& row, const std::string& key) {
    if (row.contains(key + "_std")) return row[key + "_std"];
    return row.value(key + "_ci", Json());
}

std::string aligned(const std::vector<std::vector<std::string>>& table) {
    std::vector<std::size_t> widths(table[0].size());
    for (const auto& row : table)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const auto& row : table) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string pad(widths[i] - row[i].size(), ' ');
            line += i == 0 ? row[i] + pad : "  " + pad + row[i];
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string labelOf(const Json& row) {
    if (!row.contains("fold")) return row["name"];
    return row["name"].get<std::string>() + (row["fold"].is_string() ? " mean" : " fold " + row["fold"].dump());
}

std::string fmrTable(std::span<const Json> rows, const std::string& key, const std::string& title) {
    std::vector<std::vector<std::string>> table{{title}};
    for (const char* fmr : kFmrNames) table[0].emplace_back(fmr);
    for (const Json& row : rows) {
        std::vector<std::string> cells{labelOf(row)};
        const Json around = aroundOf(row, key);
        for (const char* fmr : kFmrNames)
            cells.push_back(percent(row[key][fmr], around.is_object() ? around[fmr] : Json()));
        table.push_back(cells);
    }
    return aligned(table);
}

Json groupsJson(const std::vector<core::GroupFigures>& groups) {
    const auto atThresholds = [](const auto& rates) {
        return Json{{kFmrNames[0], number(rates[0])}, {kFmrNames[1], number(rates[1])}};
    };
    Json rows = Json::array();
    for (const core::GroupFigures& group : groups)
        rows.push_back({{"name", group.name},
                        {"genuine", group.genuine},
                        {"impostor", group.impostor},
                        {"fnmr", atThresholds(group.fnmr)},
                        {"fmr", atThresholds(group.fmr)}});
    return rows;
}

/// Empty where no row has groups.
std::string groupTable(std::span<const Json> rows) {
    std::vector<std::vector<std::string>> table{{"Groups at the thresholds of all", "genuine", "impostor"}};
    for (const char* fmr : {kFmrNames[0], kFmrNames[1]})
        for (const char* rate : {"FNMR % at ", "FMR % at "}) table[0].push_back(std::string(rate) + fmr);
    for (const Json& row : rows) {
        for (const Json& group : row.value("groups", Json::array())) {
            std::vector<std::string> cells{labelOf(row) + ", " + group["name"].get<std::string>(),
                                           group["genuine"].dump(), group["impostor"].dump()};
            for (const char* fmr : {kFmrNames[0], kFmrNames[1]})
                for (const char* rate : {"fnmr", "fmr"}) cells.push_back(percent(group[rate][fmr], {}));
            table.push_back(cells);
        }
    }
    return table.size() > 1 ? "\n" + aligned(table) : "";
}

}  // namespace

Json rowJson(const EvaluationRow& row) {
    const core::VerificationFigures& figures = row.figures;
    const core::VerificationIntervals intervals = row.intervals.value_or(core::VerificationIntervals());
    Json json{{"name", row.name}};
    if (row.fold > 0) json["fold"] = row.fold;
    json["genuine"] = figures.genuine;
    json["impostor"] = figures.impostor;
    json["eer"] = figures.eer;
    json["eer_ci"] = interval(intervals.eer);
    json["eer_threshold"] = number(figures.eerThreshold);
    json["eer_threshold_ci"] = interval(intervals.eerThreshold);
    json["auc"] = figures.auc;
    json["auc_ci"] = interval(intervals.auc);
    json["fnmr"] = byFmr(figures.fnmr, [](double value) { return Json(value); });
    json["fnmr_ci"] = byFmr(intervals.fnmr, interval);
    json["fnmr_at_most"] = byFmr(figures.fnmrAtMost, number);
    json["fnmr_at_most_ci"] = byFmr(intervals.fnmrAtMost, interval);
    json["threshold_at_most"] = byFmr(figures.thresholdAtMost, number);
    const bool ranks = row.identification.has_value();
    json["rank1"] = ranks ? Json(row.identification->rank1) : Json();
    json["rank1_ci"] = interval(row.identificationIntervals.rank1);
    json["rank5"] = ranks ? Json(row.identification->rank5) : Json();
    json["rank5_ci"] = interval(row.identificationIntervals.rank5);
    if (!row.groups.empty()) json["groups"] = groupsJson(row.groups);
    return json;
}

Json meanRow(const std::string& name, std::span<const Json> rows) {
    Json mean{{"name", name}, {"fold", "mean"}, {"folds", rows.size()}};
    for (const char* count : {"genuine", "impostor"}) {
        std::int64_t sum = 0;
        for (const Json& row : rows) sum += row[count].get<std::int64_t>();
        mean[count] = sum;
    }
    const auto plain = [&](const std::string& key) {
        const Spread both = spread(rows, [&](const Json& row) { return row[key]; });
        mean[key] = both.mean;
        mean[key + "_std"] = both.deviation;
    };
    for (const char* key : kFigures) plain(key);
    for (const std::string key : kByFmr)
        for (const char* fmr : kFmrNames) {
            const Spread both = spread(rows, [&](const Json& row) { return row[key][fmr]; });
            mean[key][fmr] = both.mean;
            mean[key + "_std"][fmr] = both.deviation;
        }
    for (const char* key : kRanks) plain(key);
    return mean;
}

std::string rowsText(std::span<const Json> rows) {
    std::vector<std::vector<std::string>> table{
        {"", "genuine", "impostor", "EER %", "at score", "AUC %", "rank-1 %", "rank-5 %"}};
    for (const Json& row : rows) {
        std::vector<std::string> cells{labelOf(row), row["genuine"].dump(), row["impostor"].dump()};
        for (const char* key : {"eer", "eer_threshold", "auc", "rank1", "rank5"}) {
            if (std::string(key) == "eer_threshold")
                cells.push_back(row[key].is_null() ? "-" : printed("%.4f", row[key].get<double>()));
            else
                cells.push_back(percent(row[key], aroundOf(row, key)));
        }
        table.push_back(cells);
    }
    std::string text = aligned(table) + "\n" + fmrTable(rows, "fnmr", "FNMR % at the curve's point nearest to FMR") +
                       "\n" + fmrTable(rows, "fnmr_at_most", "FNMR % where FMR is never above") + groupTable(rows);
    text.pop_back();
    return text;
}

}  // namespace syper::cli
