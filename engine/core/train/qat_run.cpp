// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cmath>

#include "core/api/compute.h"
#include "core/api/manifest.h"
#include "core/api/quantize.h"
#include "core/backbones/model_file.h"
#include "core/train/losses.h"
#include "core/train/qat_checkpoint.h"
#include "core/train/qat_data.h"
#include "core/train/qat_step.h"
#include "core/train/schedule.h"
#include "core/train/transfer_student.h"
#include "core/util/counter_rng.h"
#include "core/util/files.h"
#include "core/util/folder_lock.h"
#include "core/util/sha256.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

using nlohmann::ordered_json;

constexpr const char* kPhase = "learning";
constexpr std::int64_t kMeasured = 64;  // pictures for the final agreement with the teacher

double steadySeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void checkConfig(const QuantizeConfig& c) {
    const auto refuse = [](const std::string& what) { throw Error(Errc::BadArgument, what); };
    checkBits({c.weightBits, c.activationBits});
    if (transferScheme(c.scheme).about.trainsByEpochs && c.epochs < 1 && c.steps < 1)
        refuse("no steps to take; give --epochs or --steps of at least 1");
    if (!(c.lr >= 0) || !(c.momentum >= 0 && c.momentum < 1) || !(c.weightDecay >= 0) || !(c.clip > 0))
        refuse("learning rate and weight decay must be 0 or more, momentum in [0,1), clip over 0");
    if (c.checkpointEvery < 1)
        refuse("a checkpoint every " + std::to_string(c.checkpointEvery) + " steps; expected at least 1");
}

Model loadTeacher(const QuantizeConfig& config) {
    const std::filesystem::path& path = config.teacher;
    Model teacher = loadModel(path);
    if (teacher.scheme() != nullptr)
        throw Error(Errc::BadArgument, path.string() + " is quantized already; a teacher must be FP32");
    teacher.moveTo(config.device);
    return teacher;
}

/// Steps that are wanted of a run whose epochs have so many.
std::int64_t plannedSteps(const QuantizeConfig& c, std::int64_t stepsPerEpoch) {
    if (c.steps > 0 || !trainsByEpochs(c.scheme)) return c.steps;
    return c.epochs * stepsPerEpoch;
}

TransferSchedule scheduleOf(const QuantizeConfig& c, std::int64_t stepsPerEpoch) {
    return {.stepsPerEpoch = stepsPerEpoch,
            .lr = c.lr > 0 ? c.lr : 0.01 * c.batch / 512.0,
            .freezeAfterEpochs = c.freezeAfterEpochs,
            .freezeAfterSteps = c.freezeAfterSteps};
}

/// One run between its folder and its model.
class Transfer {
public:
    Transfer(const QuantizeConfig& config, RunControl& control)
        : config_(config),
          control_(control),
          manifest_("quantize"),
          teacher_(loadTeacher(config)),
          student_(transferScheme(config.scheme).student(config, teacher_)),
          optimizer_(student_->trained(), {.momentum = config.momentum, .weightDecay = config.weightDecay}),
          data_(config.images, teacher_,
                {.batch = config.batch,
                 .shuffle = config.shuffle,
                 .augment = config.augment,
                 .seed = config.seed,
                 .learning = config.steps > 0 || trainsByEpochs(config.scheme)}),
          schedule_(scheduleOf(config, data_.stepsPerEpoch())),
          checkpoints_(config.out) {
        steps_ = plannedSteps(config, data_.stepsPerEpoch());
    }

    QuantizeResult run(const std::function<void(const QuantizePoint&)>& onPoint) {
        open();
        const double start = steadySeconds();
        const double before = points_.empty() ? 0.0 : points_.back().seconds;  // of the part that is resumed
        saved_ = done();
        try {
            if (done() == 0) student_->prepare(*config_.images, control_);
            while (done() < steps_) {
                control_.report({.phase = kPhase, .done = done(), .total = steps_});
                points_.push_back(step(done()));
                points_.back().seconds = before + steadySeconds() - start;
                if (done() % config_.checkpointEvery == 0 || done() == steps_) save();
                if (onPoint) onPoint(points_.back());
            }
            if (steps_ > 0) control_.report({.phase = kPhase, .done = done(), .total = steps_});
            return finish(start);
        } catch (...) {
            save();  // what is complete is kept, whatever ended the run
            throw;
        }
    }

