// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_hard_set.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QLocale>
#include <QStandardPaths>
#include <QUrl>
#include <algorithm>

#include "core/api/sampler.h"
#include "service/settings.h"
#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

const QString kAutomatic = QStringLiteral("explore/hardAutomatic"), kLoss = QStringLiteral("explore/hardLoss");
constexpr double kUsualLoss = 0.1;

service::HardOpinion opinionOf(const IdentityVerdict& verdict) {
    const core::ModelInfo& info = verdict.score.info;
    return {.name = service::modelTitle(verdict.score.model),
            .sha256 = QString::fromStdString(info.sha256),
            .weightBits = info.weightBits,
            .activationBits = info.activationBits,
            .similarity = verdict.score.similarity,
            .same = verdict.accepts(),
            .flipped = verdict.flipped};
}

QString recipeOf(const IdentityPicture& picture) {
    return QString::fromStdString(core::recipeText(picture.sampled.request, picture.network));
}

}  // namespace

ExploreHardSet::ExploreHardSet(service::Engine& engine, IdentityBar& bar, QWidget& page)
    : QObject(&page),
      engine_(engine),
      bar_(bar),
      page_(page),
      set_(engine.tasks(), service::studioFolder() + QStringLiteral("/hard-set")),
      panel_(new HardSetPanel(set_, &page)),
      keep_(new QToolButton(&bar)),
      open_(new QToolButton(&bar)) {
    bar_.addTool(keep_, 0, 1);
    bar_.addTool(open_, 1, 0, 2);
    open_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const QSettings& settings = engine_.settings();
    panel_->setCollecting(settings.value(kAutomatic, false).toBool(), settings.value(kLoss, kUsualLoss).toDouble());
    connect(keep_, &QToolButton::clicked, this, &ExploreHardSet::keep);
    connect(open_, &QToolButton::clicked, this, &ExploreHardSet::openPanel);
    connect(&bar_, &IdentityBar::measured, this, &ExploreHardSet::measured);
    connect(&set_, &service::HardSet::changed, this, &ExploreHardSet::showCount);
    connect(&set_, &service::HardSet::kept, this, &ExploreHardSet::kept);
    connect(&set_, &service::HardSet::removed, this, &ExploreHardSet::restore);
    connect(&set_, &service::HardSet::failed, this, [this](const service::Failure& failure) {
        Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure.text});
    });
    connect(panel_, &HardSetPanel::collectingChanged, this, [this] {
        engine_.settings().setValue(kAutomatic, panel_->automatic());
        engine_.settings().setValue(kLoss, panel_->loss());
        if (bar_.upToDate()) measured(*bar_.measure());
    });
    connect(panel_, &HardSetPanel::chosen, this, &ExploreHardSet::recipeWanted);
    connect(panel_, &HardSetPanel::removeWanted, &set_, &service::HardSet::remove);
    connect(panel_, &HardSetPanel::exportWanted, this, &ExploreHardSet::exportSet);
    connect(panel_, &HardSetPanel::quantizeWanted, this, &ExploreHardSet::quantize);
    const auto tint = [this] {
        keep_->setIcon(lineIcon(QStringLiteral("keep")));
        open_->setIcon(lineIcon(QStringLiteral("hardset")));
    };
    connect(&Theme::instance(), &Theme::changed, this, tint);
    tint();
    retranslate();
}

bool ExploreHardSet::isHard(const IdentityMeasure& measure) const {
    const auto teacher =
        std::ranges::find_if(measure.verdicts, [](const IdentityVerdict& verdict) { return !verdict.quantized(); });
    return std::ranges::any_of(measure.verdicts, [&](const IdentityVerdict& verdict) {
        const bool loses =
            teacher != measure.verdicts.end() && teacher->score.similarity - verdict.score.similarity > panel_->loss();
        return verdict.quantized() && (verdict.flipped || loses);
    });
}

