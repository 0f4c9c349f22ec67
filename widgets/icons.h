// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace syper::ui {

/// A line icon from resources/icons, by its file's stem, tinted in the theme's text colour (or `color`), sharp at every
/// scale factor. An unknown name gives a null icon.
[[nodiscard]] QIcon lineIcon(const QString& name, const QColor& color = {});

}  // namespace syper::ui