    /// What comes before the first step and a step, both measured; changes only this object.
    QuantizeEstimate measure() {
        const double start = steadySeconds();
        student_->prepare(*config_.images, control_);
        const double prepared = steadySeconds();
        if (steps_ > 0) (void)step(0);
        return {.secondsBefore = prepared - start,
                .secondsPerStep = steps_ > 0 ? steadySeconds() - prepared : 0.0,
                .bytesPacked = student_->bytesPacked(),
                .steps = steps_};
    }

private:
    [[nodiscard]] std::int64_t done() const noexcept { return points_.empty() ? 0 : points_.back().step; }

    QuantizePoint step(std::int64_t index) {
        const QatData::Batch batch = data_.batch(index, control_);
        const double lr = schedule_.rate(index);
        const QatStepFigures figures =
            student_->step(optimizer_, batch.images, batch.wanted,
                           {.lr = lr,
                            .clip = config_.clip,
                            .learnRanges = schedule_.learnsRanges(index),
                            .dropoutKey = CounterRng(config_.seed, 0xD0, std::uint64_t(index)).bits(0)},
                           control_);
        return {.step = index + 1,
                .steps = steps_,
                .epoch = schedule_.epoch(index),
                .loss = figures.loss,
                .gradNorm = figures.gradNorm,
                .lr = lr,
                .cosine = figures.cosine};
    }

    /// What the weights after a step depend on.
    [[nodiscard]] ordered_json settings() const {
        return {{"teacher_sha256", sha256File(config_.teacher)},
                {"init_sha256", config_.init.empty() ? "" : sha256File(config_.init)},
                {"scheme", config_.scheme},
                {"weight_bits", config_.weightBits},
                {"activation_bits", config_.activationBits},
                {"images_digest", config_.images->digest()},
                {"batch", config_.batch},
                {"lr", schedule_.lr},
                {"momentum", config_.momentum},
                {"weight_decay", config_.weightDecay},
                {"clip", config_.clip},
                {"freeze_after_epochs", config_.freezeAfterEpochs},
                {"freeze_after_steps", config_.freezeAfterSteps},
                {"shuffle", config_.shuffle},
                {"augment", config_.augment},
                {"seed", config_.seed}};
    }

    /// Takes the folder: empty, or that of this very run if it is to go on.
    void open() {
        lock_.emplace(config_.out);
        identity_ = {.settings = settings()};
        if (checkpoints_.occupied() && !config_.resume)
            throw Error(
                Errc::BadArgument,
                config_.out.string() + " holds another run; choose another folder, or --resume to go on with it");
        checkpoints_.removeParts();
        if (!checkpoints_.newest()) {
            if (!checkpoints_.occupied()) return;
            if (trainsByEpochs(config_.scheme))
                throw Error(
                    Errc::BadArgument,
                    config_.out.string() + " holds a run without a checkpoint to go on from; choose another folder");
            return checkSame(reportedSettings());  // calibrated only: done again it gives the same student
        }
        checkSame(checkpoints_.identity().settings);
        points_ = checkpoints_.restore(*student_, optimizer_);
        if (done() > steps_)
            throw Error(Errc::BadArgument, config_.out.string() + " is at step " + std::to_string(done()) +
                                               " already, beyond the " + std::to_string(steps_) +
                                               " wanted; give more --steps or choose another folder");
    }

    void checkSame(const ordered_json& found) const {
        for (const auto& [key, value] : identity_.settings.items())
            if (!found.contains(key) || found[key] != value)
                throw Error(Errc::BadArgument, config_.out.string() + " holds a run with another " + key + " (" +
                                                   found.value(key, ordered_json()).dump() + ", here " + value.dump() +
                                                   "); choose another folder, or the run's own settings");
    }

    /// The settings that the folder's report says; those of this run where it was not written yet.
    [[nodiscard]] ordered_json reportedSettings() const {
        const auto file = config_.out / "report.json";
        if (!std::filesystem::exists(file)) return identity_.settings;
        const ordered_json report = ordered_json::parse(readFile(file), nullptr, false);
        if (!report.is_object() || !report.contains("identity") || !report["identity"].is_object())
            throw Error(Errc::BadArgument, config_.out.string() +
                                               " holds a run whose report is damaged; "
                                               "choose another folder");
        return report["identity"];
    }

    void save() {
        if (done() == saved_) return;
        checkpoints_.save(identity_, *student_, optimizer_, points_);
        saved_ = done();
    }

