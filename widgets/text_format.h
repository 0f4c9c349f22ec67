// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace syper::ui {

/// "12 s", "6 min", "1 h 20 min", "3 days"; empty for what is no time.
[[nodiscard]] QString durationText(double seconds);
/// "about 6 min left"; empty while it cannot be told.
[[nodiscard]] QString timeLeftText(double seconds);
/// "1.3 MB", in powers of ten as papers count.
[[nodiscard]] QString bytesText(qint64 bytes);
/// "64 %".
[[nodiscard]] QString percentText(double fraction);
/// A rate 0..1 in percent with `digits` behind the point; an em dash for nothing.
[[nodiscard]] QString rateText(double rate, int digits = 2);

}  // namespace syper::ui
