// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one place that includes qcustomplot.h: it needs Qt's keywords, which our targets switch off. Headers of ours only
// forward-declare QCustomPlot.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit Q_EMIT
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef foreach
#undef emit
#undef slots
#undef signals
