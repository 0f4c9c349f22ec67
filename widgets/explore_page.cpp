// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_page.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLocale>
#include <QStandardPaths>
#include <QUrl>

#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/image_convert.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ModelRole;

namespace {

constexpr int kSlowMs = 150;  // a picture on its way for longer is said to be
const QString kSaveFolder = QStringLiteral("explore/saveFolder");
const QString kSmooth = QStringLiteral("explore/smooth");

/// Where a network with this hash was last seen: a recipe names its network by hash alone.
QString networkKey(const std::string& sha256) {
    return QStringLiteral("networks/") + QString::fromStdString(sha256);
}

/// The first of FILE.png, FILE_2.png .. in `folder` that is free.
QString freePath(const QString& folder, const QString& stem) {
    QString path = QStringLiteral("%1/%2.png").arg(folder, stem);
    for (int i = 2; QFileInfo::exists(path); ++i) path = QStringLiteral("%1/%2_%3.png").arg(folder, stem).arg(i);
    return path;
}

}  // namespace

ExplorePage::ExplorePage(service::Engine& engine, QWidget* parent) : Page(parent), engine_(engine) {
    build();
    connectEngine();
    slow_.setSingleShot(true);
    slow_.setInterval(kSlowMs);
    connect(&slow_, &QTimer::timeout, this, &ExplorePage::showStatus);
    connect(&Theme::instance(), &Theme::changed, this, &ExplorePage::tint);
    smooth_->setChecked(engine_.settings().value(kSmooth, false).toBool());
    view_->setSmooth(smooth_->isChecked());
    model_.begin({.network = engine_.models().card(ModelRole::Generator).choice, .request = {.psi = 0.7}});
    useGenerator();
    retranslate();
    tint();
}

void ExplorePage::build() {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(size::kMargin, size::kMargin, size::kMargin, size::kMargin);
    row->setSpacing(size::kMargin);

    auto* past = new QVBoxLayout;
    historyLabel_ = new QLabel(this);
    historyLabel_->setProperty("role", QStringLiteral("secondary"));
    history_ = new HistoryStrip(this);
    past->addWidget(historyLabel_);
    past->addWidget(history_, 1);
    row->addLayout(past);

    auto* middle = new QVBoxLayout;
    middle->setSpacing(size::kGapWide);
    middle->addWidget(buildPicture(), 1);
    middle->addWidget(buildTools());
    sweep_ = new SweepStrip(this);
    middle->addWidget(sweep_);
    row->addLayout(middle, 1);

    controls_ = new ExploreControls(model_, this);
    controls_->setFixedWidth(size::kSidePanel);
    row->addWidget(controls_);
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

QToolButton* ExplorePage::tool(const char* iconName, std::function<void()> run) {
    auto* button = new QToolButton(this);
    button->setProperty("iconName", QLatin1String(iconName));
    button->setProperty("flat", true);
    button->setIconSize({size::kIcon, size::kIcon});
    connect(button, &QToolButton::clicked, this, [run = std::move(run)] { run(); });
    return button;
}

QWidget* ExplorePage::buildTools() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kUnit);
    status_ = new QLabel(bar);
    status_->setProperty("role", QStringLiteral("secondary"));
    row->addWidget(status_, 1);
    undo_ = tool("undo", [this] { model_.undoStack().undo(); });
    redo_ = tool("redo", [this] { model_.undoStack().redo(); });
    pin_ = tool("pin", [this] { pin(); });
    wipe_ = tool("compare", [this] { view_->setWipe(wipe_->isChecked()); });
    oneToOne_ = tool("onetoone", [this] { view_->setZoom(oneToOne_->isChecked() ? 1.0 : 0.0); });
    smooth_ = tool("smooth", [this] {
        view_->setSmooth(smooth_->isChecked());
        engine_.settings().setValue(kSmooth, smooth_->isChecked());
    });
    copy_ = tool("copy", [this] { copyRecipe(); });
    paste_ = tool("paste", [this] { pasteRecipe(); });
    save_ = tool("save", [this] { save(); });
    save_->setProperty("flat", false);
    save_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (QToolButton* button : {wipe_, oneToOne_, smooth_}) button->setCheckable(true);
    for (QToolButton* button : {undo_, redo_, pin_, wipe_, oneToOne_, smooth_, copy_, paste_, save_})
        row->addWidget(button);
    connect(view_, &SampleView::zoomChanged, this, [this](double zoom) { oneToOne_->setChecked(zoom == 1.0); });

    const auto key = [this](const QKeySequence& keys, auto function) {
        auto* action = new QAction(this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, function);
        addAction(action);
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_Z), [this] { model_.undoStack().undo(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_Y), [this] { model_.undoStack().redo(); });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), [this] { model_.undoStack().redo(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_C), [this] { copyRecipe(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_V), [this] { pasteRecipe(); });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] { saveAs(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_O), [this] { browse(); });
    return bar;
}