    QuantizeResult finish(double start) {
        const QatData::Batch sample = data_.sample(kMeasured, student_->preparedWith(config_.images->size()), control_);
        const at::Tensor rows = student_->embed(sample.images, control_), wanted = sample.wanted.to(at::kCPU);
        QuantizeResult result{
            .steps = done(),
            .loss = {},
            .gradNorm = {},
            .finalLoss = points_.empty() ? embeddingLoss(rows, wanted).item<double>() : points_.back().loss,
            .cosineToTeacher = (rows * wanted).sum(1).to(at::kDouble).mean().item<double>(),
            .bytesFp32 = student_->parameters() * std::int64_t(sizeof(float)),
            .student = config_.out / "student.safetensors"};
        if (!std::isfinite(result.cosineToTeacher))
            throw Error(Errc::Internal, "the student diverged: its embeddings are not finite; take a smaller --lr "
                                        "into another folder");
        for (const QuantizePoint& p : points_) {
            result.loss.push_back(p.loss);
            result.gradNorm.push_back(p.gradNorm);
        }
        result.bytesPacked =
            student_->write(result.student, {{kMetaTeacher, identity_.settings["teacher_sha256"].get<std::string>()},
                                             {"settings", identity_.settings.dump()},
                                             {"steps", std::to_string(result.steps)}});
        if (points_.empty()) writeCurves(config_.out / "curves.csv", points_);
        writeReport(result, sample.images.size(0), start);
        writeManifest(result);
        return result;
    }

    void writeManifest(const QuantizeResult& result) {
        manifest_.model("teacher", config_.teacher);
        if (!config_.init.empty()) manifest_.model("init", config_.init);
        manifest_.pictures(config_.images->size(), config_.images->digest());
        for (const std::filesystem::path& file :
             {result.student, config_.out / "curves.csv", config_.out / "report.json"})
            manifest_.result(file);
        manifest_.writeInto(config_.out);
    }

    void writeReport(const QuantizeResult& result, std::int64_t measured, double start) const {
        ordered_json settings = identity_.settings;
        settings["teacher"] = config_.teacher.string();
        settings["init"] = config_.init.string();
        settings["epochs"] = config_.epochs;
        settings["steps"] = config_.steps;
        settings["checkpoint_every"] = config_.checkpointEvery;
        settings["seed"] = std::to_string(config_.seed);
        ordered_json report = {{"program", "syper " SYPER_VERSION},
                               {"command", "quantize"},
                               {"architecture", teacher_.kind().name},
                               {"settings", settings},
                               {"identity", identity_.settings},
                               {"images", config_.images->size()},
                               {"mirrored", config_.images->mirroredCount()},
                               {"threads", computeThreads()},
                               {"steps", result.steps},
                               {"final_loss", result.finalLoss},
                               {"cosine_to_teacher", result.cosineToTeacher},
                               {"cosine_images", measured},
                               {"calibration_images", student_->preparedWith(config_.images->size()).size()},
                               {"bytes_fp32", result.bytesFp32},
                               {"bytes_packed", result.bytesPacked},
                               {"student_sha256", sha256File(result.student)},
                               {"seconds", steadySeconds() - start}};
        report.update(student_->report());
        writeFile(config_.out / "report.json", report.dump(2) + "\n");
    }

    const QuantizeConfig& config_;
    RunControl& control_;
    Manifest manifest_;
    Model teacher_;
    std::unique_ptr<TransferStudent> student_;
    Sgd optimizer_;
    QatData data_;
    TransferSchedule schedule_;
    QatCheckpoints checkpoints_;
    std::optional<FolderLock> lock_;
    QatIdentity identity_;
    std::vector<QuantizePoint> points_;
    std::int64_t steps_ = 0, saved_ = 0;
};

}  // namespace

QuantizeResult runQuantize(const QuantizeConfig& config, const std::function<void(const QuantizePoint&)>& onPoint,
                           RunControl& control) {
    return translateErrors("quantizing", [&] {
        checkConfig(config);
        return Transfer(config, control).run(onPoint);
    });
}

std::optional<QuantizeEstimate> estimateQuantize(const QuantizeConfig& config, RunControl& control) {
    return translateErrors("estimating", [&]() -> std::optional<QuantizeEstimate> {
        checkConfig(config);
        const bool learns = config.steps > 0 || trainsByEpochs(config.scheme);
        if (config.images == nullptr || config.images->size() < (learns ? config.batch : 1)) return std::nullopt;
        return Transfer(config, control).measure();
    });
}

}  // namespace syper::core
