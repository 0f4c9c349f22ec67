// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/layer_mixer.h"

#include <QApplication>
#include <QRandomGenerator>
#include <algorithm>

#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/large_icons.h"
#include "widgets/scroll_column.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr quint32 kRandomSeeds = 100000;  // short enough to say aloud
constexpr int kMostOffered = 8;

/// Nothing but a seed, drawn as `as` draws its own: then the donor is the seed itself, and stays one to type.
bool saysItAll(const core::SampleRequest& request, const core::SampleRequest& as) {
    core::SampleRequest plain = as;
    plain.seed = request.seed;
    plain.w.clear();
    plain.directions.clear();
    plain.edits = {};
    core::SampleRequest same = request;
    same.noise = plain.noise;
    same.noiseSeed = plain.noiseSeed;
    return same == plain;
}

}  // namespace

LayerMixer::LayerMixer(service::Engine& engine, ExploreModel& model, const ExploreCompare& compare,
                       const HistoryModel& history, QWidget* parent)
    : QWidget(parent), engine_(engine), model_(model), compare_(compare), history_(history) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(size::kGap);
    auto* head = new QHBoxLayout;
    heading_ = new QLabel(this);
    heading_->setProperty("role", QStringLiteral("heading"));
    add_ = new QToolButton(this);
    add_->setProperty("flat", true);
    add_->setIconSize({size::kIcon, size::kIcon});
    add_->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new LargeIconMenu(add_);
    add_->setMenu(menu);
    head->addWidget(heading_, 1);
    head->addWidget(add_);
    column->addLayout(head);
    explanation_ = new QLabel(this);
    explanation_->setProperty("role", QStringLiteral("secondary"));
    explanation_->setWordWrap(true);
    column->addWidget(explanation_);
    const ScrollColumn list = scrollColumn(this);
    list_ = list.column;
    noise_ = new NoiseLayers(model_, list.inside);
    list_->addWidget(noise_);
    list_->addStretch(1);
    connect(noise_, &NoiseLayers::confirmed, this, &LayerMixer::confirmed);
    column->addWidget(list.area, 1);
    const auto tint = [this] { add_->setIcon(lineIcon(QStringLiteral("plus"))); };
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(*menu); });
    connect(&model_, &ExploreModel::changed, this, &LayerMixer::sync);
    connect(&Theme::instance(), &Theme::changed, this, tint);
    connect(&engine_.sampler(), &service::SamplerService::extraSampled, this, [this](const service::Sampled& picture) {
        if (picture.id < firstAsked_ || picture.id >= firstAsked_ + asked_.size()) return;
        views_[picture.id - firstAsked_]->setPicture(toQImage(picture.image));
    });
    tint();
    retranslate();
}

void LayerMixer::setNetwork(const core::NetworkInfo& info) {
    asked_.clear();  // the same donors look otherwise on another network
    noise_->setNetwork(info);
    if (layers_ == info.numWs) return askForPictures();
    for (DonorView* view : std::exchange(views_, {})) view->deleteLater();
    layers_ = info.numWs;
    sync();
}

std::vector<DonorRow> LayerMixer::rows() const {
    return donorRows(model_.state().request.edits.mixes, layers_);
}

void LayerMixer::sync() {
    if (layers_ == 0) return;
    const std::vector<DonorRow> all = rows();
    while (views_.size() > all.size()) {
        // The keyboard must not fall into whatever comes next, which may be a field that takes Ctrl+Z for itself.
        if (views_.back()->isAncestorOf(QApplication::focusWidget())) Q_EMIT confirmed();
        views_.back()->hide();
        views_.back()->deleteLater();  // this may be called from one of its signals
        views_.pop_back();
    }
    while (views_.size() < all.size()) addView();
    for (std::size_t i = 0; i < all.size(); ++i) views_[i]->setRow(all[i]);
    explanation_->setVisible(all.empty());
    askForPictures();
}

