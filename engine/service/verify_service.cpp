// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/verify_service.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <algorithm>

#include "core/api/compute.h"
#include "core/api/error.h"
#include "service/run_settings.h"

namespace syper::service {
double ModelStatistics::fmrAt(double threshold) const {
    if (impostor.empty()) return 0.0;
    return double(impostor.end() - std::ranges::lower_bound(impostor, threshold)) / double(impostor.size());
}

double ModelStatistics::fnmrAt(double threshold) const {
    if (genuine.empty()) return 0.0;
    return double(std::ranges::lower_bound(genuine, threshold) - genuine.begin()) / double(genuine.size());
}

VerifyService::VerifyService(VerifyFunctions functions, core::InteractionGate* gate, QObject* parent)
    : BackgroundService(parent),
      gate_(gate),
      functions_(std::move(functions)),
      worker_([this](const std::stop_token& stop) { run(stop); }) {}

VerifyService::~VerifyService() {
    shutDown();
    if (worker_.joinable()) worker_.join();
}

void VerifyService::setSource(int slot, std::function<EyePicture()> read) {
    wanted_.pictures[std::size_t(slot)] = Source{++lastSource_, std::move(read)};
    wanted_.eyes[std::size_t(slot)] = 0;
    send();
}

void VerifyService::setFile(int slot, const QString& path) {
    setSource(slot, [read = functions_.readFile, path] {
        EyePicture picture = read(path.toStdString());
        picture.name = QFileInfo(path).fileName();
        return picture;
    });
}

void VerifyService::setPixels(int slot, const core::Image8& pixels, const QString& name) {
    setSource(slot, [read = functions_.readPixels, pixels, name] { return read(pixels, name); });
}

void VerifyService::setGenerated(int slot, const QString& network, std::uint32_t seed, const QString& name) {
    setSource(slot, [generate = functions_.generate, network, seed, name] {
        EyePicture picture;
        picture.name = name;
        picture.picture = generate(network.toStdString(), seed);
        picture.whole = true;
        FoundEye eye;
        eye.crop = picture.picture;
        picture.eyes.push_back(std::move(eye));
        return picture;
    });
}

void VerifyService::clear(int slot) {
    wanted_.pictures[std::size_t(slot)].reset();
    send();
}

void VerifyService::setEye(int slot, int eye) {
    if (wanted_.eyes[std::size_t(slot)] == eye) return;
    wanted_.eyes[std::size_t(slot)] = eye;
    send();
}

void VerifyService::setModels(const QStringList& choices) {
    if (wanted_.models == choices) return;
    wanted_.models = choices;
    send();
}

void VerifyService::send() {
    ++wanted_.id;
    gate_.set(true);
    latest_.put(wanted_);
    running_.requestStop();
}

void VerifyService::shutDown() {
    worker_.request_stop();
    running_.requestStop();
}

void VerifyService::answer(quint64 id, std::function<void()> tell) {
    post([this, id, tell = std::move(tell)] {
        if (id == wanted_.id) tell();
    });
}

void VerifyService::run(const std::stop_token& stop) {
    core::setComputeThreads(0);
    while (const std::optional<Wanted> wanted = latest_.take(stop)) {
        // A stop may be meant for what ran just before; unless something newer waits, what it hit is done again.
        while (!attempt(*wanted) && !latest_.waiting() && !stop.stop_requested()) {
        }
    }
    post([this] {
        gate_.set(false);
        Q_EMIT ended();
    });
}

bool VerifyService::attempt(const Wanted& wanted) {
    core::RunControl control;
    const WorkerControl::Scope reachable(running_, control);
    try {
        serve(wanted, control);
    } catch (const core::Stopped&) {
        return false;
    }
    answer(wanted.id, [this] {
        gate_.set(false);
        Q_EMIT settled();
    });
    return true;
}

void VerifyService::serve(const Wanted& wanted, core::RunControl& control) {
    std::erase_if(models_, [&wanted](const auto& kept) { return !wanted.models.contains(kept.first); });
    for (int slot = 0; slot < kSlots; ++slot) {
        control.gate();
        readPicture(slot, wanted);
    }
    for (const QString& choice : wanted.models) {
        if (latest_.waiting()) throw core::Stopped();
        control.gate();
        score(choice, wanted, control);
    }
}

void VerifyService::readPicture(int slot, const Wanted& wanted) {
    const auto at = std::size_t(slot);
    const quint64 id = wanted.pictures[at] ? wanted.pictures[at]->id : 0;
    if (readIds_[at] == id) return;
    readIds_[at] = id;
    pictures_[at].reset();
    if (id == 0) return;
    // A picture that was read is told even if the models changed meanwhile: it will not be read again.
    const auto tell = [this, slot, at, id](std::function<void()> emitIt) {
        post([this, at, id, emitIt = std::move(emitIt)] {
            if (wanted_.pictures[at] && wanted_.pictures[at]->id == id) emitIt();
        });
    };
    try {
        pictures_[at] = wanted.pictures[at]->read();
        tell([this, slot, picture = *pictures_[at]] { Q_EMIT pictureRead(slot, picture); });
    } catch (...) {
        tell([this, slot, failure = currentFailure()] { Q_EMIT pictureFailed(slot, failure); });
    }
}

const std::vector<float>& VerifyService::row(Kept& kept, int slot, int eye, core::RunControl& control) {
    const auto key = std::pair(readIds_[std::size_t(slot)], eye);
    const auto known = kept.rows.find(key);
    if (known != kept.rows.end()) return known->second;
    const core::Image8& crop = pictures_[std::size_t(slot)]->eyes[std::size_t(eye)].crop;
    const std::span<const core::Image8> one(&crop, 1);
    if (kept.rows.empty()) (void)kept.model->embed(one, control);  // the first pass pays for memory and plans
    QElapsedTimer clock;
    clock.start();
    Rows rows = kept.model->embed(one, control);
    kept.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return kept.rows.emplace(key, std::move(rows.front())).first->second;
}

void VerifyService::score(const QString& choice, const Wanted& wanted, core::RunControl& control) {
    try {
        Kept& kept = models_[choice];
        if (!kept.model) kept.model = functions_.loadModel(modelFile(choice));
        for (std::size_t slot = 0; slot < kSlots; ++slot)
            if (!pictures_[slot] || wanted.eyes[slot] >= int(pictures_[slot]->eyes.size())) return;
        const std::vector<float>& a = row(kept, 0, wanted.eyes[0], control);
        const std::vector<float>& b = row(kept, 1, wanted.eyes[1], control);
        const VerifyScore result{choice, kept.model->info, core::similarity(a, b), kept.milliseconds};
        answer(wanted.id, [this, result] { Q_EMIT scored(result); });
    } catch (const core::Stopped&) {
        throw;
    } catch (...) {
        models_.erase(choice);
        answer(wanted.id, [this, choice, failure = currentFailure()] { Q_EMIT modelFailed(choice, failure); });
    }
}

}  // namespace syper::service
