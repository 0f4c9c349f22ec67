// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kEditor = 172, kNarrowEditor = 96;
constexpr int kNumber = 64;
constexpr int kNarrowButton = 30;
constexpr int kNarrow = 400;  // pixels across: without a keyframe its explanation needs the editor's place
constexpr double kMostSeconds = 600.0;
constexpr core::Easing kEasings[] = {core::Easing::Smooth, core::Easing::Linear, core::Easing::In, core::Easing::Out};

}  // namespace

Timeline::Timeline(service::Engine& engine, ExploreModel& explore, const HistoryModel& history, QWidget* parent)
    : QWidget(parent),
      engine_(engine),
      explore_(explore),
      model_(explore),
      store_(engine, model_),
      track_(new TimelineTrack(model_, explore, history, this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kGap);
    row->addWidget(buildButtons());
    row->addWidget(track_, 1);
    row->addWidget(buildEditor());
    setFixedHeight(size::kThumbnail + 28);  // as the strip in the same place
    play_.setTimerType(Qt::PreciseTimer);
    connect(&play_, &QTimer::timeout, this, [this] { showFrame(double(clock_.nsecsElapsed()) / 1e9); });
    connect(&model_, &TimelineModel::changed, this, &Timeline::sync);
    connect(&store_, &TimelineStore::restoringEnded, this, &Timeline::sync);
    connect(&store_, &TimelineStore::notice, this, &Timeline::notice);
    connect(&explore_, &ExploreModel::changed, this, [this] {
        if (playing()) stop();
        sync();
    });
    connect(track_, &TimelineTrack::selectedChanged, this, &Timeline::sync);
    connect(track_, &TimelineTrack::goWanted, this, [this](int key) {
        explore_.edit(
            {.network = explore_.state().network, .request = model_.keyframes().keys[std::size_t(key)].request},
            ExploreModel::Recipe, tr("Go to a keyframe"));
    });
    connect(track_, &TimelineTrack::scrubbed, this, [this](double seconds) {
        if (playing()) stop();
        scrubbing_ = true;
        journey_ = std::make_shared<const core::Journey>(model_.keyframes().journey());
        showFrame(seconds);
    });
    connect(track_, &TimelineTrack::scrubEnded, this, [this] {
        scrubbing_ = false;
        Q_EMIT framesEnded();
    });
    connect(&engine_.sampler(), &service::SamplerService::failed, this, [this] {
        if (playing()) stop();  // every frame would say the same
    });
    connect(&Theme::instance(), &Theme::changed, this, &Timeline::tint);
    retranslate();
    tint();
}

Timeline::~Timeline() = default;

void Timeline::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (std::exchange(narrow_, width() < kNarrow) != narrow_) layOut();
    sync();
}

void Timeline::layOut() {
    for (QWidget* widget :
         {static_cast<QWidget*>(easingLabel_), static_cast<QWidget*>(remove_), static_cast<QWidget*>(easing_),
          static_cast<QWidget*>(seconds_), static_cast<QWidget*>(fpsLabel_), static_cast<QWidget*>(fps_)})
        editor_->removeWidget(widget);
    if (narrow_) {  // the track needs the room
        editor_->addWidget(easing_, 0, 0, 1, 2);
        editor_->addWidget(seconds_, 1, 0);
        editor_->addWidget(remove_, 1, 1);
        editor_->addWidget(fps_, 2, 0, 1, 2);
    } else {
        editor_->addWidget(easingLabel_, 0, 0);
        editor_->addWidget(remove_, 0, 1, Qt::AlignRight);
        editor_->addWidget(easing_, 1, 0);
        editor_->addWidget(seconds_, 1, 1);
        editor_->addWidget(fpsLabel_, 2, 0);
        editor_->addWidget(fps_, 2, 1);
    }
    for (QLabel* label : {easingLabel_, fpsLabel_}) label->setVisible(!narrow_);
    for (QDoubleSpinBox* spin : {seconds_, fps_}) {
        spin->setMinimumWidth(narrow_ ? 0 : kNumber);
        spin->setMaximumWidth(narrow_ ? QWIDGETSIZE_MAX : kNumber);
    }
    fps_->setSuffix(narrow_ ? tr(" fps") : QString());
    right_->setFixedWidth(narrow_ ? kNarrowEditor : kEditor);
    for (QToolButton* made : {add_, playButton_, loop_, export_}) {
        made->setMinimumWidth(narrow_ ? kNarrowButton : 0);
        made->setMaximumWidth(narrow_ ? kNarrowButton : QWIDGETSIZE_MAX);
    }
}

