// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/engine_functions.h"

#include "vision/picture_set.h"

namespace syper::service {

TrainingFunctions engineTraining() {
    return {.train =
                [](const core::GanConfig& config, bool goOn, const GanSink& sink, core::RunControl& control) {
                    return goOn ? core::continueGenerator(config, {}, sink, control)
                                : core::trainGenerator(config, sink, control);
                },
            .images =
                [](const TrainingSettings& settings) {
                    return vision::openPictures({settings.data.toStdString()},
                                                {.mirror = vision::parseMirror(settings.side.toStdString())});
                }};
}

}  // namespace syper::service
