// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include "core/api/image8.h"

namespace syper::ui {

/// The same pixels as a QImage, without copying them; the buffer lives as long as the last QImage on it.
[[nodiscard]] QImage toQImage(const core::Image8& image);
/// An RGB copy; transparency is dropped.
[[nodiscard]] core::Image8 toImage8(const QImage& image);

}  // namespace syper::ui
