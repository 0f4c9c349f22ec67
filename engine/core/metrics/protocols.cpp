// SPDX-License-Identifier: GPL-3.0-or-later
// Published tests as they lie on users' disks. Layouts and name grammars: UFPR-Periocular's own folders, the crop set
// of CASIA-Iris-M1 S3 with its list files, LFW's pairs.txt.
#include <algorithm>
#include <array>
#include <charconv>

#include "core/api/error.h"
#include "core/api/text_table.h"
#include "core/metrics/plan_builder.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

namespace fs = std::filesystem;

constexpr std::array kProtocols{
    ProtocolInfo{"ufpr-closed-world", "UFPR-Periocular, subjects known from training", 3, false},
    ProtocolInfo{"ufpr-open-world", "UFPR-Periocular, unknown subjects, validation on known ones", 3, false},
    ProtocolInfo{"ufpr-open-world-valopen", "UFPR-Periocular, unknown subjects in validation too", 3, false},
    ProtocolInfo{"casia-m1-s3", "near-infrared crops of CASIA-Iris-M1 S3, all pairs of test_images.txt", 0, false},
    ProtocolInfo{"lfw", "Labeled Faces in the Wild, the pairs of pairs.txt", 10, true},
    ProtocolInfo{"identity-folders", "a folder of folders, one an identity; all pairs", 0, false},
};

[[noreturn]] void notFound(const std::string& what, const fs::path& where, const std::string& advice) {
    throw Error(Errc::NotFound, "cannot find " + what + " in " + where.string() + "; " + advice);
}

bool isFolder(const fs::path& path) {
    std::error_code unreadable;
    return fs::is_directory(path, unreadable);
}

bool isFile(const fs::path& path) {
    std::error_code unreadable;
    return fs::is_regular_file(path, unreadable);
}

bool isPicture(const fs::path& path) {
    std::string ending = path.extension().string();
    std::ranges::transform(ending, ending.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    constexpr std::array kEndings{".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".jp2"};
    return std::ranges::find(kEndings, ending) != kEndings.end();
}

/// Regular files straight in `folder`, by name.
std::vector<fs::path> filesIn(const fs::path& folder, const std::string& ending) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().extension() == ending) files.push_back(entry.path());
    std::ranges::sort(files, {}, [](const fs::path& path) { return path.string(); });
    return files;
}

/// The set's own folder: copies of it nest one more of the same name.
fs::path ufprRoot(const fs::path& data) {
    for (fs::path root = data; isFolder(root); root /= "UFPR-Periocular")
        if (isFolder(root / "experimentalProtocol") && isFolder(root / "periocularCropped")) return root;
    notFound("experimentalProtocol and periocularCropped", data, "give UFPR-Periocular's folder with --data");
}

/// C0001S1I01L.jpg -> subject 0001. Both eyes are one subject, since every left eye is mirrored when loaded.
std::string ufprSubject(const std::string& name, const fs::path& list) {
    const bool digits = name.size() > 5 && name[0] == 'C' && name[5] == 'S' &&
                        std::all_of(name.begin() + 1, name.begin() + 5, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits)
        throw Error(Errc::BadFormat, "cannot read " + list.string() + ": '" + name +
                                         "' is not a name like C0001S1I01L.jpg; check that the list is the set's own");
    return name.substr(1, 4);
}

