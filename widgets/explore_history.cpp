// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_history.h"

#include <QBuffer>

#include "core/api/sampler.h"
#include "service/settings.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kJpegQuality = 88;

QByteArray fileOf(const QImage& picture) {
    const int side = 2 * size::kThumbnail;  // sharp at twice the pixels
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation).save(&buffer, "JPEG", kJpegQuality);
    return buffer.data();
}

/// An entry as it was; nothing where its recipe is none that this program knows.
std::optional<HistoryEntry> entryOf(const service::JournalEntry& kept) {
    try {
        core::Recipe recipe = core::parseRecipe(kept.recipe.toStdString());
        return HistoryEntry{.state = {.network = kept.network, .request = std::move(recipe.request)},
                            .networkSha256 = std::move(recipe.networkSha256),
                            .picture = QImage::fromData(kept.thumbnail),
                            .favourite = kept.favourite};
    } catch (const core::Error&) {
        return std::nullopt;
    }
}

}  // namespace

ExploreHistory::ExploreHistory(service::Engine& engine, ExploreModel& model, HistoryStrip& strip, QObject* parent)
    : QObject(parent),
      engine_(engine),
      model_(model),
      strip_(strip),
      journal_(std::make_shared<service::PictureJournal>(service::studioFolder() +
                                                         QStringLiteral("/explore/history.jsonl"))) {
    connect(&strip_, &HistoryStrip::favouriteChanged, this, &ExploreHistory::keepFavourite);
    restore();
}

void ExploreHistory::restore() {
    engine_.tasks().run(
        this,
        [journal = journal_] {
            std::vector<HistoryEntry> entries;
            for (const service::JournalEntry& kept : journal->read())
                if (std::optional<HistoryEntry> entry = entryOf(kept)) entries.push_back(std::move(*entry));
            return entries;
        },
        [this](service::Outcome<std::vector<HistoryEntry>> outcome) {
            if (const auto* entries = std::get_if<std::vector<HistoryEntry>>(&outcome))
                strip_.restore(*entries);
            else
                tellOnce(std::get<service::Failure>(outcome).text);
            restored_ = true;
            Q_EMIT restoringEnded();
        });
}

void ExploreHistory::add(const QImage& picture) {
    const ExploreState& state = model_.state();
    const std::string sha256 = engine_.sampler().network()->sha256;
    const bool isNew = strip_.history().rowOf(state) < 0;
    strip_.add({.state = state, .networkSha256 = sha256, .picture = picture});
    if (!isNew) return;
    engine_.tasks().run(
        this,
        [journal = journal_, state, sha256, picture] {
            journal->add({.network = state.network,
                          .recipe = QString::fromStdString(core::recipeText(state.request, sha256)),
                          .thumbnail = fileOf(picture),
                          .favourite = false});
            return true;
        },
        [this](const service::Outcome<bool>& outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome)) tellOnce(failure->text);
        });
}

void ExploreHistory::toggleFavourite() {
    strip_.toggleFavourite(strip_.history().rowOf(model_.state()));
}

void ExploreHistory::keepFavourite(int row) {
    const HistoryModel& history = strip_.history();
    engine_.tasks().run(
        this,
        [journal = journal_, state = history.state(row), sha256 = history.networkSha256(row),
         favourite = history.favourite(row)] {
            journal->setFavourite(state.network, QString::fromStdString(core::recipeText(state.request, sha256)),
                                  favourite);
            return true;
        },
        [this](const service::Outcome<bool>& outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome)) tellOnce(failure->text);
        });
}

// A full disk fails with every picture; it is said once.
void ExploreHistory::tellOnce(const QString& text) {
    if (std::exchange(told_, true)) return;
    Q_EMIT notice({.kind = Notice::Kind::Caution, .text = text});
}

}  // namespace syper::ui
