// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_page.h"

#include <QApplication>
#include <QFileInfo>
#include <QLocale>

#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ModelRole;

namespace {

constexpr int kSlowMs = 150;         // a picture on its way for longer is said to be
constexpr std::uint32_t kFirst = 8;  // the seed that the page opens on

}  // namespace

ExplorePage::ExplorePage(service::Engine& engine, QWidget* parent) : Page(parent), engine_(engine) {
    build();
    addKeys();
    connectTools();
    connectEngine();
    slow_.setSingleShot(true);
    slow_.setInterval(kSlowMs);
    connect(&slow_, &QTimer::timeout, this, &ExplorePage::showStatus);
    model_.begin(
        {.network = engine_.models().card(ModelRole::Generator).choice, .request = {.seed = kFirst, .psi = 0.7}});
    useGenerator();
    retranslate();
}

void ExplorePage::build() {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(size::kMargin, size::kMargin, size::kMargin, size::kMargin);
    row->setSpacing(size::kMargin);

    row->addWidget(buildHistory());
    auto* middle = new QVBoxLayout;
    middle->setSpacing(size::kGapWide);
    middle->addWidget(buildPicture(), 1);
    identity_ = new IdentityBar(engine_, this);
    hardSet_ = new ExploreHardSet(engine_, *identity_, *this);
    middle->addWidget(identity_);
    compare_ = new ExploreCompare(model_, *view_, shown_, this);
    tools_ = new ExploreTools(model_, history_->history(), *view_, *compare_, engine_.settings(), this);
    middle->addWidget(tools_);
    controls_ = new ExploreControls(model_, this);
    sweep_ = new SweepStrip(controls_->directionList(), this);
    row->addLayout(middle, 1);

    controls_->setFixedWidth(size::kSidePanel);
    row->addWidget(controls_);
    panels_ = new ExplorePanels(engine_, model_, *compare_, history_->history(), *controls_, *sweep_);
    middle->addWidget(panels_->bottom());
}

QWidget* ExplorePage::buildHistory() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    head->setSpacing(0);
    historyLabel_ = new QLabel(box);
    historyLabel_->setProperty("role", QStringLiteral("secondary"));
    favourites_ = new QToolButton(box);
    favourites_->setCheckable(true);
    favourites_->setProperty("flat", true);
    favourites_->setFixedSize(size::kIcon + size::kUnit, size::kControl);
    head->addWidget(historyLabel_, 1);
    head->addWidget(favourites_);
    history_ = new HistoryStrip(box);
    journal_ = new ExploreHistory(engine_, model_, *history_, this);
    column->addLayout(head);
    column->addWidget(history_, 1);
    const auto tint = [this] { favourites_->setIcon(lineIcon(QStringLiteral("star"))); };
    connect(favourites_, &QToolButton::toggled, history_, &HistoryStrip::setFavouritesOnly);
    connect(journal_, &ExploreHistory::notice, this, &ExplorePage::notice);
    connect(&Theme::instance(), &Theme::changed, this, tint);
    tint();
    return box;
}

QWidget* ExplorePage::buildPicture() {
    stage_ = new QStackedWidget(this);
    view_ = new SampleView(stage_);
    empty_ = new EmptyState(stage_);
    openButton_ = empty_->addAction([this] { browse(); });
    bundledButton_ = empty_->addAction([this] {
        engine_.models().choose(ModelRole::Generator, service::ModelChoices::bundled(ModelRole::Generator).first());
    });
    stage_->addWidget(view_);
    stage_->addWidget(empty_);
    return stage_;
}

