// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>
#include <vector>

namespace syper::ui {

class NetworkStrip;

/// The strip's networks with their pictures as large as they go, in place of the one picture. A click opens one.
class NetworkGrid : public QWidget {
    Q_OBJECT
public:
    /// Covers `stage` while the strip wants it. Both outlive this.
    NetworkGrid(NetworkStrip& strip, QStackedWidget& stage);

    [[nodiscard]] QToolButton* cell(const QString& choice) const;
    void retranslate();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Cell {
        QString choice;
        QToolButton* button = nullptr;
    };
    void show(bool on);
    /// Takes networks, pictures and words from the strip.
    void fill();
    void arrange();

    NetworkStrip& strip_;
    std::vector<Cell> cells_;
};

}  // namespace syper::ui