void ExploreHardSet::measured(const IdentityMeasure& measure) {
    if (wanted_ && bar_.upToDate()) {
        wanted_ = false;
        keptByHand_ = recipeOf(measure.picture);
        add(measure);
    } else if (panel_->automatic() && isHard(measure)) {
        add(measure);
    }
}

void ExploreHardSet::add(const IdentityMeasure& measure) {
    service::HardSpot spot;
    spot.recipe = recipeOf(measure.picture);
    spot.start = recipeOf(measure.start);
    for (const IdentityVerdict& verdict : measure.verdicts) spot.opinions.push_back(opinionOf(verdict));
    set_.keep(spot, measure.picture.sampled.image);
}

void ExploreHardSet::keep() {
    if (bar_.meters().isEmpty()) {
        Q_EMIT notice({.kind = Notice::Kind::Caution,
                       .text = tr("No model is chosen that could find this picture hard; choose a teacher and a "
                                  "student above")});
        return;
    }
    wanted_ = true;
    if (!bar_.upToDate()) return;
    if (set_.contains(recipeOf(bar_.measure()->picture))) {
        wanted_ = false;
        Q_EMIT notice({.kind = Notice::Kind::Info, .text = tr("This picture is in the hard set already")});
        return;
    }
    measured(*bar_.measure());
}

void ExploreHardSet::kept(const service::HardSpot& spot) {
    if (spot.recipe != keptByHand_) return;  // what is collected by itself shows in the count
    keptByHand_.clear();
    Q_EMIT notice({.kind = Notice::Kind::Good,
                   .text = tr("Kept in the hard set, which has %n picture(s) now", nullptr, int(set_.spots().size())),
                   .actions = {{tr("Undo"), [this, recipe = spot.recipe] { set_.remove({recipe}); }},
                               {tr("Show"), [this] { openPanel(); }}}});
}

void ExploreHardSet::restore(const std::vector<service::HardSet::Removed>& spots) {
    Q_EMIT notice({.kind = Notice::Kind::Info,
                   .text = tr("Removed %n picture(s) from the hard set", nullptr, int(spots.size())),
                   .actions = {{tr("Undo"), [this, spots] {
                                    for (const auto& [spot, picture] : spots) set_.keep(spot, picture);
                                }}}});
}

void ExploreHardSet::openPanel() {
    panel_->openAt(*open_);
}

void ExploreHardSet::exportSet() {
    FilePicker::current().openFolder(
        page_.window(),
        {.title = tr("Folder for the pictures of the hard set"),
         .folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation),
         .filter = {}},
        [this](const QString& folder) {
            set_.exportTo(folder, [this, folder](int pictures) {
                Q_EMIT notice(
                    {.kind = Notice::Kind::Good,
                     .text = tr("Wrote %n picture(s) and hard-set.csv into %1", nullptr, pictures).arg(folder),
                     .actions = {
                         {tr("Show folder"), [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); }}}});
            });
        });
}

// A copy: a run that is resumed must find the pictures that it began with.
void ExploreHardSet::quantize() {
    const QString folder = QStringLiteral("%1/hard-sets/%2")
                               .arg(service::studioFolder(),
                                    QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-hhmmss-zzz")));
    set_.exportTo(folder, [this, folder](int) { Q_EMIT quantizeWanted(folder); });
}

void ExploreHardSet::showCount() {
    open_->setText(QLocale().toString(qulonglong(set_.spots().size())));
    const QString text = tr("Hard set: %n picture(s) where quantization fails", nullptr, int(set_.spots().size()));
    open_->setAccessibleName(text);
    open_->setToolTip(text);
}

void ExploreHardSet::retranslate() {
    keep_->setAccessibleName(tr("Keep this spot in the hard set (X)"));
    keep_->setToolTip(keep_->accessibleName());
    panel_->retranslate();
    showCount();
}

}  // namespace syper::ui