void LayerMixer::addView() {
    auto* view = new DonorView(layers_, this);
    const std::size_t index = views_.size();
    connect(view, &DonorView::gestureBegan, &model_, &ExploreModel::beginGesture);
    connect(view, &DonorView::gestureEnded, &model_, &ExploreModel::endGesture);
    connect(view, &DonorView::confirmed, this, &LayerMixer::confirmed);
    connect(view, &DonorView::edited, this, [this, index](const DonorRow& row) {
        std::vector<DonorRow> all = rows();
        all[index] = row;
        setRows(all, tr("Mix"));
    });
    connect(view, &DonorView::removed, this, [this, index] {
        std::vector<DonorRow> all = rows();
        all.erase(all.begin() + std::ptrdiff_t(index));
        setRows(all, tr("Remove a donor"));
    });
    list_->insertWidget(int(index), view);
    views_.push_back(view);
}

void LayerMixer::setRows(const std::vector<DonorRow>& rows, const QString& text) {
    ExploreState next = model_.state();
    next.request.edits.mixes = mixesOf(rows);
    model_.edit(next, ExploreModel::Mix, text);
}

void LayerMixer::askForPictures() {
    std::vector<core::SampleRequest> wanted;
    for (const DonorRow& row : rows()) {
        // The donor as it goes in: with the request's class and truncation, and nothing done to it.
        core::SampleRequest request = model_.state().request;
        request.seed = row.seed;
        request.w.assign(row.w.span().begin(), row.w.span().end());
        request.directions.clear();
        request.edits = {};
        wanted.push_back(std::move(request));
    }
    if (wanted == asked_ || !engine_.sampler().network()) return;
    asked_ = std::move(wanted);
    firstAsked_ = engine_.sampler().requestExtras(asked_, service::ExtrasFor::Mixer);
}

void LayerMixer::addDonor(DonorRow row) {
    if (layers_ == 0) return;
    std::vector<DonorRow> all = rows();
    row.amounts.assign(std::size_t(layers_), 0.0);
    all.push_back(std::move(row));
    setRows(all, tr("Add a donor"));
    if (!views_.empty()) views_.back()->bands().front()->slider()->setFocus();
}

void LayerMixer::addSeed() {
    addDonor({.seed = QRandomGenerator::global()->bounded(kRandomSeeds)});
}

void LayerMixer::addPicture(const ExploreState& picture) {
    if (picture.network != model_.state().network || !engine_.sampler().network()) return;
    if (saysItAll(picture.request, model_.state().request)) return addDonor({.seed = picture.request.seed});
    engine_.tasks().run(
        this, [latent = engine_.sampler().latents().latent, request = picture.request] { return latent(request); },
        [this, network = picture.network](service::Outcome<std::vector<float>> outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome)) {
                Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure->text});
                return;
            }
            if (network == model_.state().network) addDonor({.w = std::get<std::vector<float>>(std::move(outcome))});
        });
}

void LayerMixer::fillMenu(QMenu& menu) {
    menu.clear();
    menu.addAction(tr("A random seed (to be typed over)"), this, &LayerMixer::addSeed);
    const std::optional<ExploreState>& pinned = compare_.pinned();
    QAction* pin = menu.addAction(tr("The pinned picture"), this, [this] { addPicture(*compare_.pinned()); });
    pin->setEnabled(pinned && pinned->network == model_.state().network);
    if (pinned) pin->setIcon(QIcon(history_.picture(*pinned)));
    menu.addSection(tr("Looked at last"));
    int offered = 0;
    for (int row = history_.rowCount() - 1; row >= 0 && offered < kMostOffered; --row) {
        const ExploreState state = history_.state(row);
        if (state.network != model_.state().network || state == model_.state()) continue;
        QAction* action =
            menu.addAction(HistoryModel::describe(state.request), this, [this, state] { addPicture(state); });
        action->setIcon(QIcon(history_.picture(state)));
        ++offered;
    }
}

void LayerMixer::retranslate() {
    heading_->setText(tr("Layer mixer"));
    explanation_->setText(tr("Take shape, features or colour from another eye: add a donor."));
    noise_->retranslate();
    add_->setAccessibleName(tr("Add a donor"));
    add_->setToolTip(tr("Add a donor: a seed, the pinned picture or one looked at"));
    for (DonorView* view : std::exchange(views_, {})) view->deleteLater();  // those that come speak the new language
    asked_.clear();
    sync();
}

}  // namespace syper::ui
