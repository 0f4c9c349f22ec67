// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QShortcut>

#include "service/run_folder.h"
#include "service/training_folder.h"
#include "studio/application.h"
#include "studio/closing.h"
#include "studio/open_file.h"
#include "studio/pages.h"
#include "widgets/icons.h"
#include "widgets/jobs_panel.h"
#include "widgets/scroll_column.h"
#include "widgets/shortcut_sheet.h"
#include "widgets/theme.h"

namespace syper::studio {

using namespace ui;

namespace {

constexpr int kFrame = 64;  // what a window manager and a task bar take of the screen

}  // namespace

MainWindow::MainWindow(service::Engine& engine, QWidget* parent)
    : QMainWindow(parent),
      engine_(engine),
      rail_(new Rail(this)),
      title_(new QLabel(this)),
      help_(new QToolButton(this)),
      menuButton_(new QToolButton(this)),
      stack_(new QStackedWidget(this)) {
    setAcceptDrops(true);
    // Twice the size on a small screen leaves less than we would like; the pages scroll then.
    setMinimumSize(QSize(960, 540).boundedTo(screen()->availableGeometry().size() - QSize(0, kFrame)));
    buildFrame();
    addPages();
    retranslate();
    tint();
    connect(&Theme::instance(), &Theme::changed, this, &MainWindow::tint);
    closing_ = new Closing(engine_, *banner_, this);
    connect(closing_, &Closing::began, this, [this] {
        engine_.settings().setValue(QStringLiteral("window/geometry"), saveGeometry());
        setEnabled(false);
    });
    connect(&engine_, &service::Engine::idle, this, [] { QApplication::exit(0); });
    restoreState();
}

void MainWindow::buildFrame() {
    auto* central = new QWidget(this);
    auto* row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(rail_);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(buildTopBar());
    column->addWidget(stack_, 1);
    pages_ = makePages(engine_, stack_);  // here, since what is made first comes first for the Tab key
    column->addWidget(buildBottomBar());
    row->addLayout(column, 1);
    setCentralWidget(central);
}

QWidget* MainWindow::buildTopBar() {
    auto* bar = new QFrame(this);
    bar->setObjectName(QStringLiteral("topBar"));
    bar->setFixedHeight(size::kTopBar);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(size::kMargin, 0, size::kGapWide, 0);
    row->setSpacing(size::kGap);
    title_->setProperty("role", QStringLiteral("title"));
    row->addWidget(title_);
    row->addStretch(1);
    for (const service::ModelRole role : service::kModelRoles) {
        auto* chooser = new ModelChooser(role, engine_.models(), bar);
        row->addWidget(chooser);
        setTabOrder(chooser, help_);
    }
    connect(&engine_.models(), &service::ModelChoices::refused, this,
            [this](const QString& text) { banner_->show({.kind = Notice::Kind::Bad, .text = text}); });
    setTabOrder(help_, menuButton_);
    row->addSpacing(size::kGap);
    for (QToolButton* button : {help_, menuButton_}) {
        button->setProperty("flat", true);
        row->addWidget(button);
    }
    connect(help_, &QToolButton::clicked, this, &MainWindow::showShortcuts);
    menuButton_->setMenu(new QMenu(menuButton_));
    menuButton_->setPopupMode(QToolButton::InstantPopup);
    return bar;
}

QWidget* MainWindow::buildBottomBar() {
    auto* bar = new QFrame(this);
    bar->setObjectName(QStringLiteral("bottomBar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, size::kGapWide, 0);
    banner_ = new Banner(bar);
    summary_ = new QPushButton(bar);
    row->addWidget(banner_, 1);
    row->addWidget(summary_);
    summary_->setFlat(true);
    summary_->hide();
    connect(summary_, &QPushButton::clicked, this, [this] { showJobs(true); });
    return bar;
}

void MainWindow::addPages() {
    for (Page* page : std::as_const(pages_)) {
        stack_->addWidget(scrolled(new ScrolledPage(page), stack_));
        rail_->add(*page);
        connect(page, &Page::notice, banner_, &Banner::show);
        connect(page, &Page::fileChosen, this, &MainWindow::openFile);
    }
    for (int i = 0; i < pages_.size(); ++i) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), this);
        connect(shortcut, &QShortcut::activated, this, [this, i] { turnTo(i); });
    }
    const std::pair<QKeySequence, void (MainWindow::*)()> keys[] = {
        {QKeySequence(Qt::CTRL | Qt::Key_Q), &MainWindow::quit},
        {QKeySequence(Qt::Key_F1), &MainWindow::showShortcuts}};
    for (const auto& [sequence, slot] : keys) {
        auto* shortcut = new QShortcut(sequence, this);
        connect(shortcut, &QShortcut::activated, this, slot);
    }
    connect(rail_, &Rail::selected, this, &MainWindow::turnTo);
    connect(rail_->jobs(), &QToolButton::clicked, this, [this](bool on) { showJobs(on); });
    rail_->jobs()->hide();
    selectPage(0);
    addJobs();
}

