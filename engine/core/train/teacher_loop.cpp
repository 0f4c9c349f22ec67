// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <deque>
#include <fstream>
#include <optional>
#include <sstream>

#include "core/api/evaluation.h"
#include "core/api/train_teacher.h"
#include "core/backbones/model.h"
#include "core/formats/load.h"
#include "core/formats/safetensors.h"
#include "core/train/identity_batches.h"
#include "core/train/input_size.h"
#include "core/train/losses.h"
#include "core/train/sgd.h"
#include "core/util/counter_rng.h"
#include "core/util/files.h"
#include "core/util/folder_lock.h"
#include "core/util/sha256.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kHeadStream = 0x4EAD, kDropoutStream = 0xD209;
// What quantization runs and generators' runs leave.
constexpr std::array<const char*, 4> kOtherRuns{"checkpoints", "student.safetensors", "report.json", "run.json"};
const std::string kHeadName = "header.kernel", kModelPrefix = "model.";

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The published schedule in shares of the run: x0.1 after 8 and after 15 of 20 epochs.
double rateAt(const TeacherConfig& config, std::int64_t step, std::int64_t steps) {
    const double base = config.lr > 0.0 ? config.lr : 0.1 * config.batch / 512.0;
    const double share = double(step) / double(steps);
    return base * (share >= 0.75 ? 0.01 : share >= 0.4 ? 0.1 : 1.0);
}

/// The settings that a continued run must share with its beginning, as text.
std::string fingerprint(const TeacherConfig& c, std::int64_t classes, std::int64_t steps) {
    std::ostringstream out;
    out.precision(17);
    out << c.architecture << ' ' << c.inputSize << ' ' << classes << ' ' << steps << ' ' << c.batch << ' ' << c.variants
        << ' ' << rateAt(c, 0, 1) << ' ' << c.momentum << ' ' << c.weightDecay << ' ' << c.clip << ' ' << c.scale << ' '
        << c.margin << ' ' << c.augment << ' ' << c.seed << ' ' << c.synthetic.count << ' ' << c.synthetic.firstSeed
        << ' ' << c.synthetic.psi << ' ' << c.synthetic.fineFrom << ' ' << c.synthetic.fineMix << ' '
        << c.synthetic.coarseMix << ' ' << (c.data.images ? c.data.images->digest() : "") << ' '
        << (c.synthetic.count > 0 ? sha256File(c.synthetic.network) : "");
    return sha256(out.str());
}

struct FirstTensors {
    TensorMap model;
    at::Tensor head;  ///< undefined where the file has none
};

/// A trained model's tensors, or those of a checkpoint of this trainer with the classes it was learning.
FirstTensors firstTensors(const fs::path& path) {
    const TensorMap all = loadStateDict(path);
    const at::Tensor* head = all.find(kHeadName);
    if (head == nullptr) return {all, {}};
    FirstTensors first{{}, *head};
    for (const auto& [name, tensor] : all.entries())
        if (name.starts_with(kModelPrefix)) first.model.set(name.substr(kModelPrefix.size()), tensor);
    return first;
}

Model firstModel(const TeacherConfig& config) {
    if (config.init.empty())
        return Model::random(backboneKind(config.architecture), {.inputSize = config.inputSize}, config.seed);
    return withInputSize(Model::fromTensors(firstTensors(config.init).model, {}, config.init.string()),
                         config.inputSize);
}

class TeacherRun {
public:
    TeacherRun(const TeacherConfig& config, RunControl& control)
        : config_(config),
          control_(control),
          batches_(config, config.inputSize),
          steps_(config.steps > 0 ? config.steps : config.epochs * batches_.stepsPerEpoch()),
          model_(firstModel(config)),
          fingerprint_(fingerprint(config, batches_.classes(), steps_)) {
        head_ = initialHead();
        parameters_ = model_.trained();
        parameters_.push_back(head_);
        sgd_ = std::make_unique<Sgd>(parameters_, SgdOptions{config.momentum, config.weightDecay, false});
        openFolder();
    }

