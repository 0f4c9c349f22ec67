// SPDX-License-Identifier: GPL-3.0-or-later
// What recognition models cost, layer by layer through LibTorch: random weights, since their values change no time.
#include <ATen/ATen.h>

#include <algorithm>
#include <string>

#include "core/api/embedder.h"
#include "core/bench/suites.h"
#include "core/train/qat_step.h"
#include "core/util/counter_rng.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

constexpr int kBatch = 8;
constexpr int kBits[] = {8, 4};
/// A step of the larger networks takes seconds; these two stand for what people quantize.
constexpr const char* kTrained[] = {"mobilefacenet", "iresnet18"};

at::Tensor randomPictures(std::int64_t count) {
    at::Tensor pictures = at::empty({count, 3, BackboneShape{}.inputSize, BackboneShape{}.inputSize});
    auto* const to = pictures.data_ptr<float>();
    const CounterRng rng(1);
    for (std::int64_t i = 0; i < pictures.numel(); ++i) to[i] = float(2.0 * rng.uniform(std::uint64_t(i)) - 1.0);
    return pictures;
}

/// A network of random weights whose running statistics are its own: with others its activations would leave all
/// bounds.
Model randomModel(const BackboneKind& kind, const at::Tensor& pictures) {
    Model model = Model::random(kind, {}, 1);
    const at::NoGradGuard noGraph;
    PassUpdates updates;
    (void)model.forward(pictures, {.training = true, .normMomentum = 1.0}, &updates);
    model.commit(updates);
    return model;
}

/// A student of the published scheme whose ranges have seen `pictures`.
Model studentOf(const Model& teacher, int bits, const at::Tensor& pictures) {
    Model student = teacher.quantized(quantScheme("paper"), {bits, bits});
    const at::NoGradGuard noGraph;
    PassUpdates updates;
    (void)student.forward(pictures, {.learnRanges = true}, &updates);
    student.commit(updates);
    return student;
}

std::string widthName(int bits) {
    return "w" + std::to_string(bits) + "a" + std::to_string(bits);
}

/// How long one of `parts` comparisons of a suite may take.
BenchEffort effortOf(const BenchContext& context, std::size_t parts) {
    if (context.full) return {.seconds = 60.0, .leastRounds = 5, .mostRounds = 50};
    return {.seconds = context.seconds / double(parts), .leastRounds = 1, .mostRounds = 15};
}

}  // namespace

BenchReport benchBackbones(const BenchContext& context) {
    return translateErrors("cannot measure the backbones", [&] {
        const at::NoGradGuard noGraph;
        BenchReport report;
        const at::Tensor many = randomPictures(kBatch), one = many.slice(0, 0, 1);
        const std::vector<BackboneKind>& kinds = backboneKinds();
        for (const BackboneKind& kind : kinds) {
            const Model model = Model::random(kind, {}, 1);
            const auto way = [&](const at::Tensor& pictures) {
                return BenchWay{.run = [&] { (void)model.forward(pictures, {.control = &context.control}); },
                                .images = int(pictures.size(0))};
            };
            const std::array ways{way(one), way(many)};
            const std::vector<double> times = interleaved(ways, effortOf(context, kinds.size()), context.control);
            const std::string name = "backbones/" + kind.name + "/fp32";
            report.rows.push_back({.name = name, .milliseconds = times[0]});
            report.rows.push_back({.name = name + "/b" + std::to_string(kBatch),
                                   .milliseconds = times[1],
                                   .baseline = name,
                                   .baselineMilliseconds = times[0]});
        }
        return report;
    });
}

BenchReport benchTraining(const BenchContext& context) {
    return translateErrors("cannot measure training", [&] {
        BenchReport report;
        const at::Tensor pictures = randomPictures(kBatch);
        const std::string batch = "/b" + std::to_string(kBatch);
        for (const char* name : kTrained) {
            const Model teacher = randomModel(backboneKind(name), pictures);
            const at::Tensor wanted = embedEach(teacher, pictures, context.control);
            std::vector<Model> students;
            std::vector<Sgd> optimizers;
            for (const int bits : kBits) students.push_back(studentOf(teacher, bits, pictures));
            for (const Model& student : students) optimizers.emplace_back(student.trained(), SgdOptions{});
            std::vector<BenchWay> ways{
                {.run = [&] { (void)embedEach(teacher, pictures, context.control); }, .images = kBatch}};
            for (std::size_t i = 0; i < students.size(); ++i)
                // A rate of 0: every round does the same work on the same weights.
                ways.push_back({.run =
                                    [&, i] {
                                        (void)qatStep(students[i], optimizers[i], pictures, wanted, {.lr = 0.0},
                                                      context.control);
                                    },
                                .images = kBatch});
            const std::vector<double> times =
                interleaved(ways, effortOf(context, std::size(kTrained)), context.control);
            // What a step costs beside the teacher's pass that each picture takes once.
            for (std::size_t i = 0; i < students.size(); ++i)
                report.rows.push_back({.name = std::string("training/") + name + "/" + widthName(kBits[i]) + batch,
                                       .milliseconds = times[i + 1],
                                       .baseline = std::string("embedding/") + name + "/fp32" + batch,
                                       .baselineMilliseconds = times[0]});
        }
        return report;
    });
}

BenchReport benchVerify(const BenchContext& context) {
    return translateErrors("cannot measure verification", [&] {
        const at::NoGradGuard noGraph;
        BenchReport report;
        const at::Tensor pair = randomPictures(2);
        for (const char* name : kTrained) {
            std::vector<Model> models{randomModel(backboneKind(name), pair)};
            for (const int bits : kBits) {
                models.push_back(studentOf(models.front(), bits, pair));
                models.back().bakeWeights();
            }
            std::vector<BenchWay> ways;
            for (const Model& model : models)
                ways.push_back({.run = [&] {
                    const at::Tensor rows = embedEach(model, pair, context.control).contiguous();
                    const auto* const values = rows.data_ptr<float>();
                    const auto wide = std::size_t(rows.size(1));
                    (void)similarity({values, wide}, {values + wide, wide});
                }});
            const std::vector<double> times =
                interleaved(ways, effortOf(context, std::size(kTrained)), context.control);
            const std::string base = std::string("verify/") + name + "/fp32";
            report.rows.push_back({.name = base, .milliseconds = times[0]});
            for (std::size_t i = 0; i < std::size(kBits); ++i)
                report.rows.push_back({.name = std::string("verify/") + name + "/" + widthName(kBits[i]),
                                       .milliseconds = times[i + 1],
                                       .baseline = base,
                                       .baselineMilliseconds = times[0]});
        }
        return report;
    });
}

}  // namespace syper::core
