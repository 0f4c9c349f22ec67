// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGridLayout>
#include <QList>
#include <QWidget>

namespace syper::ui {

/// Cards side by side, of equal width, in as many rows as the width asks for.
class CardRows : public QWidget {
    Q_OBJECT
public:
    explicit CardRows(int spacing, QWidget* parent = nullptr);

    /// Shows these, in this order. One that is not among them any more is hidden.
    void setCards(const QList<QWidget*>& cards);
    /// As narrow as one card: the others go below it.
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] int widest() const;
    void arrange(int columns);
    void fit();

    QGridLayout* grid_;
    QList<QWidget*> cards_;
    int columns_ = 0;
};

}  // namespace syper::ui