void ExplorePage::connectTools() {
    recipes_ = new ExploreRecipes(engine_, model_, shown_, *this);
    connect(recipes_, &ExploreRecipes::notice, this, &ExplorePage::notice);
    connect(recipes_, &ExploreRecipes::networkWanted, this, &ExplorePage::browse);
    directions_ =
        new ExploreDirections(engine_, controls_->directionList(), controls_->directionPanel(), *sweep_, *this);
    networks_ = new ExploreNetworks(engine_, model_, shown_, sweep_->networks(), this);
    grid_ = new NetworkGrid(sweep_->networks(), *stage_);
    latents_ = new ExploreLatents(engine_, model_, *sweep_, this);
    connect(latents_, &ExploreLatents::notice, this, &ExplorePage::notice);
    connect(networks_, &ExploreNetworks::notice, this, &ExplorePage::notice);
    connect(networks_, &ExploreNetworks::openWanted, this, &ExplorePage::browse);
    connect(directions_, &ExploreDirections::notice, this, &ExplorePage::notice);
    connect(hardSet_, &ExploreHardSet::notice, this, &ExplorePage::notice);
    connect(hardSet_, &ExploreHardSet::recipeWanted, recipes_, &ExploreRecipes::apply);
    connect(hardSet_, &ExploreHardSet::quantizeWanted, this, &ExplorePage::quantizeRequested);
    connect(compare_, &ExploreCompare::notice, this, &ExplorePage::notice);
    connect(panels_, &ExplorePanels::notice, this, &ExplorePage::notice);
    connect(&panels_->timeline(), &Timeline::framesEnded, this, &ExplorePage::stateChanged);
    connect(compare_, &ExploreCompare::changed, this, [this] { identity_->setPinned(compare_->pinnedPicture()); });
    connect(tools_, &ExploreTools::copyWanted, recipes_, &ExploreRecipes::copy);
    connect(tools_, &ExploreTools::pasteWanted, recipes_, &ExploreRecipes::paste);
    connect(tools_, &ExploreTools::saveWanted, recipes_, &ExploreRecipes::save);
}

void ExplorePage::connectEngine() {
    connect(&model_, &ExploreModel::changed, this, &ExplorePage::stateChanged);
    connect(&model_, &ExploreModel::gestureEnded, this, &ExplorePage::settle);
    connect(history_, &HistoryStrip::chosen, this, [this](const ExploreState& state) {
        model_.edit(state, ExploreModel::Recipe, tr("Return to an earlier picture"));
    });
    connect(sweep_, &SweepStrip::axisChanged, this, &ExplorePage::settle);
    connect(sweep_, &SweepStrip::chosen, this, [this](const core::SampleRequest& request, const QString& text) {
        model_.edit({.network = model_.state().network, .request = request}, ExploreModel::Recipe, text);
    });
    connect(controls_, &ExploreControls::confirmed, view_, qOverload<>(&QWidget::setFocus));

    connect(&engine_.models(), &service::ModelChoices::chosen, this, [this](ModelRole role) {
        if (role == ModelRole::Generator) useGenerator();
    });
    const service::SamplerService& sampler = engine_.sampler();
    connect(&sampler, &service::SamplerService::networkReady, this, &ExplorePage::networkReady);
    connect(&sampler, &service::SamplerService::networkFailed, this,
            [this](const QString&, const service::Failure& failure) { networkFailed(failure.text); });
    connect(&sampler, &service::SamplerService::coarselySampled, this, &ExplorePage::coarselySampled);
    connect(&sampler, &service::SamplerService::sampled, this, &ExplorePage::sampled);
    connect(&sampler, &service::SamplerService::extraSampled, this, [this](const service::Sampled& picture) {
        if (picture.id < extrasFirst_ || picture.id >= extrasFirst_ + extras_.size()) return;
        sweep_->setPicture(int(picture.id - extrasFirst_), toQImage(picture.image));
        if (--extrasLeft_ == 0 && inShowcase_) nextOfShowcase();
    });
    connect(&sampler, &service::SamplerService::failed, this, [this](quint64 id, const service::Failure& failure) {
        if (id < asked_) return;  // of what nobody waits for any more
        Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure.text, .actions = {{tr("Undo"), [this] {
                                                                                         model_.undoStack().undo();
                                                                                     }}}});
        if (inShowcase_) nextOfShowcase();
    });
}

void ExplorePage::browse() {
    FilePicker::current().openFile(
        window(),
        {.title = tr("Open a network, a saved picture, latents or directions"),
         .folder = QFileInfo(engine_.models().path(ModelRole::Generator)).absolutePath(),
         .filter = tr("What opens here (%1)")
                       .arg(QStringLiteral("*.pkl *.pt *.pth *.safetensors *.png *.jpg *.jpeg *.npz *.npy *.json")) +
                   QStringLiteral(";;") + tr("All files (*)")},
        [this](const QString& path) { Q_EMIT fileChosen(path); });
}

