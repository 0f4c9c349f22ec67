// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QButtonGroup>
#include <QFrame>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/page.h"

namespace syper::ui {

/// The pages, top to bottom, each an icon and a word; below them the jobs.
class Rail : public QFrame {
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);

    void add(const Page& page);
    void select(int index);
    /// The button that opens the jobs panel; checked while it is open.
    [[nodiscard]] QToolButton* jobs() const noexcept { return jobs_; }
    /// Words anew, after a change of language. pages in the order they were added.
    void retranslate(const QList<Page*>& pages);

Q_SIGNALS:
    void selected(int index);

private:
    void tint();
    QToolButton* button(const QString& iconName);

    QVBoxLayout* pages_;
    QButtonGroup group_;
    QToolButton* jobs_;
};

}  // namespace syper::ui
