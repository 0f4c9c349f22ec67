// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>
#include <vector>

#include "widgets/direction_control.h"
#include "widgets/direction_list.h"

namespace syper::ui {

/// All directions below each other, and where more of them come from.
class DirectionPanel : public QWidget {
    Q_OBJECT
public:
    /// Both outlive this.
    DirectionPanel(ExploreModel& model, DirectionList& list, QWidget* parent = nullptr);

    [[nodiscard]] const std::vector<DirectionControl*>& controls() const noexcept { return controls_; }
    [[nodiscard]] std::vector<ValueSlider*> sliders() const;
    [[nodiscard]] QToolButton* addButton() const noexcept { return add_; }
    /// Says that directions are being looked for.
    void setBusy(bool busy);
    void retranslate();

Q_SIGNALS:
    void stripWanted(int id);
    void pcaWanted();
    void fileWanted();
    void saveWanted();
    /// Somebody is about to use a direction: the mouse came, or the focus.
    void approached();
    /// A typed value was confirmed; the keys belong to the picture again.
    void confirmed();

protected:
    void enterEvent(QEnterEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHead(QVBoxLayout& column);
    void fillMenu();
    void rebuild();
    void sync();
    DirectionControl* makeControl(int id);
    void tint();

    ExploreModel& model_;
    DirectionList& list_;
    QLabel *title_, *text_;
    QToolButton *add_, *reset_;
    QVBoxLayout* column_;
    std::vector<DirectionControl*> controls_;
    bool busy_ = false;
};

}  // namespace syper::ui