TestPlan ufprPlan(const fs::path& data, const std::string& folder, int fold) {
    const fs::path root = ufprRoot(data), images = root / "periocularCropped";
    const fs::path protocol = root / "experimentalProtocol" / folder;
    PlanBuilder builder;
    const auto picture = [&](const std::string& name, const fs::path& list) {
        const fs::path file = images / name;
        const std::string subject = ufprSubject(name, list);
        if (!builder.knows(file)) requireFile(file, list.string());
        return builder.picture(file, name, {builder.subject(subject), -1});
    };
    const fs::path list = protocol / ("test_fold" + std::to_string(fold) + ".txt");
    if (isFile(list)) {
        readTextTable(list, [&](const TextRow& row) { (void)picture(std::string(row.fields[0]), list); });
        builder.plan.identification = builder.plan.pictures.size() >= 2;
    } else {
        builder.plan.notes.push_back("no ranks: " + list.string() + " is missing");
    }
    const fs::path pairs = protocol / "test_pairs" / ("fold" + std::to_string(fold));
    const std::vector<fs::path> lists = isFolder(pairs) ? filesIn(pairs, ".txt") : std::vector<fs::path>();
    if (lists.empty()) notFound("pair lists (*.txt)", pairs, "unpack the set's experimentalProtocol folder whole");
    const std::size_t listed = builder.plan.pictures.size();
    std::int64_t dropped = 0;
    for (const fs::path& file : lists)
        for (const ListedPair& pair : readPairList(file)) {
            const std::int32_t a = picture(pair.a, file), b = picture(pair.b, file);
            const bool oneSubject =
                builder.plan.pictures[std::size_t(a)].of == builder.plan.pictures[std::size_t(b)].of;
            if (oneSubject && !pair.genuine)
                ++dropped;  // two eyes of one person: with the left mirrored they are neither genuine nor impostor
            else
                builder.plan.pairs.push_back({a, b, pair.genuine});
        }
    if (dropped > 0) builder.plan.notes.push_back(std::to_string(dropped) + " pairs of one person's two eyes left out");
    if (builder.plan.identification && builder.plan.pictures.size() > listed)
        throw Error(Errc::BadFormat, "cannot use " + pairs.string() + ": its pairs name pictures that are not in " +
                                         list.string() + "; take both from one copy of the set");
    return std::move(builder.plan);
}

/// M30147D07_left.jpg -> subject 0147, side left.
TestPlan casiaPlan(const fs::path& data) {
    fs::path root = data;
    if (!isFile(root / "test_images.txt") && isFile(root / "CASIA-Cropped" / "test_images.txt"))
        root /= "CASIA-Cropped";
    const fs::path list = root / "test_images.txt";
    if (!isFile(list)) notFound("test_images.txt", data, "write one with a crop's file name a line, beside the crops");
    PlanBuilder builder;
    readTextTable(list, [&](const TextRow& row) {
        const std::string name(row.fields[0]);
        const bool left = name.find("_left") != std::string::npos, right = name.find("_right") != std::string::npos;
        if (name.size() < 7 || name[0] != 'M' || left == right)
            throw Error(Errc::BadFormat, "cannot read " + list.string() + ": line " + std::to_string(row.line) + ", '" +
                                             name + "' is not a name like M30147D07_left.jpg");
        requireFile(root / name, list.string());
        (void)builder.picture(root / name, name, {builder.subject(name.substr(2, 4)), left ? 0 : 1});
    });
    builder.plan.allPairs = builder.plan.identification = true;
    return std::move(builder.plan);
}

fs::path lfwPicture(const fs::path& images, std::string_view person, std::string_view number) {
    int shot = 0;
    (void)std::from_chars(number.data(), number.data() + number.size(), shot);
    std::string digits = std::to_string(shot);
    digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
    const std::string stem = std::string(person) + "_" + digits;
    for (const char* ending : {".jpg", ".png", ".jpeg", ".bmp"})
        if (isFile(images / std::string(person) / (stem + ending)))
            return images / std::string(person) / (stem + ending);
    return images / std::string(person) / (stem + ".jpg");
}

