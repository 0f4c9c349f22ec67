// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

#include "service/engine.h"
#include "widgets/page.h"

namespace syper::ui {

/// Where one walks through a generator's latent space.
class ExplorePage : public Page {
    Q_OBJECT
public:
    /// engine outlives this.
    explicit ExplorePage(service::Engine& engine, QWidget* parent = nullptr);

    [[nodiscard]] QString name() const override { return QStringLiteral("explore"); }
    [[nodiscard]] QString title() const override { return tr("Explore"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("explore"); }
    bool open(const OpenedFile& file) override;

protected:
    void retranslate() override;

private:
    service::Engine& engine_;
    QLabel* view_;
};

}  // namespace syper::ui
