// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "service/engine.h"
#include "widgets/page.h"

namespace syper::studio {

/// The studio's pages, in the order of the rail. A new page is one line here.
[[nodiscard]] QList<ui::Page*> makePages(service::Engine& engine, QWidget* parent);

/// What pages ask of each other; `show` brings the page of a name to the front.
void connectPages(const QList<ui::Page*>& pages, const std::function<void(const QString& name)>& show);

}  // namespace syper::studio
