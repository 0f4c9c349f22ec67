// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

#include "service/engine.h"
#include "service/hard_set.h"
#include "widgets/hard_set_panel.h"
#include "widgets/identity_bar.h"
#include "widgets/page.h"

namespace syper::ui {

/// How spots where quantization fails get from Explore into the hard set, by hand or by themselves, and from there to
/// Quantize. Puts its two buttons into the identity bar.
class ExploreHardSet : public QObject {
    Q_OBJECT
public:
    /// Both outlive this. page: asks for folders over it.
    ExploreHardSet(service::Engine& engine, IdentityBar& bar, QWidget& page);

    /// Keeps the picture on screen, as soon as the models have answered for it.
    void keep();
    void openPanel();
    /// Does a quantized model decide otherwise, or lose more than it may?
    [[nodiscard]] bool isHard(const IdentityMeasure& measure) const;
    [[nodiscard]] service::HardSet& set() noexcept { return set_; }
    [[nodiscard]] HardSetPanel& panel() noexcept { return *panel_; }
    void retranslate();

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    /// A recipe's text is to be the state.
    void recipeWanted(const QString& recipe);
    /// A folder with the set's pictures, as they are now, is to be quantized on.
    void quantizeWanted(const QString& folder);

private:
    void measured(const IdentityMeasure& measure);
    void add(const IdentityMeasure& measure);
    void kept(const service::HardSpot& spot);
    void restore(const std::vector<service::HardSet::Removed>& spots);
    void exportSet();
    void quantize();
    void showCount();

    service::Engine& engine_;
    IdentityBar& bar_;
    QWidget& page_;
    service::HardSet set_;
    HardSetPanel* panel_;
    QToolButton *keep_, *open_;
    bool wanted_ = false;  ///< keep() waits for the models
    QString keptByHand_;   ///< its recipe, until it is written
};

}  // namespace syper::ui
