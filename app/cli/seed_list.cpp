// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/seed_list.h"

#include <charconv>
#include <unordered_set>

namespace syper::cli {
namespace {

constexpr std::uint64_t kMostSeeds = 10'000'000;

/// The whole number that `text` is, or a complaint about `whole`.
template <class Number>
Number number(std::string_view text, const std::string& whole, const char* wanted) {
    Number value{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || text.empty())
        throw CLI::ValidationError("\"" + whole.substr(0, 60) + "\" is not " + wanted);
    return value;
}

}  // namespace

std::vector<std::uint32_t> parseSeeds(const std::string& text, bool keepRepeats) {
    constexpr const char* kWanted = "a list of seeds such as 0,3-5 (0 to 4294967295)";
    std::vector<std::uint32_t> seeds;
    std::unordered_set<std::uint32_t> seen;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        const std::string_view part = std::string_view(text).substr(begin, comma - begin);
        const std::size_t dash = part.find('-');
        const auto first = number<std::uint32_t>(part.substr(0, dash), text, kWanted);
        const auto last = dash == part.npos ? first : number<std::uint32_t>(part.substr(dash + 1), text, kWanted);
        if (last < first) throw CLI::ValidationError("\"" + text.substr(0, 60) + "\" has a range that runs backwards");
        if (std::uint64_t(last) - first + seeds.size() >= kMostSeeds)
            throw CLI::ValidationError("more than ten million seeds; split them over several runs");
        for (std::uint64_t seed = first; seed <= last; ++seed)
            if (keepRepeats || seen.insert(std::uint32_t(seed)).second) seeds.push_back(std::uint32_t(seed));
        begin = comma + 1;
    }
    return seeds;
}

CLI::Validator isSeedList() {
    return CLI::Validator(std::function<std::string(std::string&)>([](const std::string& text) -> std::string {
                              try {
                                  (void)parseSeeds(text);
                                  return "";
                              } catch (const CLI::ValidationError& error) {
                                  return error.what();
                              }
                          }),
                          "", "seeds");
}

std::pair<int, int> parseShard(const std::string& text) {
    constexpr const char* kWanted = "a shard such as 0/4: the first of four, counted from 0";
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) throw CLI::ValidationError("\"" + text.substr(0, 60) + "\" is not " + kWanted);
    const int shard = number<int>(std::string_view(text).substr(0, slash), text, kWanted);
    const int shards = number<int>(std::string_view(text).substr(slash + 1), text, kWanted);
    if (shard < 0 || shards < 1 || shard >= shards || shards > 10000)
        throw CLI::ValidationError("\"" + text.substr(0, 60) + "\" is not " + kWanted);
    return {shard, shards};
}

}  // namespace syper::cli
