// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/util/Exception.h>

#include <new>
#include <string>

#include "core/api/error.h"

namespace syper::core {

/// Runs `body` and turns what a library throws into Error; Error and Stopped pass. Every api function's border.
template <class Body>
auto translateErrors(const char* what, Body&& body) -> decltype(body()) {
    try {
        return body();
    } catch (const Error&) {
        throw;
    } catch (const Stopped&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error(Errc::OutOfMemory, std::string(what) + ": not enough memory; close other programs or take smaller batches");
    } catch (const c10::Error& error) {
        std::string text = error.what_without_backtrace();
        if (text.find("allocate memory") != std::string::npos)
            throw Error(Errc::OutOfMemory, std::string(what) + ": not enough memory; close other programs or take smaller batches");
        throw Error(Errc::Internal, std::string(what) + ": " + text.substr(0, text.find('\n')));
    } catch (const std::exception& error) {
        const std::string text = error.what();
        throw Error(Errc::Internal, std::string(what) + ": " + text.substr(0, text.find('\n')));
    }
}

}  // namespace syper::core