void ExplorePage::useGenerator() {
    const service::ModelCard& card = engine_.models().card(ModelRole::Generator);
    if (!card.usable()) return networkFailed(card.error);
    showEmpty(QStringLiteral("model"), tr("Opening %1").arg(card.name()), card.path, false);
    failed_ = false;
    shown_.reset();
    identity_->beginAnew();
    extras_.clear();
    engine_.sampler().setNetwork(card.path.toStdString());
    if (card.choice == model_.state().network) return stateChanged();
    ExploreState next = model_.state();
    next.network = card.choice;
    model_.edit(next, ExploreModel::Network, tr("Another generator"));
}

void ExplorePage::stateChanged() {
    const ExploreState& state = model_.state();
    if (state.network != engine_.models().card(ModelRole::Generator).choice) {
        engine_.models().choose(ModelRole::Generator, state.network);  // comes back through useGenerator()
        return;
    }
    if (!fitClass()) return;
    asked_ = engine_.sampler().request(state.request);
    if (!slow_.isActive()) slow_.start();
    view_->setAccessibleDescription(HistoryModel::describe(state.request));
}

// A network with classes draws one of them, another one none.
bool ExplorePage::fitClass() {
    const std::optional<core::NetworkInfo>& network = engine_.sampler().network();
    ExploreState next = model_.state();
    if (!network || (network->cDim > 0) == (next.request.classIndex >= 0)) return true;
    next.request.classIndex = network->cDim > 0 ? 0 : -1;
    model_.amend(next);  // comes back through stateChanged()
    return false;
}

void ExplorePage::networkReady() {
    const core::NetworkInfo& info = *engine_.sampler().network();
    (void)fitClass();
    recipes_->rememberNetwork();
    controls_->setNetwork(info);
    networks_->networkReady();
    latents_->networkReady();
    directions_->networkReady();
    panels_->setNetwork(info);
    openWaiting();
}

void ExplorePage::networkFailed(const QString& reason) {
    failed_ = true;
    sweep_->networks().largeButton()->setChecked(false);  // it would cover why
    const QString back = model_.undoStack().canUndo() ? tr("Ctrl+Z brings back what was open.") : QString();
    showEmpty(QStringLiteral("caution"), tr("No generator is open"),
              QStringLiteral("%1\n%2").arg(reason, back).trimmed(), true);
    tools_->setStatus({});
    slow_.stop();
    openWaiting();  // says what it needs
    if (inShowcase_) nextOfShowcase();
}

void ExplorePage::showEmpty(const QString& iconName, const QString& heading, const QString& text, bool withActions) {
    empty_->setTexts(iconName, heading, text);
    openButton_->setVisible(withActions);
    bundledButton_->setVisible(withActions && !engine_.models().card(ModelRole::Generator).bundled());
    stage_->setCurrentWidget(empty_);
    enableTools(false);
}

void ExplorePage::enableTools(bool enabled) {
    tools_->setUsable(enabled);
    panels_->setUsable(enabled);
    controls_->setEnabled(enabled);
}

void ExplorePage::coarselySampled(const service::Sampled& picture) {
    if (!shown_ || stage_->currentWidget() != view_) return;  // the very first picture is worth waiting for
    const core::Image8& exact = shown_->image;
    inView_ = {picture.id, true, picture.milliseconds};
    rate_.add();
    view_->setImage(toQImage(picture.image), QSize(exact.width(), exact.height()));
    slow_.stop();
    showStatus();
}

void ExplorePage::sampled(const service::Sampled& picture) {
    const bool first = stage_->currentWidget() != view_;
    shown_ = picture;
    inView_ = {picture.id, false, picture.milliseconds};
    rate_.add();
    view_->setImage(toQImage(picture.image));
    identity_->setPicture(picture);
    if (first) {
        stage_->setCurrentWidget(view_);
        enableTools(true);
        if (isVisible() && !controls_->isAncestorOf(QApplication::focusWidget())) view_->setFocus();
    }
    slow_.stop();
    showStatus();
    settle();
}

void ExplorePage::settle() {
    if (model_.inGesture() || !shown_ || !(shown_->request == model_.state().request)) return;
    journal_->add(toQImage(shown_->image));
    if (inShowcase_ && !(showcaseLeft_.isEmpty() && showcaseWalks_.isEmpty())) return nextOfShowcase();
    networks_->refresh();
    std::vector<core::SampleRequest> wanted = sweep_->around(model_.state().request);
    if (wanted == extras_) {
        if (inShowcase_ && extrasLeft_ == 0) nextOfShowcase();
        return;
    }
    extras_ = std::move(wanted);
    extrasLeft_ = extras_.size();
    extrasFirst_ = engine_.sampler().requestExtras(extras_);
}

