// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/studio_bench.h"

#include <unistd.h>
#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>

#include "core/api/compute.h"

namespace syper::studio {
namespace {

constexpr int kMovements = 20;
constexpr int kSteps = 15;             // events a movement
constexpr double kStepMs = 16.0;       // as a mouse reports
constexpr double kMovementMs = 500.0;  // with the rest after it
constexpr int kLimitMs = 30'000;       // a slow computer makes fewer movements
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Milliseconds since the system started this process, with all loading of libraries; NaN where it does not tell.
double processAge() {
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly)) return kUnknown;
    const QByteArray text = file.readAll();
    // The name, in parentheses, may hold blanks; what follows it begins with the third field.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype kStartTime = 22 - 3;
    timespec time{};
    if (fields.size() <= kStartTime || clock_gettime(CLOCK_BOOTTIME, &time) != 0) return kUnknown;
    const double started = fields[kStartTime].toDouble() / double(sysconf(_SC_CLK_TCK));
    return (double(time.tv_sec) + double(time.tv_nsec) / 1e9 - started) * 1e3;
}

double percentile95(std::vector<double> values) {
    if (values.empty()) return kUnknown;
    std::ranges::sort(values);
    return values[std::size_t(std::ceil(0.95 * double(values.size()))) - 1];
}

}  // namespace

StudioBench::StudioBench(service::Engine& engine, ui::ExplorePage& page, double preparation)
    : engine_(engine), page_(page), preparation_(preparation), start_(kUnknown) {
    clock_.start();
    heart_.setTimerType(Qt::PreciseTimer);
    heart_.setInterval(1);
    connect(&heart_, &QTimer::timeout, this, &StudioBench::tick);
    limit_.setSingleShot(true);
    limit_.start(kLimitMs);
    connect(&limit_, &QTimer::timeout, this, [this] {
        finish(
            exact_.empty()
                ? QStringLiteral("no exact picture within %1 s; end other programs and try again").arg(kLimitMs / 1000)
                : QString());
    });
    connect(&page_.view(), &ui::SampleView::painted, this, &StudioBench::painted);
    const auto fail = [this](const service::Failure& failure) { finish(failure.text); };
    connect(&engine_.sampler(), &service::SamplerService::networkFailed, this,
            [fail](const QString&, const service::Failure& failure) { fail(failure); });
    connect(&engine_.sampler(), &service::SamplerService::failed, this,
            [fail](quint64, const service::Failure& failure) { fail(failure); });
    page_.installEventFilter(this);
}

bool StudioBench::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint && std::isnan(start_)) {
        page_.removeEventFilter(this);
        QTimer::singleShot(0, this,
                           [this] { start_ = processAge() - preparation_; });  // when all of the window is painted
    }
    return QObject::eventFilter(watched, event);
}

void StudioBench::painted() {
    const quint64 id = page_.idInView();
    const double time = now();
    for (; !waiting_.empty() && waiting_.front().id <= id; waiting_.pop_front())
        first_.push_back(time - waiting_.front().at);
    if (page_.coarse()) return;
    if (movement_ < 0 && !heart_.isActive()) {
        movementAt_ = lastBeat_ = time;
        heart_.start();
    } else if (last_.id != 0 && id >= last_.id && step_ > kSteps) {
        exact_.push_back(time - last_.at);
        last_ = {};
    }
}

void StudioBench::tick() {
    const double time = now();
    if (movement_ >= 0) longestBlock_ = std::max(longestBlock_, time - lastBeat_ - double(heart_.interval()));
    lastBeat_ = time;
    if (movement_ < 0 || (step_ > kSteps && last_.id == 0)) {
        if (time - movementAt_ >= kMovementMs) beginMovement();
    } else if (step_ <= kSteps && time >= movementAt_ + step_ * kStepMs) {
        step();
    }
}

void StudioBench::beginMovement() {
    if (++movement_ == kMovements) return finish({});
    step_ = 0;
    movementAt_ = now();
    step();
}

// An event counts from the moment it was due: what keeps the GUI from taking it is part of the delay.
void StudioBench::step() {
    const double due = movementAt_ + step_ * kStepMs;
    const quint64 before = engine_.sampler().pending();
    const double way = double(step_) / kSteps;
    const double share = 0.1 + 0.8 * (movement_ % 2 == 0 ? way : 1.0 - way);
    sendMouse(step_ == 0 ? QEvent::MouseButtonPress : QEvent::MouseMove, share);
    const quint64 after = engine_.sampler().pending();
    if (after != 0 && after != before) {
        last_ = {after, due};
        waiting_.push_back(last_);
    }
    if (step_++ == kSteps) sendMouse(QEvent::MouseButtonRelease, share);
}

void StudioBench::sendMouse(QEvent::Type type, double share) {
    ui::Slider* slider = page_.controls().psi()->slider();
    const QPointF at(share * slider->width(), slider->height() / 2.0);
    const bool moves = type == QEvent::MouseMove, ends = type == QEvent::MouseButtonRelease;
    QMouseEvent event(type, at, slider->mapToGlobal(at), moves ? Qt::NoButton : Qt::LeftButton,
                      ends ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(slider, &event);
}

void StudioBench::finish(const QString& error) {
    if (done_) return;
    done_ = true;
    heart_.stop();
    limit_.stop();
    Q_EMIT finished(error);
}

StudioFigures StudioBench::figures() const {
    return {.longestBlock = movement_ < 0 ? kUnknown : longestBlock_,
            .firstPictureP95 = percentile95(first_),
            .exactP95 = percentile95(exact_),
            .start = start_};
}

QByteArray StudioBench::report(bool json) const {
    const StudioFigures measured = figures();
    const std::pair<const char*, double> rows[] = {{"studio/longest-block", measured.longestBlock},
                                                   {"studio/first-picture-p95", measured.firstPictureP95},
                                                   {"studio/exact-p95", measured.exactP95},
                                                   {"studio/start", measured.start}};
    if (!json) {
        QByteArray table;
        for (const auto& [name, value] : rows)
            table +=
                QByteArray(name).leftJustified(28) + QByteArray::number(value, 'f', 2).rightJustified(10) + " ms\n";
        return table;
    }
    QJsonArray list;
    for (const auto& [name, value] : rows)
        list.append(QJsonObject{{QStringLiteral("name"), QLatin1String(name)},
                                {QStringLiteral("milliseconds"), std::isnan(value) ? QJsonValue() : QJsonValue(value)},
                                {QStringLiteral("baseline"), QJsonValue()},
                                {QStringLiteral("baseline_milliseconds"), QJsonValue()},
                                {QStringLiteral("ratio"), QJsonValue()}});
    const QJsonObject all{{QStringLiteral("rows"), list},
                          {QStringLiteral("movements"), qint64(exact_.size())},
                          {QStringLiteral("threads"), core::availableCores()},
                          {QStringLiteral("cpu"), QString::fromStdString(core::computeInfo().cpu)}};
    return QJsonDocument(all).toJson(QJsonDocument::Compact) + '\n';
}

}  // namespace syper::studio