    TeacherResult run(const std::function<void(const TeacherPoint&)>& onPoint) {
        const double start = seconds();
        try {
            while (step_ < steps_) {
                TeacherPoint point = oneStep();
                point.seconds = seconds() - start;
                log_ << point.step << ',' << point.loss << ',' << point.accuracy << ',' << point.lr << ','
                     << point.gradNorm << ',' << point.seconds << '\n';
                if (step_ % config_.checkpointEvery == 0) saveCheckpoint();
                onPoint(point);
                control_.report({.phase = "training", .done = step_, .total = steps_});
            }
        } catch (const Stopped&) {
            saveCheckpoint();
            throw;
        }
        saveCheckpoint();
        return finish();
    }

private:
    [[nodiscard]] at::Tensor initialHead() const {
        at::Tensor head = at::empty({model_.shape().dimension, batches_.classes()});
        if (!config_.init.empty()) {
            const at::Tensor known = firstTensors(config_.init).head;
            if (known.defined() && known.sizes() == head.sizes()) return known.clone().requires_grad_();
        }
        float* values = head.data_ptr<float>();
        const CounterRng random(config_.seed, kHeadStream);
        for (std::int64_t i = 0; i < head.numel(); ++i) values[i] = float(0.01 * random.normal(std::uint64_t(i)));
        return head.requires_grad_();
    }

    TeacherPoint oneStep() {
        const LabelledBatch batch = batches_.batch(step_, control_);
        PassUpdates updates;
        const PassOptions options{.training = true,
                                  .dropoutKey = CounterRng(config_.seed, kDropoutStream).bits(std::uint64_t(step_)),
                                  .control = &control_};
        const at::Tensor embeddings = model_.forward(batch.images, options, &updates);
        const at::Tensor loss = arcFaceLoss(embeddings, head_, batch.labels, {config_.scale, config_.margin});
        std::vector<at::Tensor> gradients = torch::autograd::grad({loss}, parameters_);
        TeacherPoint point;
        point.loss = loss.item<double>();
        if (!std::isfinite(point.loss))
            throw Error(Errc::BadArgument, "train teacher: the loss is not finite at step " + std::to_string(step_) +
                                               "; take a lower --lr or a smaller --margin");
        point.lr = rateAt(config_, step_, steps_);
        // The winner is read from the plain cosines: the margin would hide that a class is right.
        const at::Tensor cosines = at::mm(normalizeRows(embeddings.detach()), normalizeRows(head_.detach().t()).t());
        point.accuracy = cosines.argmax(1).eq(batch.labels).to(at::kFloat).mean().item<double>();
        control_.gate();  // the last chance to abandon the step: what follows is its completion
        point.gradNorm = clipGradients(gradients, config_.clip);
        sgd_->step(gradients, point.lr);
        model_.commit(updates);
        point.step = ++step_;
        point.steps = steps_;
        losses_.push_back(point.loss);
        if (losses_.size() > 50) losses_.pop_front();
        return point;
    }

    void openFolder() {
        const fs::path checkpoint = config_.out / "checkpoint.safetensors";
        const bool exists = fs::exists(checkpoint) || fs::exists(config_.out / "log.csv");
        const bool other =
            std::ranges::any_of(kOtherRuns, [&](const char* name) { return fs::exists(config_.out / name); });
        if (other || (exists && !config_.resume))
            throw Error(
                Errc::BadArgument,
                config_.out.string() + " holds another run; give a new --outdir, or --continue to go on with it");
        lock_.emplace(config_.out);
        if (fs::exists(checkpoint)) loadCheckpoint(checkpoint);
        log_.open(config_.out / "log.csv", std::ios::app);
        if (!log_) throw Error(Errc::Io, "cannot write " + (config_.out / "log.csv").string() + "; check the folder");
        log_.precision(9);
        if (step_ == 0) log_ << "step,loss,accuracy,lr,grad_norm,seconds\n";
    }

