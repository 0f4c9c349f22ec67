// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/api/error.h"

namespace syper::service {

/// An error as a value: what crosses threads instead of an exception.
struct Failure {
    core::Errc code = core::Errc::Internal;
    QString text;  ///< one line: what, where, and the way out
};

/// The exception being handled, as a value. Call it inside a catch block only.
[[nodiscard]] Failure currentFailure();

}  // namespace syper::service
