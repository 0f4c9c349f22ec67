// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/qat_checkpoint.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/api/text_table.h"
#include "core/formats/safetensors.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kFormat = "syper-quantize-checkpoint 1";
constexpr const char* kStudent = "student.";
constexpr const char* kMomentum = "momentum.";
constexpr const char* kCurves = "curves";
constexpr std::int64_t kCurveColumns = 8;
// The last three are those of trained teachers and generators.
constexpr std::array<const char*, 6> kOutputs{"student.safetensors",    "report.json", "curves.csv",
                                              "checkpoint.safetensors", "log.csv",     "run.json"};

at::Tensor curvesTensor(const std::vector<QuantizePoint>& points) {
    at::Tensor table = at::empty({std::int64_t(points.size()), kCurveColumns}, at::kDouble);
    auto* to = table.data_ptr<double>();
    for (const QuantizePoint& p : points)
        for (const double value :
             {double(p.step), double(p.steps), double(p.epoch), p.loss, p.gradNorm, p.lr, p.seconds, p.cosine})
            *to++ = value;
    return table;
}

std::vector<QuantizePoint> curvesFrom(const at::Tensor& table, const fs::path& file) {
    if (table.dim() != 2 || table.size(1) != kCurveColumns || table.scalar_type() != at::kDouble)
        throw Error(Errc::BadFormat,
                    "cannot go on from " + file.string() + ": its curves are damaged; start anew elsewhere");
    const at::Tensor rows = table.contiguous();
    const auto* from = rows.data_ptr<double>();
    std::vector<QuantizePoint> points;
    for (std::int64_t i = 0; i < rows.size(0); ++i, from += kCurveColumns)
        points.push_back({.step = std::int64_t(from[0]),
                          .steps = std::int64_t(from[1]),
                          .epoch = int(from[2]),
                          .loss = from[3],
                          .gradNorm = from[4],
                          .lr = from[5],
                          .seconds = from[6],
                          .cosine = from[7]});
    return points;
}

TensorMap readCheckpoint(const fs::path& file) {
    TensorMap tensors = readSafetensors(file);
    const auto format = tensors.metadata.find("format");
    if (format == tensors.metadata.end() || format->second != kFormat)
        throw Error(Errc::BadFormat, file.string() + " is no checkpoint of a quantization; choose another folder");
    return tensors;
}

void copyInto(const at::Tensor& to, const TensorMap& tensors, const std::string& name, const fs::path& file) {
    const at::Tensor& from = tensors.at(name);
    if (from.sizes() != to.sizes())
        throw Error(Errc::BadFormat,
                    "cannot go on from " + file.string() + ": " + name + " has another shape; start anew elsewhere");
    to.copy_(from);
}

}  // namespace

std::optional<fs::path> QatCheckpoints::newest() const {
    std::optional<fs::path> best;
    if (!fs::is_directory(folder())) return best;
    for (const auto& entry : fs::directory_iterator(folder())) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("step_") || !name.ends_with(".safetensors")) continue;
        if (!best || best->filename().string() < name) best = entry.path();
    }
    return best;
}

bool QatCheckpoints::occupied() const {
    return newest() || std::ranges::any_of(kOutputs, [&](const char* name) { return fs::exists(out_ / name); });
}

void QatCheckpoints::removeParts() const {
    for (const fs::path& place : {out_, folder()}) {
        if (!fs::is_directory(place)) continue;
        std::vector<fs::path> parts;
        for (const auto& entry : fs::directory_iterator(place))
            if (entry.path().extension() == ".part" && entry.is_regular_file()) parts.push_back(entry.path());
        for (const fs::path& part : parts) fs::remove(part);
    }
}

void QatCheckpoints::save(const QatIdentity& identity, const TransferStudent& student, const Sgd& optimizer,
                          const std::vector<QuantizePoint>& points) const {
    TensorMap tensors;
    for (const auto& [name, tensor] : student.tensors().entries()) tensors.set(kStudent + name, tensor.detach());
    const std::vector<std::string> names = student.trainedNames();
    for (std::size_t i = 0; i < names.size(); ++i) tensors.set(kMomentum + names[i], optimizer.momenta()[i]);
    tensors.set(kCurves, curvesTensor(points));
    tensors.metadata = {{"format", kFormat}, {"settings", identity.settings.dump()}};

    char name[48];
    std::snprintf(name, sizeof name, "step_%08lld.safetensors",
                  static_cast<long long>(points.empty() ? 0 : points.back().step));
    const auto before = newest();
    writeSafetensors(folder() / name, tensors);
    writeCurves(out_ / "curves.csv", points);
    if (before && before->filename() != name) fs::remove(*before);
}

QatIdentity QatCheckpoints::identity() const {
    const fs::path file = newest().value();
    const TensorMap tensors = readCheckpoint(file);
    try {
        return {.settings = ordered_json::parse(tensors.metadata.at("settings"))};
    } catch (const std::exception&) {
        throw Error(Errc::BadFormat,
                    "cannot go on from " + file.string() + ": its settings are damaged; start anew elsewhere");
    }
}

std::vector<QuantizePoint> QatCheckpoints::restore(const TransferStudent& student, const Sgd& optimizer) const {
    const fs::path file = newest().value();
    const TensorMap tensors = readCheckpoint(file);
    const at::NoGradGuard guard;
    for (const auto& [name, tensor] : student.tensors().entries()) copyInto(tensor, tensors, kStudent + name, file);
    const std::vector<std::string> names = student.trainedNames();
    for (std::size_t i = 0; i < names.size(); ++i)
        copyInto(optimizer.momenta()[i], tensors, kMomentum + names[i], file);
    return curvesFrom(tensors.at(kCurves), file);
}

void writeCurves(const fs::path& path, const std::vector<QuantizePoint>& points) {
    std::string text = "step,epoch,loss,grad_norm,lr,seconds,cosine\n";
    for (const QuantizePoint& p : points)
        text += std::to_string(p.step) + "," + std::to_string(p.epoch) + "," + shortestText(p.loss) + "," +
                shortestText(p.gradNorm) + "," + shortestText(p.lr) + "," + shortestText(p.seconds) + "," +
                shortestText(p.cosine) + "\n";
    writeFile(path, text);
}

}  // namespace syper::core
