// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "service/engine.h"

namespace syper::studio {

/// What the services call: the real engine.
[[nodiscard]] service::EngineFunctions engineFunctions();

/// Loads the catalogues of `code` ("en", "de") into the application; open windows hear of it. Plurals need the English
/// one too.
void useLanguage(const QString& code);
[[nodiscard]] QString currentLanguage();
/// The language to begin with: what was chosen before, else the system's if there is a catalogue, else English.
[[nodiscard]] QString startLanguage(const QString& chosen);

}  // namespace syper::studio