void ExplorePage::showStatus() {
    if (!shown_) return tools_->setStatus({});
    const QString milliseconds = QLocale().toString(inView_.milliseconds, 'f', inView_.milliseconds < 10.0 ? 1 : 0);
    QStringList words{tr("%1 x %2 px").arg(shown_->image.width()).arg(shown_->image.height())};
    if (const int rate = rate_.perSecond(); rate > 0) words.append(tr("%1 pictures/s").arg(rate));
    words.append(tr("%1 ms").arg(milliseconds));
    if (panels_->timeline().showsFrames())
        words.append(tr("a frame of the film"));
    else if (inView_.coarse)
        words.append(tr("coarse"));
    else
        words.append(shown_->request == model_.state().request ? tr("exact") : tr("on its way ..."));
    tools_->setStatus(words);
}

bool ExplorePage::open(const OpenedFile& file) {
    if (file.kind == QLatin1String("recipe")) {
        recipes_->apply(file.recipe);
        return true;
    }
    if (file.kind == QLatin1String("directions")) {
        directions_->addFile(file.path);
        return true;
    }
    // Of a page that nobody sees, or that shows none, a picture is better in other hands.
    const bool latents = file.kind == QLatin1String("tensors");
    if (latents || (file.kind == QLatin1String("picture") && isVisible() && !failed_)) {
        waiting_.append(file);
        if (engine_.sampler().network() || failed_) openWaiting();
        return true;
    }
    if (file.kind != QLatin1String("generator")) return false;
    engine_.models().choose(ModelRole::Generator, file.path);
    return true;
}

void ExplorePage::openWaiting() {
    for (const OpenedFile& file : std::exchange(waiting_, {})) {
        if (file.kind == QLatin1String("tensors"))
            latents_->open(file.path);
        else
            panels_->projection().project(file.path);
    }
}

void ExplorePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (stage_->currentWidget() == view_)
        view_->setFocus();
    else
        openButton_->setFocus();
}

void ExplorePage::showcase() {
    inShowcase_ = true;
    if (failed_) return nextOfShowcase();
    // Different eyes, as a visitor would have walked: seeds, then one direction both ways.
    for (const std::uint32_t seed : {47U, 18U, 56U, 9U, 28U}) showcaseLeft_.append({.seed = seed, .psi = 0.7});
    showcaseWalks_ = {-1.0, 1.0};
    if (shown_) nextOfShowcase();
}

void ExplorePage::nextOfShowcase() {
    if (!showcaseLeft_.isEmpty() && shown_) {
        const core::SampleRequest next = showcaseLeft_.takeFirst();
        model_.edit({.network = model_.state().network, .request = next}, ExploreModel::Recipe, tr("Recipe"));
        return;
    }
    const std::vector<DirectionRow>& rows = controls_->directionList().rows();
    if (shown_ && !rows.empty() && !showcaseWalks_.isEmpty()) {
        if (showcaseWalks_.size() == 2) identity_->restart();  // the walk begins
        return controls_->directionList().walk(rows.front().id, showcaseWalks_.takeFirst());
    }
    showcaseLeft_.clear();
    showcaseWalks_.clear();
    inShowcase_ = false;
    if (!identity_->expected()) return Q_EMIT showcaseReady();
    auto* waiting = new QObject(this);
    connect(identity_, &IdentityBar::measured, waiting, [this, waiting] {
        if (identity_->expected()) return;  // of an earlier picture
        waiting->deleteLater();
        Q_EMIT showcaseReady();
    });
}

void ExplorePage::retranslate() {
    view_->setAccessibleName(tr("Generated picture"));
    history_->setAccessibleName(tr("Pictures looked at"));
    historyLabel_->setText(tr("Looked at"));
    favourites_->setAccessibleName(tr("Favourites only"));
    favourites_->setToolTip(tr("Favourites only; F keeps the present picture among them"));
    openButton_->setText(tr("Open a generator..."));
    openButton_->setAccessibleName(openButton_->text());
    bundledButton_->setText(tr("Use the one that ships with the program"));
    bundledButton_->setAccessibleName(bundledButton_->text());
    identity_->retranslate();
    hardSet_->retranslate();
    tools_->retranslate();
    controls_->retranslate();
    panels_->retranslate();
    sweep_->retranslate();
    grid_->retranslate();
    showStatus();
}

}  // namespace syper::ui