void ExplorePage::connectEngine() {
    connect(&model_, &ExploreModel::changed, this, &ExplorePage::stateChanged);
    connect(&model_, &ExploreModel::gestureEnded, this, &ExplorePage::settle);
    QUndoStack& stack = model_.undoStack();
    const auto enable = [this, &stack] {
        undo_->setEnabled(stack.canUndo());
        redo_->setEnabled(stack.canRedo());
    };
    connect(&stack, &QUndoStack::indexChanged, this, enable);
    enable();
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
    connect(&sampler, &service::SamplerService::sampled, this, &ExplorePage::sampled);
    connect(&sampler, &service::SamplerService::extraSampled, this, [this](const service::Sampled& picture) {
        if (picture.id < extrasFirst_ || picture.id >= extrasFirst_ + extras_.size()) return;
        sweep_->setPicture(int(picture.id - extrasFirst_), toQImage(picture.image));
        if (--extrasLeft_ == 0 && inShowcase_) nextOfShowcase();
    });
    connect(&sampler, &service::SamplerService::failed, this, [this](quint64, const service::Failure& failure) {
        Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure.text, .actions = {{tr("Undo"), [this] {
                                                                                         model_.undoStack().undo();
                                                                                     }}}});
        if (inShowcase_) nextOfShowcase();
    });
}

void ExplorePage::browse() {
    FilePicker::current().openFile(
        window(),
        {.title = tr("Open a generator"),
         .folder = QFileInfo(engine_.models().path(ModelRole::Generator)).absolutePath(),
         .filter = tr("Networks (*.pkl *.pt *.pth *.safetensors)") + QStringLiteral(";;") + tr("All files (*)")},
        [this](const QString& path) { engine_.models().choose(ModelRole::Generator, path); });
}

void ExplorePage::useGenerator() {
    const service::ModelCard& card = engine_.models().card(ModelRole::Generator);
    if (!card.usable()) return networkFailed(card.error);
    showEmpty(QStringLiteral("model"), tr("Opening %1").arg(card.name()), card.path, false);
    failed_ = false;
    shown_.reset();
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
    engine_.sampler().request(state.request);
    if (!slow_.isActive()) slow_.start();
    view_->setAccessibleDescription(HistoryModel::describe(state.request));
}

void ExplorePage::networkReady() {
    const core::NetworkInfo& info = *engine_.sampler().network();
    engine_.settings().setValue(networkKey(info.sha256), model_.state().network);
    controls_->setNetwork(info, engine_.sampler().directionCount());
    sweep_->setDirections(engine_.sampler().directionCount());
}

void ExplorePage::networkFailed(const QString& reason) {
    failed_ = true;
    showEmpty(QStringLiteral("caution"), tr("No generator is open"), reason, true);
    status_->clear();
    slow_.stop();
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
    for (QWidget* widget : std::initializer_list<QWidget*>{pin_, oneToOne_, smooth_, copy_, save_, sweep_, controls_})
        widget->setEnabled(enabled);
}

void ExplorePage::sampled(const service::Sampled& picture) {
    const bool first = stage_->currentWidget() != view_;
    shown_ = picture;
    view_->setImage(toQImage(picture.image));
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
    history_->add(model_.state(), view_->image());
    if (inShowcase_ && !showcaseLeft_.isEmpty()) return nextOfShowcase();
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
    if (!shown_) return status_->clear();
    const bool exact = shown_->request == model_.state().request;
    const QLocale locale;
    status_->setText(tr("%1 x %2 px    %3 ms    %4")
                         .arg(shown_->image.width())
                         .arg(shown_->image.height())
                         .arg(locale.toString(shown_->milliseconds, 'f', shown_->milliseconds < 10.0 ? 1 : 0))
                         .arg(exact ? tr("exact") : tr("on its way ...")));
}

void ExplorePage::pin() {
    if (!shown_) return;
    view_->setPinned(view_->image());
    pin_->setToolTip(
        tr("Pinned: %1. P pins the present picture instead, Esc lets go").arg(HistoryModel::describe(shown_->request)));
    wipe_->setEnabled(true);
    Q_EMIT notice(
        {.kind = Notice::Kind::Info, .text = tr("Pinned as A: hold space to see it, W puts both side by side")});
}

