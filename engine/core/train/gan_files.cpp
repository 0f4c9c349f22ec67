// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gan_files.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/api/error.h"
#include "core/api/sampler.h"
#include "core/formats/safetensors.h"
#include "core/util/files.h"

namespace syper::core {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* kRun = "run.json";
constexpr const char* kCheckpoint = "checkpoint.safetensors";
constexpr const char* kLog = "log.csv";
constexpr const char* kLogHead = "kimg,seconds,loss_G,loss_D,r1,p,rt,images_per_second,fid,pl\n";
constexpr std::int64_t kSheetColumns = GanFiles::kSheetColumns, kSheetRows = GanFiles::kSheetRows;
constexpr double kSheetPsi = 0.7;
constexpr std::uint64_t kSheetSeed = 20;

/// One list of all settings, for writing and reading.
template <class Config, class Visit>
void eachSetting(Config& c, Visit&& visit) {
    visit("mirror", c.mirror);
    visit("resolution", c.resolution);
    visit("z_dim", c.zDim);
    visit("w_dim", c.wDim);
    visit("mapping_layers", c.mappingLayers);
    visit("channel_base", c.channelBase);
    visit("channel_max", c.channelMax);
    visit("statistics_group", c.statisticsGroup);
    visit("kimg", c.kimg);
    visit("batch", c.batch);
    visit("shard", c.shard);
    visit("lr", c.lr);
    visit("gamma", c.gamma);
    visit("r1_interval", c.r1Interval);
    visit("ema_kimg", c.emaKimg);
    visit("ema_rampup", c.emaRampup);
    visit("style_mixing", c.styleMixing);
    visit("half", c.half);
    visit("freeze_layers", c.freezeLayers);
    visit("aug", c.aug);
    visit("augpipe", c.augPipe);
    visit("p", c.p);
    visit("target", c.target);
    visit("ada_kimg", c.adaKimg);
    visit("tick_kimg", c.tickKimg);
    visit("snap_ticks", c.snapTicks);
    visit("seed", c.seed);
    visit("half_file", c.halfFile);
    visit("pl_weight", c.plWeight);
    visit("pl_interval", c.plInterval);
}

/// Whole kimg, as published; with three digits behind the point where snapshots come more often than that.
std::string kimgName(std::int64_t shown, const GanConfig& config) {
    char digits[40];
    const bool fine = config.tickKimg * config.snapTicks < 1.0 && shown % 1000 != 0;
    if (fine)
        std::snprintf(digits, sizeof digits, "%06lld.%03lld", static_cast<long long>(shown / 1000),
                      static_cast<long long>(shown % 1000));
    else
        std::snprintf(digits, sizeof digits, "%06lld", std::llround(double(shown) / 1000.0));
    return digits;
}

/// [N,3,S,S] in [-1,1] as one picture of kSheetColumns x kSheetRows.
Image8 sheet(const at::Tensor& pictures) {
    const std::int64_t side = pictures.size(2);
    const at::Tensor bytes = (pictures * 127.5 + 128.0).clamp(0, 255).to(at::kByte);
    const at::Tensor grid =
        bytes.view({kSheetRows, kSheetColumns, 3, side, side}).permute({0, 3, 1, 4, 2}).contiguous();
    Image8 image(int(kSheetColumns * side), int(kSheetRows * side));
    std::copy_n(grid.data_ptr<std::uint8_t>(), image.bytes(), image.data());
    return image;
}

at::Tensor samplesOf(const GanGenerator& generator, RunControl& control) {
    const at::NoGradGuard off;
    at::Generator random = at::detail::createCPUGenerator(kSheetSeed);
    const at::Tensor z = at::randn({kSheetRows * kSheetColumns, generator.config().zDim}, random);
    const at::Tensor w = generator.tensors().at("mapping.w_avg").lerp(generator.map(z), kSheetPsi);
    std::vector<at::Tensor> rows;
    for (const at::Tensor& part : w.split(kSheetColumns)) {
        const at::Tensor ws = part.unsqueeze(1).expand({part.size(0), generator.numWs(), part.size(1)});
        rows.push_back(generator.synthesize(ws, {}, false, control));
    }
    return at::cat(rows).contiguous();
}

std::string number(double value) {
    return std::isnan(value) ? std::string() : Json(value).dump();
}

}  // namespace

