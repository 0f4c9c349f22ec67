// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/pages.h"

#include "widgets/explore_page.h"

namespace syper::studio {

QList<ui::Page*> makePages(service::Engine& engine, QWidget* parent) {
    return {
        new ui::ExplorePage(engine, parent),
    };
}

}  // namespace syper::studio