void ExplorePage::unpin() {
    view_->setPinned({});
    view_->setWipe(false);
    wipe_->setChecked(false);
    wipe_->setEnabled(false);
}

QString ExplorePage::suggestedName() const {
    const core::SampleRequest& request = shown_->request;
    QString name = request.w.empty() ? QStringLiteral("seed%1").arg(request.seed, 4, 10, QLatin1Char('0'))
                                     : QStringLiteral("latent");
    return name + QStringLiteral("_psi%1").arg(request.psi, 0, 'f', 2) +
           (request.directions.empty() ? QString() : QStringLiteral("_walk"));
}

void ExplorePage::save() {
    const QString folder = engine_.settings().value(kSaveFolder).toString();
    if (folder.isEmpty() || !QFileInfo(folder).isDir()) return saveAs();
    if (shown_) writeTo(folder, {});
}

void ExplorePage::saveAs() {
    if (!shown_) return;
    QString folder = engine_.settings().value(kSaveFolder).toString();
    if (folder.isEmpty()) folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    FilePicker::current().saveFile(window(),
                                   {.title = tr("Save the picture with its recipe"),
                                    .folder = QDir(folder).filePath(suggestedName() + QStringLiteral(".png")),
                                    .filter = tr("PNG pictures (*.png)")},
                                   [this](const QString& path) {
                                       engine_.settings().setValue(kSaveFolder, QFileInfo(path).absolutePath());
                                       writeTo({}, path);
                                   });
}

void ExplorePage::writeTo(const QString& folder, const QString& file) {
    engine_.tasks().run(
        this,
        [folder, file, stem = suggestedName(), picture = *shown_, sha256 = engine_.sampler().network()->sha256] {
            const QString path = file.isEmpty() ? freePath(folder, stem) : file;
            core::writePng(path.toStdString(), picture.image, core::recipeText(picture.request, sha256));
            return path;
        },
        [this](service::Outcome<QString> outcome) {
            if (const auto* failure = std::get_if<service::Failure>(&outcome)) {
                Q_EMIT notice({.kind = Notice::Kind::Bad, .text = failure->text, .actions = {{tr("Save as..."), [this] {
                                                                                                  saveAs();
                                                                                              }}}});
                return;
            }
            const QFileInfo saved(std::get<QString>(outcome));
            Q_EMIT notice(
                {.kind = Notice::Kind::Good,
                 .text = tr("Saved %1 with its recipe in %2").arg(saved.fileName(), saved.absolutePath()),
                 .actions = {{tr("Show folder"),
                              [saved] { QDesktopServices::openUrl(QUrl::fromLocalFile(saved.absolutePath())); }},
                             {tr("Save as..."), [this] { saveAs(); }}}});
        });
}

void ExplorePage::copyRecipe() {
    if (!engine_.sampler().network()) return;
    const std::string text = core::recipeText(model_.state().request, engine_.sampler().network()->sha256);
    QApplication::clipboard()->setText(QString::fromStdString(text));
    Q_EMIT notice({.kind = Notice::Kind::Good, .text = tr("The recipe is on the clipboard as text")});
}

void ExplorePage::pasteRecipe() {
    applyRecipe(QApplication::clipboard()->text());
}

void ExplorePage::applyRecipe(const QString& text) {
    core::Recipe recipe;
    try {
        recipe = core::parseRecipe(text.trimmed().toStdString());
    } catch (...) {
        Q_EMIT notice({.kind = Notice::Kind::Bad, .text = service::currentFailure().text});
        return;
    }
    ExploreState next{.network = model_.state().network, .request = recipe.request};
    const bool same = engine_.sampler().network() && engine_.sampler().network()->sha256 == recipe.networkSha256;
    const QString known = engine_.settings().value(networkKey(recipe.networkSha256)).toString();
    if (!same && !known.isEmpty()) next.network = known;
    model_.edit(next, ExploreModel::Recipe, tr("Recipe"));
    if (same || !known.isEmpty()) {
        Q_EMIT notice({.kind = Notice::Kind::Good,
                       .text = tr("Recipe restored: %1").arg(HistoryModel::describe(recipe.request)),
                       .actions = {{tr("Undo"), [this] { model_.undoStack().undo(); }}}});
        return;
    }
    Q_EMIT notice(
        {.kind = Notice::Kind::Caution,
         .text = tr("This recipe belongs to another generator (SHA-256 %1...); open it to see the same picture")
                     .arg(QString::fromStdString(recipe.networkSha256).left(12)),
         .actions = {{tr("Open..."), [this] { browse(); }}, {tr("Undo"), [this] { model_.undoStack().undo(); }}}});
}