QToolButton* Timeline::button(QWidget* parent, const char* iconName) {
    auto* made = new QToolButton(parent);
    made->setProperty("iconName", QLatin1String(iconName));
    made->setProperty("flat", true);
    made->setIconSize({size::kIcon, size::kIcon});
    return made;
}

QWidget* Timeline::buildButtons() {
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kUnit);
    add_ = button(box, "plus");
    playButton_ = button(box, "play");
    loop_ = button(box, "loop");
    export_ = button(box, "save");
    playButton_->setCheckable(true);
    loop_->setCheckable(true);
    export_->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(export_);
    film_ = menu->addAction(QString(), this, &Timeline::exportFilm);
    pictures_ = menu->addAction(QString(), this, &Timeline::exportPictures);
    export_->setMenu(menu);
    length_ = new QLabel(box);
    length_->setProperty("role", QStringLiteral("secondary"));
    length_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    grid->addWidget(add_, 0, 0);
    grid->addWidget(playButton_, 0, 1);
    grid->addWidget(loop_, 1, 0);
    grid->addWidget(export_, 1, 1);
    grid->addWidget(length_, 2, 0, 1, 2);
    connect(add_, &QToolButton::clicked, this, &Timeline::addKey);
    connect(playButton_, &QToolButton::clicked, this, &Timeline::togglePlay);
    connect(loop_, &QToolButton::clicked, this, [this](bool on) {
        Keyframes next = model_.keyframes();
        next.loop = on;
        model_.edit(next, tr("Loop"));
    });
    return box;
}

QWidget* Timeline::buildEditor() {
    right_ = new QStackedWidget(this);
    auto* editor = new QWidget(right_);
    editor_ = new QGridLayout(editor);
    editor_->setContentsMargins(0, 0, 0, 0);
    editor_->setSpacing(size::kUnit);
    editor_->setColumnStretch(0, 1);
    easingLabel_ = new QLabel(editor);
    fpsLabel_ = new QLabel(editor);
    for (QLabel* label : {easingLabel_, fpsLabel_}) {
        label->setProperty("role", QStringLiteral("secondary"));
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    easing_ = new QComboBox(editor);
    for (const core::Easing easing : kEasings) easing_->addItem(QString(), int(easing));
    seconds_ = new QDoubleSpinBox(editor);
    seconds_->setRange(kLeastSeconds, kMostSeconds);
    seconds_->setDecimals(2);
    fps_ = new QDoubleSpinBox(editor);
    fps_->setRange(1.0, 120.0);
    fps_->setDecimals(0);
    for (QDoubleSpinBox* spin : {seconds_, fps_}) {
        spin->setKeyboardTracking(false);
        spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
        connect(spin, &QAbstractSpinBox::editingFinished, this, [this, spin] {
            if (spin->hasFocus()) Q_EMIT confirmed();
        });
    }
    remove_ = button(editor, "close");
    right_->addWidget(editor);
    right_->addWidget(buildRunning());
    connect(easing_, &QComboBox::activated, this, [this](int index) {
        editSelected(
            [this, index](core::Keyframe& key) { key.easing = core::Easing(easing_->itemData(index).toInt()); },
            tr("Easing"));
    });
    connect(seconds_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        editSelected([value](core::Keyframe& key) { key.seconds = value; }, tr("Time to the next keyframe"));
    });
    connect(fps_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        Keyframes next = model_.keyframes();
        next.fps = value;
        model_.edit(next, tr("Frames a second"));
    });
    connect(remove_, &QToolButton::clicked, track_, &TimelineTrack::removeSelected);
    layOut();
    return right_;
}

QWidget* Timeline::buildRunning() {
    auto* running = new QWidget(right_);
    auto* column = new QVBoxLayout(running);
    column->setContentsMargins(0, 0, 0, 0);
    progressText_ = new QLabel(running);
    progressText_->setProperty("role", QStringLiteral("secondary"));
    progressText_->setWordWrap(true);
    progress_ = new QProgressBar(running);
    progress_->setTextVisible(false);
    cancel_ = new QToolButton(running);
    cancel_->setToolButtonStyle(Qt::ToolButtonTextOnly);
    column->addWidget(progressText_, 1);
    column->addWidget(progress_);
    column->addWidget(cancel_, 0, Qt::AlignRight);
    connect(cancel_, &QToolButton::clicked, this, &Timeline::cancelExport);
    return running;
}

void Timeline::editSelected(const std::function<void(core::Keyframe&)>& change, const QString& text) {
    const int key = track_->selected();
    if (key < 0) return;
    Keyframes next = model_.keyframes();
    change(next.keys[std::size_t(key)]);
    model_.edit(next, text);
}

void Timeline::addKey() {
    if (!ready()) return;
    const int after = track_->selected();
    model_.add(explore_.state().request, after);
    track_->select(after >= 0 && after + 2 < model_.size() ? after + 1 : model_.size() - 1);
}

