// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shortcut_sheet.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>

#include "widgets/theme.h"

namespace syper::ui {

ShortcutSheet::ShortcutSheet(const QList<Group>& groups, QWidget* parent) : QDialog(parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(size::kMarginWide, size::kMarginWide, size::kMarginWide, size::kMargin);
    grid->setHorizontalSpacing(size::kMarginWide);
    grid->setVerticalSpacing(size::kGap);
    int row = 0;
    for (const Group& group : groups) {
        auto* heading = new QLabel(group.heading, this);
        heading->setProperty("role", QStringLiteral("title"));
        if (row > 0) grid->setRowMinimumHeight(row++, size::kGap);
        grid->addWidget(heading, row++, 0, 1, 2);
        for (const auto& [keys, meaning] : group.keys) {
            auto* key = new QLabel(keys, this);
            key->setProperty("role", QStringLiteral("heading"));
            grid->addWidget(key, row, 0);
            grid->addWidget(new QLabel(meaning, this), row++, 1);
        }
    }
    auto* close = new QPushButton(tr("Close"), this);
    close->setAccessibleName(close->text());
    close->setProperty("primary", true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    grid->addWidget(close, row, 1, Qt::AlignRight);
}

void ShortcutSheet::keyPressEvent(QKeyEvent* event) {
    if (event->text() == QLatin1String("?")) return accept();
    QDialog::keyPressEvent(event);
}

}  // namespace syper::ui
