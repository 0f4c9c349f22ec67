// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <source_location>
#include <stdexcept>
#include <string>

namespace syper::core {

/// What went wrong, for callers that react; the text is for people.
enum class Errc : std::uint8_t { BadArgument, BadShape, BadFormat, NotFound, Io, OutOfMemory, Unsupported, Internal };

/// The one exception type that crosses a layer boundary. The message says what, where, and what to do about it,
/// in one line: "cannot read eyes.pth: it ends after 2 of 5 MB; download it again or choose another file".
class Error : public std::runtime_error {
public:
    Error(Errc code, const std::string& message, std::source_location where = std::source_location::current());

    [[nodiscard]] Errc code() const noexcept { return code_; }
    [[nodiscard]] const std::source_location& where() const noexcept { return where_; }

private:
    Errc code_;
    std::source_location where_;
};

/// Thrown by RunControl::gate() where a stop was asked for; never an error, so not an Error.
class Stopped : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "stopped on request"; }
};

}  // namespace syper::core
