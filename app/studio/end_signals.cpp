// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/end_signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <array>
#include <csignal>

namespace syper::studio {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM};
int writeEnd = -1;

/// Only what a signal handler may call.
void onSignal(int signal) {
    std::signal(signal, SIG_DFL);
    const char byte = 1;
    (void)!write(writeEnd, &byte, 1);
}

}  // namespace

EndSignals::EndSignals(QObject* parent) : QObject(parent) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;  // then a signal ends the program as it always does
    writeEnd = ends[1];
    auto* notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        Q_EMIT wanted();
    });
    for (const int signal : kSignals) std::signal(signal, onSignal);
}

EndSignals::~EndSignals() {
    for (const int signal : kSignals) std::signal(signal, SIG_DFL);
}

}  // namespace syper::studio
