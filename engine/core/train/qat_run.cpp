// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "core/api/compute.h"
#include "core/api/manifest.h"
#include "core/api/quantize.h"
#include "core/backbones/model_file.h"
#include "core/quant/deploy.h"
#include "core/train/deploy_run.h"
#include "core/train/qat_checkpoint.h"
#include "core/train/qat_data.h"
#include "core/train/qat_step.h"
#include "core/train/schedule.h"
#include "core/util/counter_rng.h"
#include "core/util/files.h"
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
    (void)quantScheme(c.scheme);
    if (c.epochs < 1 && c.steps < 1) refuse("no steps to take; give --epochs or --steps of at least 1");
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

Model initialStudent(const QuantizeConfig& c, const Model& teacher) {
    const QuantScheme& scheme = quantScheme(c.scheme);
    const QuantBits bits{c.weightBits, c.activationBits};
    if (c.init.empty()) return teacher.quantized(scheme, bits);
    const Model init = loadModel(c.init);
    if (init.kind().name != teacher.kind().name || init.shape() != teacher.shape())
        throw Error(Errc::BadArgument, "the first weights, " + c.init.string() +
                                           ", are of another network than the teacher, " + c.teacher.string() +
                                           "; choose two of the same architecture and size");
    if (init.scheme() == nullptr) return init.quantized(scheme, bits);
    if (init.scheme() != &scheme)
        throw Error(Errc::BadArgument,
                    c.init.string() + " was quantized by " + init.scheme()->name() + ", not by " + c.scheme);
    return Model::fromTensors(init.tensors(), bits, c.init.string());
}

