// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/quantize.h"

#include <charconv>
#include <cmath>
#include <memory>

#include "cli/verbs.h"
#include "core/api/error.h"
#include "core/api/resources.h"
#include "core/api/sampler.h"
#include "vision/picture_set.h"

namespace syper::cli {
namespace {

using Json = nlohmann::ordered_json;

struct QuantizeOptions {
    std::string teacher = "bundled", bits, network, mirror = "auto";
    std::vector<std::string> images;
    std::int64_t count = 10'000;
    bool noShuffle = false, augment = false, noAugment = false;
    const CLI::Option* epochs = nullptr;
    core::QuantizeConfig config;
};

/// "8,6": weights, activations; "8" stands for both.
void parseBits(const std::string& text, core::QuantizeConfig& config) {
    const std::size_t comma = text.find(',');
    const auto number = [&](const std::string& part) {
        int value = 0;
        const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
        if (result.ec != std::errc() || result.ptr != part.data() + part.size() || value < 2 || value > 8)
            throw CLI::ValidationError("--bits", text + " is not W,A with numbers from 2 to 8, as in 8,8");
        return value;
    };
    config.weightBits = number(text.substr(0, comma));
    config.activationBits = comma == std::string::npos ? config.weightBits : number(text.substr(comma + 1));
}

std::shared_ptr<const core::ImageSet> openImages(const QuantizeOptions& options) {
    if (options.images.empty())
        return vision::generatedPictures(
            core::resolveModel(options.network.empty() ? "bundled" : options.network, core::kBundledGenerator),
            options.count);
    return vision::openPictures(options.images, {.mirror = vision::parseMirror(options.mirror)});
}

/// Tells of each step, after its checkpoint where one was due.
class StepTeller {
public:
    explicit StepTeller(const Session& session) : session_(session) {}

