// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_page.h"

#include <QVBoxLayout>

#include "widgets/image_convert.h"

namespace syper::ui {

ExplorePage::ExplorePage(service::Engine& engine, QWidget* parent)
    : Page(parent), engine_(engine), view_(new QLabel(this)) {
    auto* column = new QVBoxLayout(this);
    column->addWidget(view_);
    view_->setAlignment(Qt::AlignCenter);
    connect(&engine_.sampler(), &service::SamplerService::sampled, this,
            [this](const service::Sampled& picture) { view_->setPixmap(QPixmap::fromImage(toQImage(picture.image))); });
    retranslate();
}

bool ExplorePage::open(const OpenedFile& file) {
    if (file.kind != QLatin1String("generator")) return false;
    engine_.models().choose(service::ModelRole::Generator, file.path);
    return true;
}

void ExplorePage::retranslate() {
    view_->setAccessibleName(tr("Generated picture"));
}

}  // namespace syper::ui
