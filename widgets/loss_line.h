// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

namespace syper::ui {

/// A falling figure as a line on a logarithmic scale, with the least so far marked.
class LossLine : public QWidget {
    Q_OBJECT
public:
    explicit LossLine(QWidget* parent = nullptr);

    /// values: positive; steps: how many there will be.
    void setValues(std::vector<double> values, int steps);
    [[nodiscard]] const std::vector<double>& values() const noexcept { return values_; }

    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 48}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<double> values_;
    int steps_ = 1;
};

}  // namespace syper::ui
