// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cmath>
#include <limits>

#include "core/api/error.h"
#include "core/api/train_generator.h"
#include "core/train/ada_augment.h"
#include "core/train/gan_data.h"
#include "core/train/gan_fid.h"
#include "core/train/gan_files.h"
#include "core/train/gan_state.h"
#include "core/train/gan_step.h"
#include "core/util/folder_lock.h"
#include "core/util/translate_error.h"

namespace syper::core {
namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[noreturn]] void refuse(const std::string& what) {
    throw Error(Errc::BadArgument, "cannot train: " + what);
}

void check(const GanConfig& c) {
    if (c.batch < 1 || c.shard < 1 || c.batch % c.shard != 0)
        refuse("a batch of " + std::to_string(c.batch) + " does not make shards of " + std::to_string(c.shard) +
               "; choose a multiple");
    if (c.statisticsGroup > 0 && c.shard > c.statisticsGroup && c.shard % c.statisticsGroup != 0)
        refuse("shards of " + std::to_string(c.shard) + " pictures do not make groups of " +
               std::to_string(c.statisticsGroup) + "; choose a multiple");
    if (!(c.kimg > 0) || !(c.lr > 0) || !(c.gamma >= 0)) refuse("kimg, rate and gamma must be numbers above zero");
    if (c.zDim < 1 || c.wDim < 1 || c.mappingLayers < 1 || c.channelMax < 1 || c.channelBase < c.resolution)
        refuse("the network's sizes must be above zero, and the channel base no less than the resolution");
    if (c.aug != "ada" && c.aug != "fixed" && c.aug != "noaug") refuse("--aug is one of ada, fixed, noaug");
    if (c.aug != "noaug") (void)adaPipe(c.augPipe);
    if (!(c.p >= 0 && c.p <= 1) || !(c.target >= -1 && c.target <= 1)) refuse("p lies in 0..1 and target in -1..1");
    if (!(c.plWeight >= 0)) refuse("the weight of path length regularisation must be a number from zero on");
    if (c.r1Interval < 1 || c.plInterval < 1 || c.snapTicks < 1 || !(c.tickKimg > 0) || !(c.adaKimg > 0))
        refuse("intervals must be above zero");
}

TrainingPictures pictures(const GanConfig& config, RunControl& control) {
    return config.images ? loadPictures(*config.images, config.resolution, control)
                         : loadPictures(config.tensor, config.resolution);
}

/// Sums of a tick's steps; a figure that a step did not have is NaN and left out.
class TickMeans {
public:
    void add(const GanFigures& f, int batch, double seconds) {
        g_ += f.lossG;
        d_ += f.lossD;
        sign_ += f.sign;
        if (!std::isnan(f.r1)) r1_ += f.r1, ++r1Steps_;
        if (!std::isnan(f.pl)) pl_ += f.pl, ++plSteps_;
        ++steps_;
        images_ += batch;
        seconds_ += seconds;
    }
    [[nodiscard]] GanPoint point(const GanState& state) const {
        const double n = double(steps_);
        return {.kimg = double(state.shown) / 1000.0,
                .seconds = state.seconds,
                .lossG = g_ / n,
                .lossD = d_ / n,
                .r1 = meanOf(r1_, r1Steps_),
                .p = state.p,
                .rt = sign_ / n,
                .imagesPerSecond = double(images_) / seconds_,
                .pl = meanOf(pl_, plSteps_)};
    }

private:
    static double meanOf(double sum, std::int64_t steps) {
        return steps > 0 ? sum / double(steps) : std::numeric_limits<double>::quiet_NaN();
    }

    double g_ = 0, d_ = 0, sign_ = 0, r1_ = 0, pl_ = 0, seconds_ = 0;
    std::int64_t steps_ = 0, r1Steps_ = 0, plSteps_ = 0, images_ = 0;
};

class GanLoop {
public:
    GanLoop(const GanConfig& config, const GanFiles& files, GanState& state, PictureFeed feed,
            const std::function<void(const GanPoint&)>& onPoint)
        : config_(config), files_(files), state_(state), feed_(std::move(feed)), onPoint_(onPoint) {}

    GanResult run(RunControl& control) {
        try {
            if (state_.shown == 0) {
                files_.saveReals(feed_.batch(0, GanFiles::kSheetPictures));
                files_.saveSheet(state_, config_, control);
            }
            GanStep step(config_, state_);
            while (state_.shown < total()) one(step, control);
        } catch (const Stopped&) {
            files_.saveCheckpoint(state_);
            throw;
        }
        files_.saveCheckpoint(state_);
        const std::filesystem::path generator = files_.saveFinal(state_, config_);
        return {.kimg = double(state_.shown) / 1000.0,
                .seconds = state_.seconds,
                .p = state_.p,
                .images = feed_.size(),
                .fid = finalFid(control),
                .generator = generator};
    }

private:
    [[nodiscard]] std::int64_t total() const { return std::llround(config_.kimg * 1000.0); }
    [[nodiscard]] std::int64_t tick(std::int64_t shown) const {
        return std::int64_t(double(shown) / (config_.tickKimg * 1000.0));
    }

