// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/deploy_run.h"

#include <unordered_set>

#include "core/api/bench.h"
#include "core/api/compute.h"
#include "core/api/manifest.h"
#include "core/backbones/model_file.h"
#include "core/formats/safetensors.h"
#include "core/quant/deploy.h"
#include "core/runtime/engine.h"
#include "core/runtime/packed_file.h"
#include "core/train/losses.h"
#include "core/train/qat_checkpoint.h"
#include "core/util/files.h"
#include "core/util/sha256.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kCalibrated = 48, kMeasured = 64;  // pictures

runtime::Network foldedTeacher(const QuantizeConfig& config) {
    const Model teacher = loadModel(config.init.empty() ? config.teacher : config.init);
    if (teacher.scheme() != nullptr)
        throw Error(Errc::BadArgument,
                    config.teacher.string() + " is quantized already; whole numbers are made from an FP32 model");
    return runtime::foldModel(teacher);
}

/// Which pictures do what: spread over the set, no picture twice unless there is only one.
struct Split {
    std::vector<std::int64_t> calibrated, measured;
};

Split split(std::int64_t size) {
    const std::int64_t calibrated = std::min(kCalibrated, std::max<std::int64_t>(1, size / 2));
    Split parts;
    std::unordered_set<std::int64_t> taken;
    for (std::int64_t i = 0; i < calibrated; ++i) {
        parts.calibrated.push_back(i * size / calibrated);
        taken.insert(parts.calibrated.back());
    }
    std::vector<std::int64_t> left;
    for (std::int64_t i = 0; i < size; ++i)
        if (!taken.contains(i)) left.push_back(i);
    const auto others = std::int64_t(left.size()), measured = std::min(kMeasured, others);
    for (std::int64_t i = 0; i < measured; ++i) parts.measured.push_back(left[std::size_t(i * others / measured)]);
    if (parts.measured.empty()) parts.measured = parts.calibrated;
    return parts;
}

at::Tensor loadPictures(const ImageSet& images, const std::vector<std::int64_t>& which, int side, RunControl& control) {
    at::Tensor pictures = at::empty({std::int64_t(which.size()), 3, side, side});
    const std::int64_t size = 3 * std::int64_t(side) * side;
    for (std::size_t i = 0; i < which.size(); ++i) {
        control.gate();
        control.report({.phase = "loading", .done = std::int64_t(i), .total = std::int64_t(which.size())});
        images.load(which[i], side, {pictures.data_ptr<float>() + std::int64_t(i) * size, std::size_t(size)});
    }
    return pictures;
}

at::Tensor unitRows(const runtime::Engine& engine, const at::Tensor& pictures, RunControl& control) {
    at::Tensor rows = at::empty({pictures.size(0), engine.dimension()});
    const std::int64_t size = engine.pictureSize();
    for (std::int64_t i = 0; i < pictures.size(0); ++i) {
        control.gate();
        control.report({.phase = "measuring", .done = i, .total = pictures.size(0)});
        engine.run({pictures.data_ptr<float>() + i * size, std::size_t(size)},
                   {rows.data_ptr<float>() + i * engine.dimension(), std::size_t(engine.dimension())},
                   computeThreads());
    }
    return normalizeRows(rows);
}

void check(const QuantizeConfig& c) {
    checkBits({c.weightBits, c.activationBits});
    if (c.images == nullptr || c.images->size() < 1)
        throw Error(Errc::BadArgument, "no pictures to calibrate with; give --images or --network");
    if (c.steps > 0)
        throw Error(Errc::Unsupported,
                    "scheme deploy calibrates and does not train; leave --steps out, or take "
                    "--scheme paper");
}

ordered_json settingsOf(const QuantizeConfig& c) {
    return {{"teacher_sha256", sha256File(c.teacher)},
            {"init_sha256", c.init.empty() ? "" : sha256File(c.init)},
            {"scheme", c.scheme},
            {"weight_bits", c.weightBits},
            {"activation_bits", c.activationBits},
            {"images_digest", c.images->digest()}};
}

/// The folder must be free, or hold this very run: a calibration that is done again gives the same student.
void openFolder(const QuantizeConfig& c, const ordered_json& settings) {
    const QatCheckpoints folder(c.out);
    folder.removeParts();
    if (!folder.occupied()) return;
    if (!c.resume)
        throw Error(Errc::BadArgument,
                    c.out.string() + " holds another run; choose another folder, or --resume to go on with it");
    const auto report = c.out / "report.json";
    if (!std::filesystem::exists(report)) return;
    const ordered_json found = ordered_json::parse(readFile(report), nullptr, false);
    for (const auto& [key, value] : settings.items())
        if (!found.is_object() || found.value("settings", ordered_json()).value(key, ordered_json()) != value)
            throw Error(Errc::BadArgument,
                        c.out.string() + " holds a run with another " + key + "; choose another folder");
}