Model firstStudent(const QuantizeConfig& c, const Model& teacher) {
    Model student = initialStudent(c, teacher);
    student.moveTo(c.device);
    return student;
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
          student_(firstStudent(config, teacher_)),
          optimizer_(student_.trained(), {.momentum = config.momentum, .weightDecay = config.weightDecay}),
          data_(config.images, teacher_,
                {.batch = config.batch, .shuffle = config.shuffle, .augment = config.augment, .seed = config.seed}),
          schedule_(scheduleOf(config, data_.stepsPerEpoch())),
          checkpoints_(config.out) {
        steps_ = config.steps > 0 ? config.steps : config.epochs * data_.stepsPerEpoch();
    }

    QuantizeResult run(const std::function<void(const QuantizePoint&)>& onPoint) {
        open();
        const double start = steadySeconds();
        saved_ = done();
        try {
            while (done() < steps_) {
                control_.report({.phase = kPhase, .done = done(), .total = steps_});
                points_.push_back(step(done()));
                points_.back().seconds = steadySeconds() - start;
                if (done() % config_.checkpointEvery == 0 || done() == steps_) save();
                if (onPoint) onPoint(points_.back());
            }
            control_.report({.phase = kPhase, .done = done(), .total = steps_});
            return finish(start);
        } catch (...) {
            save();  // what is complete is kept, whatever ended the run
            throw;
        }
    }

    /// Seconds of a step from a measured one; changes only this object.
    double measureStep() {
        const double start = steadySeconds();
        (void)step(0);
        return steadySeconds() - start;
    }

    [[nodiscard]] std::int64_t steps() const noexcept { return steps_; }
    [[nodiscard]] std::int64_t bytesPacked() const { return (student_.parameters() * config_.weightBits + 7) / 8; }

private:
    [[nodiscard]] std::int64_t done() const noexcept { return points_.empty() ? 0 : points_.back().step; }

    QuantizePoint step(std::int64_t index) {
        const QatData::Batch batch = data_.batch(index, control_);
        const double lr = schedule_.rate(index);
        const QatStepFigures figures =
            qatStep(student_, optimizer_, batch.images, batch.wanted,
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
        identity_ = {.settings = settings()};
        if (checkpoints_.occupied() && !config_.resume)
            throw Error(
                Errc::BadArgument,
                config_.out.string() + " holds another run; choose another folder, or --resume to go on with it");
        checkpoints_.removeParts();
        if (!checkpoints_.newest()) {
            if (checkpoints_.occupied())
                throw Error(
                    Errc::BadArgument,
                    config_.out.string() + " holds a run without a checkpoint to go on from; choose another folder");
            return;
        }
        const QatIdentity found = checkpoints_.identity();
        for (const auto& [key, value] : identity_.settings.items())
            if (!found.settings.contains(key) || found.settings[key] != value)
                throw Error(Errc::BadArgument, config_.out.string() + " holds a run with another " + key + " (" +
                                                   found.settings.value(key, ordered_json()).dump() + ", here " +
                                                   value.dump() +
                                                   "); choose another folder, or the run's own settings");
        points_ = checkpoints_.restore(student_, optimizer_);
        if (done() > steps_)
            throw Error(Errc::BadArgument, config_.out.string() + " is at step " + std::to_string(done()) +
                                               " already, beyond the " + std::to_string(steps_) +
                                               " wanted; give more --steps or choose another folder");
    }

    void save() {
        if (done() == saved_) return;
        checkpoints_.save(identity_, student_, optimizer_, points_);
        saved_ = done();
    }

    QuantizeResult finish(double start) {
        const QatData::Batch sample = data_.sample(kMeasured, control_);
        const at::Tensor rows = embedEach(student_, sample.images, control_);
        QuantizeResult result{.steps = done(),
                              .loss = {},
                              .gradNorm = {},
                              .finalLoss = points_.back().loss,
                              .cosineToTeacher = (rows * sample.wanted).sum(1).to(at::kDouble).mean().item<double>(),
                              .bytesFp32 = student_.parameters() * std::int64_t(sizeof(float)),
                              .bytesPacked = bytesPacked(),
                              .student = config_.out / "student.safetensors"};
        for (const QuantizePoint& p : points_) {
            result.loss.push_back(p.loss);
            result.gradNorm.push_back(p.gradNorm);
        }
        saveModel(result.student, student_,
                  {{kMetaTeacher, identity_.settings["teacher_sha256"].get<std::string>()},
                   {"settings", identity_.settings.dump()},
                   {"steps", std::to_string(result.steps)}});
        writeReport(result, start);
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

    void writeReport(const QuantizeResult& result, double start) const {
        ordered_json settings = identity_.settings;
        settings["teacher"] = config_.teacher.string();
        settings["init"] = config_.init.string();
        settings["epochs"] = config_.epochs;
        settings["steps"] = config_.steps;
        settings["checkpoint_every"] = config_.checkpointEvery;
        settings["seed"] = std::to_string(config_.seed);
        const ordered_json report = {{"program", "syper " SYPER_VERSION},
                                     {"command", "quantize"},
                                     {"architecture", student_.kind().name},
                                     {"settings", settings},
                                     {"images", config_.images->size()},
                                     {"mirrored", config_.images->mirroredCount()},
                                     {"threads", computeThreads()},
                                     {"steps", result.steps},
                                     {"final_loss", result.finalLoss},
                                     {"cosine_to_teacher", result.cosineToTeacher},
                                     {"cosine_images", std::min<std::int64_t>(kMeasured, config_.images->size())},
                                     {"bytes_fp32", result.bytesFp32},
                                     {"bytes_packed", result.bytesPacked},
                                     {"student_sha256", sha256File(result.student)},
                                     {"seconds", steadySeconds() - start}};
        writeFile(config_.out / "report.json", report.dump(2) + "\n");
    }

    const QuantizeConfig& config_;
    RunControl& control_;
    Manifest manifest_;
    Model teacher_;
    Model student_;
    Sgd optimizer_;
    QatData data_;
    TransferSchedule schedule_;
    QatCheckpoints checkpoints_;
    QatIdentity identity_;
    std::vector<QuantizePoint> points_;
    std::int64_t steps_ = 0, saved_ = 0;
};

}  // namespace

QuantizeResult runQuantize(const QuantizeConfig& config, const std::function<void(const QuantizePoint&)>& onPoint,
                           RunControl& control) {
    return translateErrors("quantizing", [&] {
        if (config.scheme == kDeployScheme) return runDeploy(config, control);
        checkConfig(config);
        return Transfer(config, control).run(onPoint);
    });
}

std::optional<QuantizeEstimate> estimateQuantize(const QuantizeConfig& config, RunControl& control) {
    return translateErrors("estimating", [&]() -> std::optional<QuantizeEstimate> {
        if (config.scheme == kDeployScheme) return estimateDeploy(config, control);
        checkConfig(config);
        if (config.images == nullptr || config.images->size() < config.batch) return std::nullopt;
        Transfer transfer(config, control);
        const double seconds = transfer.measureStep();
        return QuantizeEstimate{.seconds = seconds * double(transfer.steps()),
                                .bytesPacked = transfer.bytesPacked(),
                                .steps = transfer.steps()};
    });
}

}  // namespace syper::core
