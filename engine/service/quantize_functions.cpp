// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/engine_functions.h"

#include "service/run_settings.h"
#include "vision/picture_set.h"

namespace syper::service {
namespace {

std::shared_ptr<const core::ImageSet> imagesOf(const RunSettings& settings) {
    if (settings.source == ImageSource::Folder) return vision::openPictures({settings.images.toStdString()});
    return vision::generatedPictures(modelFile(settings.network), settings.count);
}

}  // namespace

QuantizeFunctions engineQuantize() {
    QStringList schemes;
    for (const core::QuantizeScheme& scheme : core::quantizeSchemes()) schemes << QString::fromStdString(scheme.name);
    return {.run = core::runQuantize, .estimate = core::estimateQuantize, .images = imagesOf, .schemes = schemes};
}

}  // namespace syper::service
