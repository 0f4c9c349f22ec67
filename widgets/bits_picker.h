// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QList>
#include <QPushButton>
#include <QSpinBox>
#include <QWidget>
#include <array>
#include <utility>

namespace syper::ui {

/// Which bit widths new runs get: the published ones as buttons, several at once, and one mix of one's own.
class BitsPicker : public QWidget {
    Q_OBJECT
public:
    /// Weights and activations.
    using Bits = std::pair<int, int>;

    explicit BitsPicker(QWidget* parent = nullptr);

    /// What is chosen, each once, as the buttons stand.
    [[nodiscard]] QList<Bits> bits() const;
    void setBits(const QList<Bits>& bits);
    /// What a label's key jumps to.
    [[nodiscard]] QWidget* first() const { return presets_[0]; }

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    void changed();
    void retranslate();

    std::array<QPushButton*, 3> presets_{};
    QCheckBox* other_;
    QSpinBox *weights_, *activations_;
};

}  // namespace syper::ui
