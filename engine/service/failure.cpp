// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/failure.h"

#include <new>

namespace syper::service {

Failure currentFailure() {
    try {
        throw;
    } catch (const core::Error& error) {
        return {error.code(), QString::fromUtf8(error.what())};
    } catch (const std::bad_alloc&) {
        return {core::Errc::OutOfMemory,
                QStringLiteral("not enough memory for this step; close other programs or choose a smaller model")};
    } catch (const std::exception& error) {
        return {core::Errc::Internal, QString::fromUtf8(error.what())};
    } catch (...) {
        return {core::Errc::Internal,
                QStringLiteral("something unexpected happened; try again, and report it if it stays")};
    }
}

}  // namespace syper::service
