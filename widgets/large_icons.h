// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QProxyStyle>

#include "widgets/theme.h"

namespace syper::ui {

/// A menu whose icons are pictures, large enough to tell apart.
class LargeIconMenu : public QMenu {
public:
    explicit LargeIconMenu(QWidget* parent = nullptr) : QMenu(parent) {
        auto* style = new Style(QStringLiteral("Fusion"));
        style->setParent(this);
        setStyle(style);
    }

private:
    class Style : public QProxyStyle {
    public:
        using QProxyStyle::QProxyStyle;
        int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override {
            return metric == PM_SmallIconSize ? size::kThumbnail * 3 / 4
                                              : QProxyStyle::pixelMetric(metric, option, widget);
        }
    };
};

}  // namespace syper::ui
