// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QToolButton>

#include "service/model_choices.h"

namespace syper::ui {

/// The button for one of the three models that the whole studio works with. A click shows its card: name, where from,
/// size, what it is, hash; what ships with the program, what was used before, and Open.
class ModelChooser : public QToolButton {
    Q_OBJECT
public:
    /// models outlives this.
    ModelChooser(service::ModelRole role, service::ModelChoices& models, QWidget* parent = nullptr);

    /// Asks for a file and chooses it.
    void browse();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    /// The button's size with `words` pixels for its text.
    [[nodiscard]] QSize sizeFor(int words) const;
    void fillMenu();
    void addChoice(const QString& choice, const QString& text);
    [[nodiscard]] QString roleText() const;
    [[nodiscard]] QString cardText() const;

    service::ModelRole role_;
    service::ModelChoices& models_;
    QMenu* menu_;
};

}  // namespace syper::ui
