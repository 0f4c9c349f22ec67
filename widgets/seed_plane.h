// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QToolButton>
#include <QWidget>
#include <optional>

#include "service/engine.h"
#include "widgets/explore_model.h"
#include "widgets/plane_view.h"

namespace syper::ui {

/// A walk between seeds: the map, and its point as numbers. The way walked since the last reset is drawn.
class SeedPlanePanel : public QWidget {
    Q_OBJECT
public:
    /// Both outlive this.
    SeedPlanePanel(service::Engine& engine, ExploreModel& model, QWidget* parent = nullptr);

    /// Another network: its pictures are others.
    void setNetwork();
    void retranslate();
    [[nodiscard]] PlaneView& view() noexcept { return *view_; }
    [[nodiscard]] QDoubleSpinBox* x() const noexcept { return x_; }
    [[nodiscard]] QDoubleSpinBox* y() const noexcept { return y_; }
    [[nodiscard]] QToolButton* resetButton() const noexcept { return reset_; }
    /// Where `request` lies: its point, or that of its seed.
    [[nodiscard]] static QPointF placeOf(const core::SampleRequest& request);

Q_SIGNALS:
    void confirmed();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QDoubleSpinBox* coordinate();
    void sync();
    void moveTo(const QPointF& point);
    void reset();
    void askForPictures();

    service::Engine& engine_;
    ExploreModel& model_;
    PlaneView* view_;
    QLabel* heading_;
    QLabel* explanation_;
    QDoubleSpinBox *x_, *y_;
    QToolButton* reset_;
    std::optional<core::SampleRequest> cellsOf_;  ///< what the pictures on the map were made with, but for the seed
    std::vector<core::SampleRequest> asked_;
    quint64 firstAsked_ = 0;
};

}  // namespace syper::ui
