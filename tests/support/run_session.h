// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QTemporaryDir>

#include "support/fake_quantize.h"

namespace syper::test {

/// One start of the studio as far as runs are concerned.
struct RunSession {
    service::TaskRunner tasks;
    service::JobQueue queue;
    service::RunStore store;

    RunSession(FakeQuantize& fake, const QString& root) : store(fake.functions(), queue, tasks, root) {}
};

/// W4A4 of a teacher's file in `dir`.
inline service::RunSettings shortRun(const QTemporaryDir& dir, qint64 steps = 20) {
    const QString teacher = dir.filePath(QStringLiteral("mobile eye.pth"));
    QFile file(teacher);
    if (!file.exists() && file.open(QIODevice::WriteOnly)) file.write("x");
    service::RunSettings out;
    out.teacher = teacher;
    out.steps = steps;
    out.weightBits = out.activationBits = 4;
    return out;
}

/// Has it the steps 1 to `count`, each once?
inline bool inStepOrder(const service::Run& run, qint64 count) {
    if (qint64(run.points().size()) != count) return false;
    for (qint64 i = 0; i < count; ++i)
        if (run.points()[std::size_t(i)].step != i + 1) return false;
    return true;
}

}  // namespace syper::test