void Timeline::sync() {
    const Keyframes& all = model_.keyframes();
    const int key = track_->selected();
    const bool several = model_.size() > 1 || (all.loop && model_.size() == 1);
    right_->setVisible(model_.size() > 0 || job_ != nullptr || width() >= kNarrow);
    add_->setEnabled(ready());
    playButton_->setEnabled(usable_ && several);
    export_->setEnabled(usable_ && several && job_ == nullptr);
    loop_->setChecked(all.loop);
    playButton_->setChecked(playing());
    length_->setText(several ? tr("%1 s").arg(QLocale().toString(all.duration(), 'f', 1)) : QString());
    // The last key has no way on, unless it leads back.
    const bool leads = key >= 0 && (all.loop || key + 1 < model_.size());
    easing_->setEnabled(leads);
    seconds_->setEnabled(leads);
    remove_->setEnabled(key >= 0);
    const QSignalBlocker quietSeconds(seconds_), quietFps(fps_);
    fps_->setValue(all.fps);
    if (key < 0) return;
    seconds_->setValue(all.keys[std::size_t(key)].seconds);
    easing_->setCurrentIndex(easing_->findData(int(all.keys[std::size_t(key)].easing)));
}

void Timeline::setUsable(bool usable) {
    usable_ = usable;
    if (!usable && playing()) stop();
    sync();
}

void Timeline::togglePlay() {
    if (playing()) return stop();
    if (!playButton_->isEnabled()) return sync();
    journey_ = std::make_shared<const core::Journey>(model_.keyframes().journey());
    clock_.start();
    play_.start(int(std::lround(1000.0 / model_.keyframes().fps)));
    showFrame(0.0);
    sync();
    tint();
}

void Timeline::stop() {
    play_.stop();
    track_->setPlayhead(-1.0);
    sync();
    tint();
    Q_EMIT framesEnded();
}

void Timeline::showFrame(double seconds) {
    const Keyframes& all = model_.keyframes();
    const double duration = std::max(all.duration(), kLeastSeconds);
    if (playing() && !all.loop && seconds > duration) return stop();
    const double at = all.loop ? std::fmod(seconds, duration) : seconds;
    track_->setPlayhead(at);
    const auto index = std::int64_t(std::lround(at / duration * double(journey_->frames - (all.loop ? 0 : 1))));
    engine_.sampler().requestFrame(journey_, std::clamp<std::int64_t>(index, 0, journey_->frames - 1));
}

void Timeline::tint() {
    playButton_->setProperty("iconName", playing() ? QStringLiteral("stop") : QStringLiteral("play"));
    for (QToolButton* made : findChildren<QToolButton*>())
        if (const QString name = made->property("iconName").toString(); !name.isEmpty()) made->setIcon(lineIcon(name));
}

void Timeline::retranslate() {
    const std::pair<QToolButton*, QString> buttons[] = {
        {add_, tr("Add the present picture as a keyframe (K)")},
        {playButton_, tr("Play in the view, and stop (Shift+K)")},
        {loop_, tr("Loop: from the last keyframe back to the first, without a seam")},
        {export_, tr("Write a film or pictures")},
        {remove_, tr("Remove the keyframe (Delete)")}};
    for (const auto& [made, text] : buttons) {
        made->setAccessibleName(text);
        made->setToolTip(text);
    }
    film_->setText(tr("Film (MP4)..."));
    pictures_->setText(tr("Pictures (PNG)..."));
    cancel_->setText(tr("Cancel"));
    cancel_->setAccessibleName(tr("Cancel the export"));
    cancel_->setToolTip(tr("Stops; the frames written so far are kept"));
    easingLabel_->setText(tr("To the next"));
    easing_->setAccessibleName(tr("Easing to the next keyframe"));
    easing_->setToolTip(tr("How the way to the next keyframe begins and ends"));
    const QString names[] = {tr("smooth"), tr("even"), tr("in"), tr("out")};
    for (int i = 0; i < easing_->count(); ++i) easing_->setItemText(i, names[i]);
    seconds_->setSuffix(tr(" s"));
    seconds_->setAccessibleName(tr("Seconds to the next keyframe"));
    seconds_->setToolTip(tr("Seconds to the next keyframe"));
    fpsLabel_->setText(tr("Frames/s"));
    layOut();
    fps_->setAccessibleName(tr("Frames a second"));
    fps_->setToolTip(tr("Frames a second, in the view and in the film"));
    track_->setAccessibleName(tr("Keyframes"));
    track_->setToolTip(
        tr("Drag a keyframe in time, past others too; double click goes to it; press beside them to see "
           "the frame there"));
    sync();
}

}  // namespace syper::ui
