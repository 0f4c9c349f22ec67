// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QHeaderView>
#include <QTableWidget>

namespace syper::ui {

/// Gives a table, its headers and the button that Qt puts into its corner one name for screen readers.
inline void nameTable(QTableWidget& table, const QString& name) {
    table.setAccessibleName(name);
    table.horizontalHeader()->setAccessibleName(name);
    table.verticalHeader()->setAccessibleName(name);
    if (auto* corner = table.findChild<QAbstractButton*>()) corner->setAccessibleName(name);
}

}  // namespace syper::ui
