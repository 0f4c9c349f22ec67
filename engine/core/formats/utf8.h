// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace syper::core {

/// Well-formed UTF-8: no overlong forms, no surrogates, at most U+10FFFF.
[[nodiscard]] bool isUtf8(std::string_view text);

/// The bytes of a Python string literal's inside (\\ \' \" \n \r \t \a \b \f \v \xHH \OOO), or nothing for others.
[[nodiscard]] std::optional<std::string> unescapePython(std::string_view escaped);

/// Python's raw-unicode-escape (latin-1 with \uHHHH and \UHHHHHHHH) as UTF-8; nothing for what is no character.
[[nodiscard]] std::optional<std::string> decodeRawUnicode(std::string_view raw);

/// The bytes that latin-1 writes for `utf8`; nothing where a character is over U+00FF.
[[nodiscard]] std::optional<std::string> encodeLatin1(std::string_view utf8);

}  // namespace syper::core