    void operator()(const core::QuantizePoint& point) {
        if (first_ < 0) first_ = point.step - 1;
        const double perStep = point.seconds / double(point.step - first_);
        session_.event({{"step", point.step},
                        {"steps", point.steps},
                        {"phase", "learning"},
                        {"epoch", point.epoch},
                        {"loss", point.loss},
                        {"grad_norm", point.gradNorm},
                        {"lr", point.lr},
                        {"cosine", point.cosine},
                        {"seconds_left", perStep * double(point.steps - point.step)}});
    }

private:
    const Session& session_;
    std::int64_t first_ = -1;  ///< steps done before this process
};

std::string megabytes(std::int64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f MB", double(bytes) / 1e6);
    return text;
}

void quantize(Session& session, QuantizeOptions& options) {
    core::QuantizeConfig& config = options.config;
    session.tellsSteps();
    if (options.epochs->count() > 0 && !core::trainsByEpochs(config.scheme))
        throw CLI::ValidationError("--epochs", "scheme " + config.scheme + " trains only for --steps N");
    parseBits(options.bits, config);
    config.teacher = core::resolveModel(options.teacher, core::kBundledTeacher);
    config.shuffle = !options.noShuffle;
    config.augment = options.augment;
    config.images = openImages(options);
    config.device = session.device;
    if (session.seed) config.seed = *session.seed;
    if (config.images->mirroredCount() > 0)
        session.note("mirrored " + std::to_string(config.images->mirroredCount()) + " left eyes of " +
                     std::to_string(config.images->size()) + " pictures");

    StepTeller tell(session);
    const core::QuantizeResult result = core::runQuantize(
        config, [&](const core::QuantizePoint& point) { tell(point); }, session.control());
    char agreement[64];
    std::snprintf(agreement, sizeof agreement, "%.4f", result.cosineToTeacher);
    session.finish({{"steps", result.steps},
                    {"loss", result.loss},
                    {"grad_norm", result.gradNorm},
                    {"final_loss", result.finalLoss},
                    {"cosine_to_teacher", result.cosineToTeacher},
                    {"bytes_fp32", result.bytesFp32},
                    {"bytes_packed", result.bytesPacked},
                    {"mirrored", config.images->mirroredCount()},
                    {"student", result.student.string()}},
                   result.student.string() + ": " + std::to_string(result.steps) +
                       " steps, mean cosine to the teacher " + agreement + ", " + megabytes(result.bytesPacked) +
                       " packed for " + megabytes(result.bytesFp32) + " FP32");
}

/// Returns the flag of the epochs.
const CLI::Option* addTransferFlags(CLI::App& verb, core::QuantizeConfig& config) {
    std::string about = "How numbers are rounded";
    std::vector<std::string> names;
    for (const core::QuantizeScheme& scheme : core::quantizeSchemes()) {
        about += (names.empty() ? ": " : "; ") + scheme.name + " (" + scheme.about + ")";
        names.push_back(scheme.name);
    }
    verb.add_option("--scheme", config.scheme, about)->capture_default_str()->check(CLI::IsMember(names));
    const CLI::Option* epochs = verb.add_option("--epochs", config.epochs, "Passes over the pictures; not for deploy")
                                    ->capture_default_str()
                                    ->check(CLI::Range(1, 1'000'000));
    verb.add_option("--steps", config.steps, "Steps instead of epochs; deploy trains only if they are given")
        ->check(CLI::Range(std::int64_t(1), std::int64_t(1) << 40));
    verb.add_option("--batch", config.batch, "Pictures a step")->capture_default_str()->check(CLI::Range(2, 65536));
    verb.add_option("--lr", config.lr, "The optimizer's own rate (default: 0.01 * batch / 512)")
        ->check(CLI::PositiveNumber);
    verb.add_option("--momentum", config.momentum, "Nesterov momentum")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 0.9999));
    verb.add_option("--weight-decay", config.weightDecay, "On every parameter")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    verb.add_option("--clip", config.clip, "Largest norm of the gradient")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb.add_option("--freeze-after-epochs", config.freezeAfterEpochs,
                    "Activation ranges stand still after so many epochs")
        ->capture_default_str()
        ->check(CLI::Range(0, 1'000'000));
    verb.add_option("--freeze-after-steps", config.freezeAfterSteps, "The same in steps; wins over epochs")
        ->check(CLI::Range(std::int64_t(1), std::int64_t(1) << 40));
    verb.add_option("--checkpoint-every", config.checkpointEvery, "Steps between checkpoints")
        ->capture_default_str()
        ->check(CLI::Range(std::int64_t(1), std::int64_t(1) << 40));
    verb.add_flag("--resume", config.resume,
                  "Go on with the run in --out; starts anew where there is nothing to resume");
    verb.add_option("--out", config.out, "Folder for student.safetensors, curves.csv, report.json and checkpoints")
        ->required();
    return epochs;
}

}  // namespace

void addQuantize(CLI::App& root, Session& session) {
    const auto options = std::make_shared<QuantizeOptions>();
    CLI::App& verb =
        addVerb(root, session, "quantize", "A quantized student from an FP32 teacher and pictures without labels",
                "syper quantize --teacher bundled --bits 4,4 --network bundled --count 2000 --out w4a4",
                [&session, options] { quantize(session, *options); });
    verb.add_option("--teacher", options->teacher, "FP32 recognition model, or bundled")->capture_default_str();
    verb.add_option("--init", options->config.init, "The student's first weights (default: the teacher's)");
    verb.add_option("--bits", options->bits, "Bits of weights and activations, 2 to 8: 8,8; one number stands for both")
        ->required();
    auto* images = verb.add_option("--images", options->images, "Pictures: files, folders, @lists, or a tensor file");
    auto* network =
        verb.add_option("--network", options->network, "Generator to sample pictures from instead (default: bundled)");
    images->excludes(network);
    verb.add_option("--count", options->count, "Pictures to sample, seeds 0 to count-1")
        ->capture_default_str()
        ->check(CLI::Range(std::int64_t(2), std::int64_t(1) << 31))
        ->excludes(images);
    verb.add_option("--mirror", options->mirror, "Mirror left eyes: auto, none or all")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "none", "all"}));
    verb.add_flag("--no-shuffle", options->noShuffle, "Take the pictures in their order");
    auto* augment = verb.add_flag("--augment", options->augment, "Vary light, colour and place of the pictures");
    verb.add_flag("--no-augment", options->noAugment, "Take the pictures as they are (the default)")->excludes(augment);
    options->epochs = addTransferFlags(verb, options->config);
}

}  // namespace syper::cli