void MainWindow::addJobs() {
    connectPages(pages_, [this](const QString& name) { showPage(name); });
    auto* jobs = new JobsPanel(engine_.jobs(), this);
    setJobsPanel(jobs);
    connect(jobs, &JobsPanel::summaryChanged, this, &MainWindow::setJobsSummary);
    connect(jobs, &JobsPanel::closeRequested, this, [this] { showJobs(false); });
    engine_.runs().load(service::bundledRuns());
    engine_.trainings().load(service::bundledTrainings() +
                             engine_.settings().value(QStringLiteral("train/folders")).toStringList());
}

Page* MainWindow::currentPage() const {
    return pages_.value(stack_->currentIndex());
}

bool MainWindow::showPage(const QString& name) {
    for (int i = 0; i < pages_.size(); ++i) {
        if (pages_[i]->name() != name) continue;
        selectPage(i);
        return true;
    }
    return false;
}

// Somebody's own step to another page; what the last one had to tell goes.
void MainWindow::turnTo(int index) {
    if (index != stack_->currentIndex()) banner_->passOn();
    selectPage(index);
}

void MainWindow::selectPage(int index) {
    stack_->setCurrentIndex(index);
    rail_->select(index);
    title_->setText(pages_[index]->title());
    engine_.settings().setValue(QStringLiteral("window/page"), pages_[index]->name());
}

void MainWindow::openFile(const QString& path) {
    engine_.tasks().run(
        this, [path] { return lookInto(path); },
        [this, path](service::Outcome<OpenedFile> outcome) {
            QString failure;
            if (const auto* file = std::get_if<OpenedFile>(&outcome))
                handOver(*file);
            else
                failure = std::get<service::Failure>(outcome).text;
            if (!failure.isEmpty()) banner_->show({.kind = Notice::Kind::Bad, .text = failure});
            Q_EMIT opened(path, failure);
        });
}

void MainWindow::handOver(const OpenedFile& file) {
    if (currentPage()->open(file)) return;
    for (Page* page : std::as_const(pages_)) {
        if (page == currentPage() || !page->open(file)) continue;
        showPage(page->name());
        return;
    }
    banner_->show({.kind = Notice::Kind::Bad,
                   .text = tr("Nothing here opens %1 (%2). Drop a network, a recognition model or a picture.")
                               .arg(QFileInfo(file.path).fileName(), file.kind)});
}

void MainWindow::setJobsPanel(QWidget* panel) {
    jobsPanel_ = panel;
    panel->setParent(centralWidget());
    panel->hide();
    rail_->jobs()->show();
    auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_J), this);
    connect(shortcut, &QShortcut::activated, this, [this] { showJobs(!jobsPanel_->isVisible()); });
}

void MainWindow::showJobs(bool shown) {
    if (jobsPanel_ == nullptr) return;
    rail_->jobs()->setChecked(shown);
    rail_->select(stack_->currentIndex());
    QWidget* focused = focusWidget();
    const bool within = focused != nullptr && (focused == jobsPanel_ || jobsPanel_->isAncestorOf(focused));
    if (shown && !within) beforeJobs_ = focused;
    jobsPanel_->setVisible(shown);
    if (!shown) {
        // Back to where the keyboard was, not to what happens to come next.
        if (within) (beforeJobs_ && beforeJobs_->isVisible() ? beforeJobs_.data() : rail_->jobs())->setFocus();
        return;
    }
    placeJobsPanel();
    jobsPanel_->raise();
    jobsPanel_->setFocus();
}

void MainWindow::placeJobsPanel() {
    if (jobsPanel_ == nullptr) return;
    const int width = std::min(centralWidget()->width() - size::kRail, size::kSidePanel * 3 / 2);
    jobsPanel_->setGeometry(centralWidget()->width() - width, size::kTopBar, width,
                            centralWidget()->height() - size::kTopBar - size::kBottomBar);
}