/// pairs.txt: a head of `folds` and `pairs of a kind`, then a fold's genuine (name n1 n2) and impostor rows
/// (name1 n1 name2 n2). A head of one number is a single fold.
TestPlan lfwPlan(const fs::path& data, int fold) {
    const fs::path list = data / "pairs.txt";
    if (!isFile(list)) notFound("pairs.txt", data, "put LFW's list there, beside the people's folders");
    const fs::path images = isFolder(data / "lfw") ? data / "lfw" : data;
    PlanBuilder builder;
    int folds = 1;
    std::int64_t ofAKind = 0, rows = 0;
    const auto wrong = [&](const TextRow& row, const std::string& why) {
        return Error(Errc::BadFormat,
                     "cannot read " + list.string() + ": line " + std::to_string(row.line) + " " + why);
    };
    readTextTable(list, [&](const TextRow& row) {
        const auto number = [&](std::size_t field) {
            std::int64_t value = 0;
            const std::string_view text = row.fields[field];
            const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (end != text.data() + text.size() || value < 1) throw wrong(row, "has no number where one is expected");
            return value;
        };
        if (ofAKind == 0) {
            if (row.fields.size() > 2) throw wrong(row, "is not a head of `folds pairs`");
            if (row.fields.size() == 2) folds = static_cast<int>(std::min<std::int64_t>(number(0), 1000));
            ofAKind = number(row.fields.size() - 1);
            return;
        }
        const bool genuine = row.fields.size() == 3;
        if (!genuine && row.fields.size() != 4) throw wrong(row, "is not `name n1 n2` or `name1 n1 name2 n2`");
        (void)number(1);
        const std::string_view other = row.fields[genuine ? 0 : 2];
        (void)number(genuine ? 2 : 3);
        const std::int64_t inFold = rows++ / (2 * ofAKind) + 1;
        if (fold > 0 && inFold != fold) return;
        const auto picture = [&](std::string_view person, std::string_view shot) {
            const fs::path file = lfwPicture(images, person, shot);
            if (!builder.knows(file)) requireFile(file, list.string() + " line " + std::to_string(row.line));
            return builder.picture(file, file.filename().string(), {builder.subject(std::string(person)), -1});
        };
        const std::int32_t a = picture(row.fields[0], row.fields[1]);
        builder.plan.pairs.push_back({a, picture(other, row.fields[genuine ? 2 : 3]), genuine});
    });
    if (fold > folds)
        throw Error(Errc::BadArgument, "lfw: " + list.string() + " has " + std::to_string(folds) +
                                           " fold(s); name those by --fold, or leave it out");
    if (ofAKind == 0) throw Error(Errc::BadFormat, "cannot read " + list.string() + ": it is empty");
    if (rows != 2 * ofAKind * folds)
        throw Error(Errc::BadFormat, "cannot read " + list.string() + ": its head promises " +
                                         std::to_string(2 * ofAKind * folds) + " pairs, it holds " +
                                         std::to_string(rows));
    return std::move(builder.plan);
}

TestPlan folderPlan(const fs::path& data) {
    PlanBuilder builder;
    std::vector<fs::path> identities;
    for (const fs::directory_entry& entry : fs::directory_iterator(data))
        if (entry.is_directory() && !entry.path().filename().string().starts_with('.'))
            identities.push_back(entry.path());
    std::ranges::sort(identities, {}, [](const fs::path& path) { return path.string(); });
    for (const fs::path& identity : identities) {
        std::vector<fs::path> files;
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(identity))
            if (entry.is_regular_file() && isPicture(entry.path())) files.push_back(entry.path());
        std::ranges::sort(files, {}, [](const fs::path& path) { return path.string(); });
        for (const fs::path& file : files)
            (void)builder.picture(file, fs::relative(file, data).string(),
                                  {builder.subject(identity.filename().string()), -1});
    }
    if (builder.plan.pictures.size() < 2)
        notFound("folders of pictures", data, "put each identity's pictures into a folder of its own");
    builder.plan.allPairs = builder.plan.identification = true;
    return std::move(builder.plan);
}

}  // namespace

std::span<const ProtocolInfo> protocols() {
    return kProtocols;
}

const ProtocolInfo* findProtocol(const std::string& name) {
    const auto found = std::ranges::find_if(kProtocols, [&](const ProtocolInfo& each) { return each.name == name; });
    return found == kProtocols.end() ? nullptr : &*found;
}

TestPlan planFromProtocol(const std::string& name, const fs::path& data, int fold) {
    const ProtocolInfo* protocol = findProtocol(name);
    if (protocol == nullptr) throw Error(Errc::BadArgument, "there is no protocol '" + name + "'");
    if (fold < 0 || fold > protocol->folds || (fold == 0 && protocol->folds > 0 && !protocol->wholeFirst))
        throw Error(Errc::BadArgument, name + ": there is no fold " + std::to_string(fold) + "; it has " +
                                           std::to_string(protocol->folds));
    if (!isFolder(data)) throw Error(Errc::NotFound, "cannot find the folder " + data.string() + "; check --data");
    TestPlan plan = translateErrors(protocol->name, [&] {
        if (name == "ufpr-closed-world") return ufprPlan(data, "closed_world", fold);
        if (name == "ufpr-open-world") return ufprPlan(data, "open_world", fold);
        if (name == "ufpr-open-world-valopen") return ufprPlan(data, "open_world_valopen", fold);
        if (name == "casia-m1-s3") return casiaPlan(data);
        if (name == "lfw") return lfwPlan(data, fold);
        return folderPlan(data);
    });
    plan.name = fold > 0 ? name + ", fold " + std::to_string(fold) : name;
    return plan;
}

}  // namespace syper::core
