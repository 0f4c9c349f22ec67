// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace syper::service {

/// Lets the calling thread, and those that it starts from now on, give way to every thread of normal priority. Meant
/// for threads that compute for minutes; cannot be taken back.
void lowerThreadPriority() noexcept;

}  // namespace syper::service