    void loadCheckpoint(const fs::path& path) {
        const TensorMap saved = readSafetensors(path);
        const auto print = saved.metadata.find("fingerprint");
        if (print == saved.metadata.end() || print->second != fingerprint_)
            throw Error(Errc::BadArgument, path.string() +
                                               " was written with other settings or pictures; give the same ones, or "
                                               "a new --outdir");
        const at::NoGradGuard noGrad;
        for (const auto& [name, tensor] : model_.tensors().entries())
            at::Tensor(tensor).copy_(saved.at(kModelPrefix + name));
        head_.copy_(saved.at(kHeadName));
        for (std::size_t i = 0; i < sgd_->momenta().size(); ++i)
            at::Tensor(sgd_->momenta()[i]).copy_(saved.at("momentum." + std::to_string(i)));
        step_ = std::stoll(saved.metadata.at("step"));
        truncateLog();
    }

    /// Rows after the checkpoint will be written again.
    void truncateLog() const {
        std::istringstream in(readFile(config_.out / "log.csv"));
        std::string kept, line;
        std::getline(in, line);
        kept = line + '\n';
        while (std::getline(in, line) && std::atoll(line.c_str()) <= step_) kept += line + '\n';
        writeFile(config_.out / "log.csv", kept);
    }

    void saveCheckpoint() {
        TensorMap all;
        for (const auto& [name, tensor] : model_.tensors().entries()) all.set(kModelPrefix + name, tensor);
        all.set(kHeadName, head_);
        for (std::size_t i = 0; i < sgd_->momenta().size(); ++i)
            all.set("momentum." + std::to_string(i), sgd_->momenta()[i]);
        all.metadata = {{"fingerprint", fingerprint_}, {"step", std::to_string(step_)}};
        writeSafetensors(config_.out / "checkpoint.safetensors", all);
        log_.flush();
    }

    TeacherResult finish() {
        TeacherResult result{.steps = steps_, .images = steps_ * config_.batch, .classes = batches_.classes()};
        for (const double loss : losses_) result.finalLoss += loss / double(losses_.size());
        result.model = config_.out / "teacher.safetensors";
        TensorMap weights;
        for (const auto& [name, tensor] : model_.tensors().entries())
            weights.set(name,
                        config_.half && tensor.is_floating_point() ? tensor.detach().to(at::kHalf) : tensor.detach());
        weights.metadata = {{"architecture", config_.architecture}, {"syper_format", "1"}};
        writeSafetensors(result.model, weights);
        if (config_.validation.images) result.eer = validate();
        return result;
    }

    double validate() {
        const ImageSet& images = *config_.validation.images;
        const at::InferenceMode inference;
        at::Tensor rows = at::empty({images.size(), model_.shape().dimension});
        at::Tensor input = at::empty({1, 3, model_.shape().inputSize, model_.shape().inputSize});
        for (std::int64_t i = 0; i < images.size(); ++i) {
            control_.gate();
            images.load(i, model_.shape().inputSize, {input.data_ptr<float>(), std::size_t(input.numel())});
            rows[i].copy_(model_.forward(input, {.control = &control_})[0]);
            control_.report({.phase = "validating", .done = i + 1, .total = images.size()});
        }
        const at::Tensor scores = at::mm(normalizeRows(rows), normalizeRows(rows).t()).to(at::kDouble);
        std::vector<double> values;
        std::vector<std::uint8_t> same;
        for (std::int64_t a = 0; a < images.size(); ++a)
            for (std::int64_t b = a + 1; b < images.size(); ++b) {
                values.push_back(scores.data_ptr<double>()[a * images.size() + b]);
                same.push_back(
                    config_.validation.labels[std::size_t(a)] == config_.validation.labels[std::size_t(b)] ? 1 : 0);
            }
        return verificationFigures(values, same).eer;
    }

    const TeacherConfig& config_;
    RunControl& control_;
    IdentityBatches batches_;
    std::int64_t steps_, step_ = 0;
    Model model_;
    std::string fingerprint_;
    at::Tensor head_;
    std::vector<at::Tensor> parameters_;  ///< the model's, then the head
    std::unique_ptr<Sgd> sgd_;
    std::deque<double> losses_;
    std::optional<FolderLock> lock_;
    std::ofstream log_;
};

}  // namespace

TeacherResult trainTeacher(const TeacherConfig& config, const std::function<void(const TeacherPoint&)>& onPoint,
                           RunControl& control) {
    return translateErrors("train teacher", [&] { return TeacherRun(config, control).run(onPoint); });
}

}  // namespace syper::core
