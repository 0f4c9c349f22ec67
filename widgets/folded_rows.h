// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QFormLayout>
#include <QHash>
#include <QLabel>
#include <QToolButton>

namespace syper::ui {

/// Settings that few people touch: rows of a form, folded until somebody opens them.
class FoldedRows : public QWidget {
    Q_OBJECT
public:
    explicit FoldedRows(QWidget* parent = nullptr);

protected:
    /// The parent of fields.
    [[nodiscard]] QWidget* folded() const noexcept { return folded_; }
    /// Adds a row; a number can be changed by dragging its label. A choice gets a line of its own below its label.
    void addField(QWidget* field);
    void addTick(QCheckBox* box);
    /// Names a row, for all: its label too.
    void nameRow(QWidget* field, const QString& name, const QString& tip = {});
    static void nameTick(QCheckBox* box, const QString& text);

    void changeEvent(QEvent* event) override;
    /// Sets all texts anew.
    virtual void retranslate();

private:
    QToolButton* more_;
    QWidget* folded_;
    QFormLayout* rows_;
    QHash<QWidget*, QLabel*> names_;
};

}  // namespace syper::ui
