// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

#include "service/engine.h"
#include "widgets/explore_model.h"
#include "widgets/page.h"

namespace syper::ui {

/// How pictures leave Explore and come back: saved as PNG with their recipe inside, copied and pasted as text.
class ExploreRecipes : public QObject {
    Q_OBJECT
public:
    /// All outlive this. shown: the picture on screen; nothing before the first one. page: asks for files over it.
    ExploreRecipes(service::Engine& engine, ExploreModel& model, const std::optional<service::Sampled>& shown,
                   QWidget& page);

    /// Where the last one was saved, without a question; the first time asks.
    void save();
    void saveAs();
    void copy();
    void paste();
    /// Makes a recipe's text the state. A network known from before is opened with it.
    void apply(const QString& text);
    /// Remembers where the network that is open lies: a recipe names it by its hash alone.
    void rememberNetwork();

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    /// A recipe's network is not known: somebody must open it.
    void networkWanted();

private:
    void writeTo(const QString& folder, const QString& file);
    [[nodiscard]] QString suggestedName() const;

    service::Engine& engine_;
    ExploreModel& model_;
    const std::optional<service::Sampled>& shown_;
    QWidget& page_;
};

}  // namespace syper::ui
