// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <QByteArray>
#include <QString>
#include <QtTest>
#include <algorithm>
#include <string>

#include "core/api/error.h"
#include "core/formats/safetensors.h"
#include "support/refuses.h"

namespace syper::test {

inline std::string dataPath(const std::string& name) { return std::string(SYPER_TEST_DATA) + "/" + name; }

inline core::TensorMap testTensors(const std::string& name) { return core::readSafetensors(dataPath(name)); }

/// The largest absolute difference; infinite where shapes differ.
inline double largestDifference(const at::Tensor& got, const at::Tensor& want) {
    if (got.sizes() != want.sizes()) return std::numeric_limits<double>::infinity();
    if (got.numel() == 0) return 0.0;
    return (got.to(at::kDouble) - want.to(at::kDouble)).abs().max().item<double>();
}

/// The largest difference relative to the wanted array's own largest magnitude.
inline double relativeDifference(const at::Tensor& got, const at::Tensor& want) {
    const double scale = std::max(want.to(at::kDouble).abs().max().item<double>(), 1e-30);
    return largestDifference(got, want) / scale;
}

}  // namespace syper::test

/// Fails with the figure when |got - want| is over `tolerance`.
#define SYPER_COMPARE(got, want, tolerance)                                                              \
    do {                                                                                                 \
        const double difference = ::syper::test::largestDifference((got), (want));                       \
        QVERIFY2(difference <= (tolerance), qPrintable(QString::number(difference) + QLatin1String(" > " #tolerance))); \
    } while (false)
/// The same, relative to the largest magnitude wanted.
#define SYPER_COMPARE_REL(got, want, tolerance)                                                          \
    do {                                                                                                 \
        const double difference = ::syper::test::relativeDifference((got), (want));                      \
        QVERIFY2(difference <= (tolerance), qPrintable(QString::number(difference) + QLatin1String(" rel > " #tolerance))); \
    } while (false)