void MainWindow::setJobsSummary(const QString& text) {
    summary_->setText(text);
    summary_->setAccessibleName(text);
    summary_->setVisible(!text.isEmpty());
}

void MainWindow::fillMenu() {
    QMenu* menu = menuButton_->menu();
    menu->clear();
    menu->addSection(tr("Appearance"));
    auto* modes = new QActionGroup(menu);
    const std::pair<ThemeMode, QString> themes[] = {
        {ThemeMode::System, tr("As the system")}, {ThemeMode::Light, tr("Light")}, {ThemeMode::Dark, tr("Dark")}};
    for (const auto& [mode, text] : themes) {
        QAction* action = modes->addAction(menu->addAction(text));
        action->setCheckable(true);
        action->setChecked(Theme::instance().mode() == mode);
        connect(action, &QAction::triggered, this, [this, mode = mode] {
            engine_.settings().setValue(QStringLiteral("window/theme"), int(mode));
            Theme::apply(mode);
        });
    }
    menu->addSection(tr("Language"));
    auto* languages = new QActionGroup(menu);
    const std::pair<const char*, QString> names[] = {{"en", QStringLiteral("English")},
                                                     {"de", QStringLiteral("Deutsch")}};
    for (const auto& [code, text] : names) {
        QAction* action = languages->addAction(menu->addAction(text));
        action->setCheckable(true);
        action->setChecked(currentLanguage() == QLatin1String(code));
        connect(action, &QAction::triggered, this, [this, code = QString(QLatin1String(code))] {
            engine_.settings().setValue(QStringLiteral("window/language"), code);
            useLanguage(code);
        });
    }
    menu->addSeparator();
    menu->addAction(tr("Keyboard shortcuts (?)"), this, &MainWindow::showShortcuts);
    menu->addAction(tr("Quit (Ctrl+Q)"), this, &MainWindow::quit);
}

void MainWindow::showShortcuts() {
    const QList<std::pair<QString, QString>> everywhere{
        {tr("Ctrl+1, Ctrl+2 ..."), tr("The pages")},
        {tr("Ctrl+J"), tr("Jobs: what runs and what ran")},
        {tr("Tab, Shift+Tab"), tr("The next and the previous control")},
        {tr("?"), tr("This sheet")},
        {tr("Ctrl+Q"), tr("Quit")},
    };
    auto* sheet =
        new ShortcutSheet({{currentPage()->title(), currentPage()->shortcuts()}, {tr("Everywhere"), everywhere}}, this);
    sheet->open();
}

void MainWindow::retranslate() {
    setWindowTitle(tr("SyPer Studio"));
    setLocale(QLocale());  // how numbers are written in every control
    if (summary_->text().isEmpty()) summary_->setAccessibleName(tr("Jobs"));
    rail_->retranslate(pages_);
    title_->setText(currentPage()->title());
    help_->setAccessibleName(tr("Keyboard shortcuts"));
    help_->setToolTip(tr("Keyboard shortcuts (?)"));
    menuButton_->setAccessibleName(tr("Menu"));
    menuButton_->setToolTip(tr("Menu"));
    fillMenu();
}

void MainWindow::tint() {
    help_->setIcon(lineIcon(QStringLiteral("help")));
    menuButton_->setIcon(lineIcon(QStringLiteral("menu")));
    for (QToolButton* button : {help_, menuButton_}) button->setIconSize({size::kIcon, size::kIcon});
    fillMenu();
}

void MainWindow::restoreState() {
    QSettings& settings = engine_.settings();
    const QSize wanted(1280, 800);
    const QSize room = screen()->availableGeometry().size();
    resize(wanted);
    // A frame and a title bar need their place too.
    if (!restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray()) &&
        (room.width() < wanted.width() + kFrame || room.height() < wanted.height() + kFrame))
        setWindowState(windowState() | Qt::WindowMaximized);
    showPage(settings.value(QStringLiteral("window/page")).toString());
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QMainWindow::changeEvent(event);
}

// A key press, not a shortcut: a text field that takes "?" as a character keeps it.
void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->text() == QLatin1String("?")) return showShortcuts();
    QMainWindow::keyPressEvent(event);
}

void MainWindow::quit() {
    close();
}

void MainWindow::endNow() {
    closing_->want(true);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    placeJobsPanel();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    event->ignore();  // the program ends by itself when the engine has
    closing_->want(qGuiApp->isSavingSession());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) openFile(url.toLocalFile());
    event->acceptProposedAction();
}

}  // namespace syper::studio