    void one(GanStep& step, RunControl& control) {
        control.gate();
        const double start = now();
        const std::int64_t before = tick(state_.shown);
        const GanFigures figures = step.run(feed_.batch(state_.shown, config_.batch), control);
        const double took = now() - start;
        state_.seconds += took;
        means_.add(figures, config_.batch, took);
        if (!std::isfinite(figures.lossG) || !std::isfinite(figures.lossD))
            throw Error(Errc::Internal, "training diverged at " + std::to_string(state_.shown) +
                                            " pictures: a loss is not finite; take a smaller --lr or a larger --gamma");
        const std::int64_t after = tick(state_.shown);
        if (after != before || state_.shown >= total()) finishTick(after, control);
        report(control);
    }

    void report(RunControl& control, std::string activity = {}) {
        control.report({.phase = "training",
                        .done = std::min(state_.shown, total()),
                        .total = total(),
                        .activity = std::move(activity)});
    }

    void finishTick(std::int64_t index, RunControl& control) {
        GanPoint point = means_.point(state_);
        means_ = {};
        try {
            if (index % config_.snapTicks == 0 || state_.shown >= total()) snapshot(point, control);
        } catch (const Stopped&) {
            tell(point);  // its steps are done
            throw;
        }
        tell(point);
    }

    void snapshot(GanPoint& point, RunControl& control) {
        const double start = now();
        files_.saveCheckpoint(state_);
        files_.saveSnapshot(state_, config_, control);
        point.snapshot = true;
        if (config_.fidSnapshots) {
            fid_ = measureFid(control);
            if (fid_) point.fid = *fid_;
            fidAt_ = state_.shown;
        }
        state_.seconds += now() - start;  // of the whole training, while the rate is that of its steps
        point.seconds = state_.seconds;
    }

    [[nodiscard]] std::optional<double> measureFid(RunControl& control) {
        return generatorFid(config_, feed_, state_.averaged, control, [&](std::int64_t done, std::int64_t all) {
            report(control, "comparing pictures, " + std::to_string(done) + " of " + std::to_string(all));
        });
    }

    void tell(const GanPoint& point) {
        files_.appendLog(point);
        if (onPoint_) onPoint_(point);
    }

    [[nodiscard]] std::optional<double> finalFid(RunControl& control) {
        return fidAt_ == state_.shown ? fid_ : measureFid(control);
    }

    const GanConfig& config_;
    const GanFiles& files_;
    GanState& state_;
    PictureFeed feed_;
    const std::function<void(const GanPoint&)>& onPoint_;
    TickMeans means_;
    std::optional<double> fid_;  // measured at the snapshot after fidAt_ pictures
    std::int64_t fidAt_ = -1;
};

}  // namespace

GanResult trainGenerator(const GanConfig& config, const std::function<void(const GanPoint&)>& onPoint,
                         RunControl& control) {
    return translateErrors("training", [&] {
        check(config);
        const GanFiles files(config.out);
        files.refuseOtherRun();
        PictureFeed feed(pictures(config, control), config.mirror, config.seed);
        GanState state(config);
        if (!config.resume.empty()) state.transfer(config.resume);
        const FolderLock lock(config.out);
        files.refuseOtherRun();  // one may have begun meanwhile
        files.begin(config, feed.digest());
        return GanLoop(config, files, state, std::move(feed), onPoint).run(control);
    });
}

GanResult continueGenerator(const GanConfig& config, std::optional<double> newKimg,
                            const std::function<void(const GanPoint&)>& onPoint, RunControl& control) {
    return translateErrors("training", [&] {
        const GanFiles files(config.out);
        GanFiles::Run run = files.readRun();
        const FolderLock lock(config.out);
        run.config.images = config.images;
        run.config.tensor = config.tensor;
        run.config.fidModel = config.fidModel;
        run.config.fidPictures = config.fidPictures;
        run.config.fidSnapshots = config.fidSnapshots;
        if (newKimg) run.config.kimg = *newKimg;
        check(run.config);
        PictureFeed feed(pictures(run.config, control), run.config.mirror, run.config.seed);
        if (feed.digest() != run.digest)
            refuse("the run in " + config.out.string() + " learned from other pictures; give the same --data");
        GanState state(run.config);
        files.loadCheckpoint(state);
        files.trimLog(double(state.shown) / 1000.0);
        return GanLoop(run.config, files, state, std::move(feed), onPoint).run(control);
    });
}

}  // namespace syper::core
