// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include "service/engine.h"
#include "widgets/page.h"

namespace syper::studio {

/// The studio's pages in the order of the rail, made for `parent`.
[[nodiscard]] QList<ui::Page*> makePages(service::Engine& engine, QWidget* parent);

}  // namespace syper::studio