void GanFiles::refuseOtherRun() const {
    if (fs::exists(path(kRun)) || fs::exists(path(kCheckpoint)))
        throw Error(Errc::BadArgument, "cannot train into " + folder_.string() +
                                           ": it holds another run; continue that one or choose another folder");
}

void GanFiles::begin(const GanConfig& config, const std::string& digest) const {
    Json json{{"pictures", digest}};
    eachSetting(config, [&json](const char* name, const auto& value) { json[name] = value; });
    writeFile(path(kLog), kLogHead);
    writeFile(path(kRun), json.dump(1) + "\n");
}

GanFiles::Run GanFiles::readRun() const {
    if (!fs::exists(path(kRun)))
        throw Error(Errc::NotFound,
                    "cannot continue in " + folder_.string() + ": no run.json there; start a run without --continue");
    try {
        const Json json = Json::parse(readFile(path(kRun)));
        Run run{{}, json.at("pictures").get<std::string>()};
        eachSetting(run.config, [&json](const char* name, auto& value) {
            // Earlier versions had no path length regularisation: its default is none.
            if (json.contains(name) || !std::string_view(name).starts_with("pl_")) json.at(name).get_to(value);
        });
        run.config.out = folder_;
        return run;
    } catch (const Json::exception& error) {
        throw Error(Errc::BadFormat,
                    "cannot continue in " + folder_.string() + ": run.json is damaged; start a new run elsewhere");
    }
}

void GanFiles::trimLog(double kimg) const {
    for (const auto& entry : fs::directory_iterator(folder_))
        if (entry.path().extension() == ".part") fs::remove(entry.path());
    std::istringstream lines(fs::exists(path(kLog)) ? readFile(path(kLog)) : std::string());
    std::string kept = kLogHead, line;
    std::getline(lines, line);
    const auto commas = [](std::string_view text) { return std::size_t(std::ranges::count(text, ',')); };
    const std::size_t missing = commas(kLogHead) - std::min(commas(kLogHead), commas(line));  // in an earlier version
    while (std::getline(lines, line))
        if (std::strtod(line.c_str(), nullptr) <= kimg + 1e-9) kept += line + std::string(missing, ',') + "\n";
    writeFile(path(kLog), kept);
}

void GanFiles::appendLog(const GanPoint& point) const {
    std::ofstream log(path(kLog), std::ios::app);
    log << number(point.kimg) << ',' << number(point.seconds) << ',' << number(point.lossG) << ','
        << number(point.lossD) << ',' << number(point.r1) << ',' << number(point.p) << ',' << number(point.rt) << ','
        << number(point.imagesPerSecond) << ',' << number(point.fid) << '\n';
    log.flush();
    if (!log) throw Error(Errc::Io, "cannot write " + path(kLog).string() + "; make room on the disk and continue");
}

void GanFiles::saveCheckpoint(const GanState& state) const {
    writeSafetensors(path(kCheckpoint), state.tensors());
}

void GanFiles::loadCheckpoint(GanState& state) const {
    if (!fs::exists(path(kCheckpoint)))
        throw Error(Errc::NotFound, "cannot continue in " + folder_.string() +
                                        ": the run has no checkpoint yet; delete run.json there and start again");
    state.load(readSafetensors(path(kCheckpoint)), path(kCheckpoint).string());
}

void GanFiles::saveReals(const at::Tensor& pictures) const {
    writePng(path("reals.png"), sheet(pictures));
}

void GanFiles::saveSheet(const GanState& state, const GanConfig& config, RunControl& control) const {
    writePng(path("fakes-" + kimgName(state.shown, config) + ".png"), sheet(samplesOf(state.averaged, control)));
}

void GanFiles::saveSnapshot(const GanState& state, const GanConfig& config, RunControl& control) const {
    saveSheet(state, config, control);
    writeSafetensors(path("generator-" + kimgName(state.shown, config) + ".safetensors"),
                     state.averagedTensors(config.halfFile));
}

fs::path GanFiles::saveFinal(const GanState& state, const GanConfig& config) const {
    TensorMap tensors = state.averagedTensors(config.halfFile);
    tensors.metadata["kimg"] = Json(double(state.shown) / 1000.0).dump();
    tensors.metadata["format"] = "stylegan2-ada";
    writeSafetensors(path("generator.safetensors"), tensors);
    return path("generator.safetensors");
}

}  // namespace syper::core