ordered_json reportOf(const QuantizeConfig& c, const ordered_json& settings, const runtime::Network& net,
                      const Split& parts, const QuantizeResult& result, double seconds) {
    ordered_json all = settings;
    all["teacher"] = c.teacher.string();
    all["init"] = c.init.string();
    ordered_json layers = ordered_json::array();
    for (const runtime::Layer& l : net.layers)
        layers.push_back({{"name", l.name},
                          {"input_scale", l.codes.scale},
                          {"input_zero", l.codes.zero},
                          {"input_bits", l.codes.bits}});
    return {{"program", "syper " SYPER_VERSION},
            {"command", "quantize"},
            {"architecture", net.architecture},
            {"settings", all},
            {"images", c.images->size()},
            {"mirrored", c.images->mirroredCount()},
            {"calibration_images", parts.calibrated.size()},
            {"steps", 0},
            {"final_loss", result.finalLoss},
            {"cosine_to_teacher", result.cosineToTeacher},
            {"cosine_images", parts.measured.size()},
            {"cosine_images_unseen", parts.measured != parts.calibrated},
            {"bytes_fp32", result.bytesFp32},
            {"bytes_packed", result.bytesPacked},
            {"student_sha256", sha256File(result.student)},
            {"layers", layers},
            {"seconds", seconds}};
}

}  // namespace

QuantizeResult runDeploy(const QuantizeConfig& c, RunControl& control) {
    check(c);
    const double start = benchClock();
    Manifest manifest("quantize");
    const ordered_json settings = settingsOf(c);
    openFolder(c, settings);
    const runtime::Network teacher = foldedTeacher(c);
    const Split parts = split(c.images->size());
    const at::Tensor calibrated = loadPictures(*c.images, parts.calibrated, teacher.shape.inputSize, control);
    const runtime::Network student =
        quantizeForIntegers(teacher, {c.weightBits, c.activationBits}, calibrated, control);
    const at::Tensor measured = loadPictures(*c.images, parts.measured, teacher.shape.inputSize, control);
    const at::Tensor wanted = unitRows(*runtime::floatEngine(teacher), measured, control);
    const at::Tensor got = unitRows(*runtime::integerEngine(student), measured, control);

    QuantizeResult result{.finalLoss = embeddingLoss(got, wanted).item<double>(),
                          .cosineToTeacher = (got * wanted).sum(1).to(at::kDouble).mean().item<double>(),
                          .bytesFp32 = teacher.parameters * std::int64_t(sizeof(float)),
                          .student = c.out / "student.safetensors"};
    writeSafetensors(result.student,
                     runtime::packNetwork(student, {{kMetaTeacher, settings["teacher_sha256"].get<std::string>()},
                                                    {"settings", settings.dump()}}));
    result.bytesPacked = std::int64_t(std::filesystem::file_size(result.student));
    writeCurves(c.out / "curves.csv", {});
    writeFile(c.out / "report.json",
              reportOf(c, settings, student, parts, result, benchClock() - start).dump(2) + "\n");
    manifest.model("teacher", c.teacher);
    if (!c.init.empty()) manifest.model("init", c.init);
    manifest.pictures(c.images->size(), c.images->digest());
    for (const char* file : {"student.safetensors", "curves.csv", "report.json"}) manifest.result(c.out / file);
    manifest.writeInto(c.out);
    return result;
}

std::optional<QuantizeEstimate> estimateDeploy(const QuantizeConfig& c, RunControl& control) {
    check(c);
    const runtime::Network teacher = foldedTeacher(c);
    const Split parts = split(c.images->size());
    const at::Tensor one = loadPictures(*c.images, {0}, teacher.shape.inputSize, control);
    const at::NoGradGuard guard;
    const double start = benchClock();
    (void)runtime::simulate(teacher, one);
    const double pass = benchClock() - start;
    // Calibration, two passes for the biases, and the faster runtimes for the measured ones.
    const double passes = double(parts.calibrated.size()) + 32.0 + 0.7 * double(parts.measured.size());
    return QuantizeEstimate{.seconds = pass * passes, .bytesPacked = (teacher.parameters * c.weightBits + 7) / 8};
}

}  // namespace syper::core
