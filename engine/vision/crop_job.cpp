// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/crop_job.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/util/files.h"
#include "vision/csv.h"
#include "vision/eye_crops.h"
#include "vision/image_io.h"
#include "vision/landmark_table.h"
#include "vision/picture_files.h"

namespace syper::vision {
namespace {

namespace fs = std::filesystem;
using core::Errc;
using core::Error;

constexpr const char* kTable = "crops.csv";
constexpr const char* kHead = "picture,face,side,crop,detector,score,x1,y1,x2,y2,x3,y3,x4,y4,x5,y5,reason\n";
constexpr const char* kNoFace = "no face found";

bool isBelow(const fs::path& file, const fs::path& folder) {
    const fs::path way = core::absolutePath(file).lexically_relative(core::absolutePath(folder));
    return !way.empty() && *way.begin() != ".." && way != ".";
}

/// The pictures, without what an earlier run wrote below a given folder.
std::vector<PictureFile> picturesOf(const CropJob& job) {
    std::vector<PictureFile> files = listPictures(job.given);
    std::erase_if(files, [&](const PictureFile& file) {
        return file.path.filename() != file.relative ? isBelow(file.path, job.out) : false;
    });
    if (files.empty())
        throw Error(Errc::NotFound, "no pictures but those in " + job.out.string() + "; choose another folder");
    return files;
}

void removeLeftOvers(const fs::path& out) {
    std::vector<fs::path> parts;
    std::error_code failed;
    for (auto at = fs::recursive_directory_iterator(out, failed); !failed && at != fs::recursive_directory_iterator();
         at.increment(failed)) {
        const std::string name = at->path().filename().string();
        if (name.ends_with("_left.png.part") || name.ends_with("_right.png.part") ||
            name == std::string(kTable) + ".part")
            parts.push_back(at->path());
    }
    for (const fs::path& part : parts) fs::remove(part, failed);
}

std::string number(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// One run's state: what is written where, and the table's lines.
class Cropper {
public:
    explicit Cropper(const CropJob& job) : job_(job) {
        checkCropOptions(job.crop);
        if (job.landmarks.empty())
            reader_.emplace(job.detector);
        else
            table_.emplace(job.landmarks);
    }

    void crop(const PictureFile& file) {
        ++outcome.pictures;
        const std::string picture = file.path.string();
        pictures_.insert(picture);
        try {
            const EyeReading found = read(file);
            if (found.faces.empty()) throw Error(Errc::NotFound, kNoFace);
            write(file, found);
            if (job_.landmarks.empty()) ++outcome.detectors[found.detector];
        } catch (const WriteFailure& failure) {
            throw failure.error;
        } catch (const Error& error) {
            outcome.failures.push_back({picture, error.what()});
            lines_ += csvCell(picture) + ",,,,,,,,,,,,,,,," + csvCell(error.what()) + "\n";
        }
    }

    void writeTable() const { core::writeFile(job_.out / kTable, kHead + earlierLines() + lines_); }

    CropOutcome outcome;

private:
    /// A full disk ends the job; a bad picture does not.
    struct WriteFailure {
        Error error;
    };

    EyeReading read(const PictureFile& file) {
        if (reader_)
            return reader_->read(readImage(file.path), {.crop = job_.crop, .all = job_.allFaces, .mayBeEye = false});
        std::vector<Landmarks> faces = table_->find(file.path);
        if (faces.empty()) throw Error(Errc::NotFound, "not in " + job_.landmarks.string());
        const auto eyes = [](const Landmarks& face) {
            return std::hypot(face[1].x - face[0].x, face[1].y - face[0].y);
        };
        std::ranges::stable_sort(faces, [&](const Landmarks& a, const Landmarks& b) { return eyes(a) > eyes(b); });
        if (!job_.allFaces) faces.resize(1);
        const core::Image8 image = readImage(file.path);
        EyeReading reading{.faces = {}, .detector = "landmarks", .isEye = false};
        for (const Landmarks& face : faces)
            reading.faces.push_back({{.box = {}, .landmarks = face}, cropEyes(image, face, job_.crop)});
        return reading;
    }

    /// Below the output folder, without side and ending; no two pictures of a run share one.
    fs::path stemFor(const PictureFile& file) {
        const fs::path folder = file.relative.parent_path();
        const std::string stem = file.relative.stem().string();
        std::string ending = file.relative.extension().string();
        if (!ending.empty()) ending[0] = '_';
        fs::path chosen = folder / stem;
        if (taken_.contains(chosen)) chosen = folder / (stem + ending);
        for (int i = 2; taken_.contains(chosen); ++i) chosen = folder / (stem + ending + "_" + std::to_string(i));
        taken_.insert(chosen);
        return chosen;
    }

    void write(const PictureFile& file, const EyeReading& found) {
        const fs::path stem = stemFor(file);
        for (std::size_t i = 0; i < found.faces.size(); ++i) {
            const std::string face = i == 0 ? "" : "_face" + std::to_string(i + 1);
            const FaceEyes& eyes = found.faces[i];
            for (const bool left : {true, false}) {
                const fs::path crop = stem.string() + face + (left ? "_left.png" : "_right.png");
                try {
                    core::writePng(job_.out / crop, left ? eyes.crops.left : eyes.crops.right);
                } catch (const Error& error) {
                    throw WriteFailure{error};
                }
                ++outcome.crops;
                outcome.files.push_back(job_.out / crop);
                lines_ += csvCell(file.path.string()) + "," + std::to_string(i + 1) + (left ? ",left," : ",right,") +
                          csvCell(crop.string()) + "," + found.detector + "," +
                          (reader_ ? number(eyes.face.score, 4) : "") + pointCells(eyes.face.landmarks) + ",\n";
            }
            ++outcome.faces;
        }
    }

    /// Lines of crops of other pictures that an earlier run left in the folder and that are still there.
    [[nodiscard]] std::string earlierLines() const {
        const fs::path path = job_.out / kTable;
        if (!fs::exists(path)) return {};
        const CsvTable earlier = parseCsv(core::readFile(path), path.string());
        const auto picture = earlier.column("picture"), crop = earlier.column("crop");
        if (!picture || !crop || *picture != 0 || *crop != 3) return {};  // somebody else's table
        std::string lines;
        for (const std::vector<std::string>& row : earlier.rows) {
            if (pictures_.contains(row[*picture]) || row[*crop].empty() || !fs::exists(job_.out / row[*crop])) continue;
            if (std::ranges::find(outcome.files, job_.out / row[*crop]) != outcome.files.end()) continue;
            for (std::size_t i = 0; i < row.size(); ++i) lines += (i > 0 ? "," : "") + csvCell(row[i]);
            lines += "\n";
        }
        return lines;
    }

    static std::string pointCells(const Landmarks& landmarks) {
        std::string cells;
        for (const Point& p : landmarks) cells += "," + number(p.x, 2) + "," + number(p.y, 2);
        return cells;
    }

    const CropJob& job_;
    std::optional<EyeReader> reader_;
    std::optional<LandmarkTable> table_;
    std::set<fs::path> taken_;
    std::set<std::string> pictures_;
    std::string lines_;
};

}  // namespace

CropOutcome cropPictures(const CropJob& job, core::RunControl& control) {
    const std::vector<PictureFile> files = picturesOf(job);
    Cropper cropper(job);
    removeLeftOvers(job.out);
    try {
        for (const PictureFile& file : files) {
            control.gate();
            cropper.crop(file);
            control.report({.phase = "crop", .done = cropper.outcome.pictures, .total = std::int64_t(files.size())});
        }
    } catch (const core::Stopped&) {
        cropper.writeTable();
        throw;
    }
    cropper.writeTable();
    return cropper.outcome;
}

}  // namespace syper::vision