bool ExplorePage::open(const OpenedFile& file) {
    if (file.kind == QLatin1String("recipe")) {
        applyRecipe(file.recipe);
        return true;
    }
    if (file.kind != QLatin1String("generator")) return false;
    engine_.models().choose(ModelRole::Generator, file.path);
    return true;
}

QList<std::pair<QString, QString>> ExplorePage::shortcuts() const {
    return {{tr("R"), tr("Random seed")},
            {tr("Arrows"), tr("Step the focused slider (with Shift ten times as far)")},
            {tr("Double click"), tr("Reset a slider, or fit the picture")},
            {tr("Ctrl+Z, Ctrl+Y"), tr("Undo and redo")},
            {tr("P, Esc"), tr("Pin the picture to compare with, and let it go")},
            {tr("Space"), tr("See the pinned picture while held")},
            {tr("W"), tr("Both pictures side by side, with a line to drag")},
            {tr("S"), tr("Save the picture with its recipe")},
            {tr("Ctrl+Shift+S"), tr("Save under another name")},
            {tr("Ctrl+C, Ctrl+V"), tr("Copy and paste the recipe as text")},
            {tr("1, 0"), tr("One pixel a pixel, and fit")},
            {tr("Ctrl+O"), tr("Open a generator")}};
}

void ExplorePage::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() != Qt::NoModifier) return Page::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_R:
            return controls_->randomSeed();
        case Qt::Key_S:
            return save();
        case Qt::Key_P:
            return pin();
        case Qt::Key_Escape:
            return unpin();
        case Qt::Key_W:
            return wipe_->click();
        case Qt::Key_1:
            return view_->setZoom(1.0);
        case Qt::Key_0:
            return view_->setZoom(0.0);
        case Qt::Key_Space:
            return view_->showPinned(true);
        default:
            Page::keyPressEvent(event);
    }
}

void ExplorePage::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) view_->showPinned(false);
    Page::keyReleaseEvent(event);
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
    for (const std::uint32_t seed : {3U, 11U, 18U, 27U, 42U}) showcaseLeft_.append({.seed = seed, .psi = 0.7});
    for (const double amount : {-1.5, 1.5})
        showcaseLeft_.append(ExploreModel::withAmount({.seed = 42, .psi = 0.7}, 0, amount));
    if (shown_) nextOfShowcase();
}

void ExplorePage::nextOfShowcase() {
    if (!showcaseLeft_.isEmpty() && shown_) {
        const core::SampleRequest next = showcaseLeft_.takeFirst();
        model_.edit({.network = model_.state().network, .request = next}, ExploreModel::Recipe, tr("Recipe"));
        return;
    }
    showcaseLeft_.clear();
    inShowcase_ = false;
    Q_EMIT showcaseReady();
}

void ExplorePage::retranslate() {
    view_->setAccessibleName(tr("Generated picture"));
    history_->setAccessibleName(tr("Pictures looked at"));
    historyLabel_->setText(tr("Looked at"));
    openButton_->setText(tr("Open a generator..."));
    openButton_->setAccessibleName(openButton_->text());
    bundledButton_->setText(tr("Use the one that ships with the program"));
    bundledButton_->setAccessibleName(bundledButton_->text());
    save_->setText(tr("Save"));
    const std::pair<QToolButton*, QString> tools[] = {{undo_, tr("Undo (Ctrl+Z)")},
                                                      {redo_, tr("Redo (Ctrl+Y)")},
                                                      {pin_, tr("Pin this picture to compare with (P)")},
                                                      {wipe_, tr("Pinned and present picture side by side (W)")},
                                                      {oneToOne_, tr("One pixel a pixel (1; 0 fits)")},
                                                      {smooth_, tr("Smooth instead of sharp pixels")},
                                                      {copy_, tr("Copy the recipe as text (Ctrl+C)")},
                                                      {paste_, tr("Paste a recipe (Ctrl+V)")},
                                                      {save_, tr("Save the picture with its recipe (S)")}};
    for (const auto& [button, text] : tools) {
        button->setToolTip(text);
        button->setAccessibleName(text);
    }
    wipe_->setEnabled(view_->hasPinned());
    controls_->retranslate();
    sweep_->retranslate();
    showStatus();
}

void ExplorePage::tint() {
    for (QToolButton* button : {undo_, redo_, pin_, wipe_, oneToOne_, smooth_, copy_, paste_, save_})
        button->setIcon(lineIcon(button->property("iconName").toString()));
}

}  // namespace syper::ui
