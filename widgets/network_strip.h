// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QStringList>
#include <QToolButton>
#include <QWidget>
#include <vector>

class QHBoxLayout;

namespace syper::ui {

/// Several networks side by side, each with its picture of one latent. A click opens one; Delete takes one out.
class NetworkStrip : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMost = 6;

    explicit NetworkStrip(QWidget* parent = nullptr);

    /// Choices (see service::ModelChoices), and which of them is open.
    void setNetworks(const QStringList& choices, const QString& open);
    [[nodiscard]] QStringList networks() const;
    /// note: a sentence more for its tool tip.
    void setPicture(const QString& choice, const QImage& picture, const QString& note);
    void setTrouble(const QString& choice, const QString& text);
    [[nodiscard]] QToolButton* cell(const QString& choice) const;
    /// Its picture as it was given; none where there is none.
    [[nodiscard]] const QImage& picture(const QString& choice) const;
    [[nodiscard]] QToolButton* addButton() const noexcept { return add_; }
    [[nodiscard]] QToolButton* largeButton() const noexcept { return large_; }
    void retranslate();

Q_SIGNALS:
    void chosen(const QString& choice);
    void removeWanted(const QString& choice);
    void openWanted();
    /// Networks, pictures or words are others now.
    void changed();
    /// The pictures are wanted large, or no longer.
    void largeWanted(bool on);
    /// Somebody sees the strip now, or no longer.
    void shown(bool visible);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Cell {
        QString choice;
        QToolButton* button = nullptr;
        QString note;
        QImage picture;
        bool trouble = false;
    };
    QToolButton* makeButton(const QString& choice);
    void describe(Cell& cell);
    void fitNames();
    void tint();

    QHBoxLayout* row_;
    std::vector<Cell> cells_;
    QString open_;
    QToolButton *add_, *large_;
};

}  // namespace syper::ui
