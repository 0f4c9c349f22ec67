// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

namespace syper::ui {

/// The keys of the page and of the whole window, on one sheet; closes with Esc, Return or "?".
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    struct Group {
        QString heading;
        QList<std::pair<QString, QString>> keys;  ///< keys and what they do
    };

    explicit ShortcutSheet(const QList<Group>& groups, QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace syper::ui
