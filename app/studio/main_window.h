// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QMainWindow>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>

#include "service/engine.h"
#include "widgets/banner.h"
#include "widgets/model_chooser.h"
#include "widgets/page.h"
#include "widgets/rail.h"

namespace syper::studio {

class Closing;

/// The frame around the pages: rail, top bar with the three models, banner line, jobs.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// engine outlives this.
    explicit MainWindow(service::Engine& engine, QWidget* parent = nullptr);

    [[nodiscard]] const QList<ui::Page*>& pages() const noexcept { return pages_; }
    [[nodiscard]] ui::Page* currentPage() const;
    /// False if there is no page of that name.
    bool showPage(const QString& name);
    /// Looks into a file off the GUI thread and hands it to the page that knows what to do with it.
    void openFile(const QString& path);
    [[nodiscard]] ui::Banner& banner() noexcept { return *banner_; }
    /// Ends the program without a question: running work stops at its next gate.
    void endNow();

    /// The panel that slides over any page from the right when the rail's jobs button is on.
    void setJobsPanel(QWidget* panel);
    [[nodiscard]] bool hasJobsPanel() const noexcept { return jobsPanel_ != nullptr; }
    void showJobs(bool shown);
    /// The line at the bottom right: "2 jobs, 64 %, 3 min left"; empty hides it.
    void setJobsSummary(const QString& text);

Q_SIGNALS:
    /// openFile() is through; failure: why it could not be opened, else empty.
    void opened(const QString& path, const QString& failure);

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildFrame();
    QWidget* buildTopBar();
    QWidget* buildBottomBar();
    void addPages();
    void addJobs();
    void fillMenu();
    void turnTo(int index);
    void selectPage(int index);
    void placeJobsPanel();
    void showShortcuts();
    void quit();
    void retranslate();
    void tint();
    void restoreState();
    void handOver(const ui::OpenedFile& file);

    service::Engine& engine_;
    QList<ui::Page*> pages_;
    ui::Rail* rail_;
    QLabel* title_;
    QToolButton* help_;
    QToolButton* menuButton_;
    QStackedWidget* stack_;
    ui::Banner* banner_ = nullptr;
    QPushButton* summary_ = nullptr;
    QWidget* jobsPanel_ = nullptr;
    QPointer<QWidget> beforeJobs_;  // had the keyboard when the panel came
    Closing* closing_ = nullptr;
};

}  // namespace syper::studio
