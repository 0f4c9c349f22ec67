// SPDX-License-Identifier: GPL-3.0-or-later
#include "vision/crop_job.h"

#include <memory>

#include "cli/verbs.h"
#include "core/api/error.h"
#include "core/api/manifest.h"
#include "vision/face_detector.h"

namespace syper::cli {
namespace {

using Json = nlohmann::ordered_json;

Json toJson(const vision::CropOutcome& outcome, const vision::CropJob& job) {
    Json failures = Json::array();
    for (const vision::CropFailure& one : outcome.failures)
        failures.push_back({{"file", one.picture}, {"reason", one.reason}});
    return {{"pictures", outcome.pictures}, {"faces", outcome.faces},
            {"crops", outcome.crops},       {"failed", std::int64_t(outcome.failures.size())},
            {"failures", failures},         {"detectors", outcome.detectors},
            {"outdir", job.out.string()}};
}

std::string toText(const vision::CropOutcome& outcome, const vision::CropJob& job) {
    const auto counted = [](std::int64_t count, const std::string& what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    };
    std::string text = counted(outcome.crops, "crop") + " of " + counted(outcome.faces, "face") + " from " +
                       counted(outcome.pictures, "picture") + " in " + job.out.string();
    if (!outcome.failures.empty()) text += "\n" + std::to_string(outcome.failures.size()) + " without a crop:";
    for (const vision::CropFailure& one : outcome.failures) text += "\n  " + one.picture + ": " + one.reason;
    return text;
}

std::string detectorHelp() {
    std::string names = "auto (the first that can be used and sees a face)";
    for (const vision::DetectorInfo& info : vision::listDetectors())
        names += ", " + info.name + " (" + info.description + ")";
    return names;
}

CLI::IsMember isDetector() {
    std::vector<std::string> names{"auto"};
    for (const vision::DetectorInfo& info : vision::listDetectors()) names.push_back(info.name);
    return CLI::IsMember(names);
}

void run(Session& session, const vision::CropJob& job) {
    session.needsProcessor("crop");
    core::Manifest manifest("crop");
    const vision::CropOutcome outcome = vision::cropPictures(job, session.control());
    // Pictures without a face are a result; a run without a single crop has failed.
    if (outcome.crops == 0)
        throw core::Error(core::Errc::NotFound, "no eye could be cut out of " + std::to_string(outcome.pictures) +
                                                    (outcome.pictures == 1 ? " picture" : " pictures") + " (" +
                                                    outcome.failures.front().picture + ": " +
                                                    outcome.failures.front().reason + "); " +
                                                    (job.out / "crops.csv").string() + " has the reasons");
    if (!job.landmarks.empty()) manifest.model("landmarks", job.landmarks);
    for (const std::filesystem::path& file : outcome.files) manifest.result(file);
    manifest.result(job.out / "crops.csv");
    manifest.writeInto(job.out);
    session.finish(toJson(outcome, job), toText(outcome, job));
}

}  // namespace

void addCrop(CLI::App& root, Session& session) {
    const auto job = std::make_shared<vision::CropJob>();
    CLI::App& verb = addVerb(root, session, "crop", "Cuts the eyes out of pictures of faces, as models want them",
                             "syper crop portraits --out eyes", [&session, job] { run(session, *job); });
    verb.add_option("IMAGES", job->given, "Pictures: files, folders, lists (@files.txt)")->required();
    verb.add_option("--out", job->out, "Folder for the crops and crops.csv")->required();
    verb.add_option("--size", job->crop.size, "Side of a crop in pixels")
        ->capture_default_str()
        ->check(CLI::Range(8, 2000));
    verb.add_option("--detector", job->detector, detectorHelp())->capture_default_str()->check(isDetector());
    verb.add_option(
        "--landmarks", job->landmarks,
        "Table file,x1,y1..x5,y5 (eyes, nose, mouth corners; left in the picture first) instead of a detector");
    verb.add_flag("--all-faces", job->allFaces, "Every face, not only the largest");
    verb.add_flag("--stretch", job->crop.stretch, "Stretch each picture's values to 0..255 first, as published");
}

}  // namespace syper::cli
