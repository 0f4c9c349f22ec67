// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_plot_box.h"

#include <QSaveFile>
#include <QVBoxLayout>

#include "widgets/elided_label.h"
#include "widgets/file_picker.h"
#include "widgets/icons.h"

namespace syper::ui {

RunPlotBox::RunPlotBox(std::unique_ptr<CurveKind> kind, QWidget* parent)
    : QWidget(parent),
      plot_(nullptr),
      title_(new ElidedLabel(this)),
      smoothingLabel_(new QLabel(this)),
      smoothing_(new QSlider(Qt::Horizontal, this)),
      export_(new QToolButton(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    title_->setProperty("role", QStringLiteral("heading"));
    smoothingLabel_->setProperty("role", QStringLiteral("secondary"));
    smoothing_->setRange(0, 99);
    smoothing_->setFixedWidth(size::kSidePanel / 3);
    smoothingLabel_->setBuddy(smoothing_);
    export_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head->addWidget(title_, 1);
    head->addWidget(smoothingLabel_);
    head->addWidget(smoothing_);
    head->addSpacing(size::kGap);
    head->addWidget(export_);
    plot_ = new RunPlot(std::move(kind), this);
    smoothing_->setValue(int(plot_->smoothing() * 100.0));
    column->addLayout(head);
    column->addWidget(plot_, 1);
    connect(smoothing_, &QSlider::valueChanged, this, [this](int value) { plot_->setSmoothing(value / 100.0); });
    connect(export_, &QToolButton::clicked, this, &RunPlotBox::exportCurves);
    connect(&Theme::instance(), &Theme::changed, this, &RunPlotBox::retranslate);
    retranslate();
}

void RunPlotBox::setRuns(const QList<service::FolderRun*>& runs) {
    plot_->setRuns(runs);
    showTitle();
}

void RunPlotBox::showTitle() {
    const QList<service::FolderRun*>& runs = plot_->runs();
    title_->setText(runs.isEmpty()     ? tr("Curves")
                    : runs.size() == 1 ? tr("Curves of %1").arg(runs.first()->title())
                                       : tr("%n runs compared", nullptr, int(runs.size())));
    export_->setEnabled(!runs.isEmpty());
}

void RunPlotBox::exportCurves() {
    FilePicker::current().saveFile(window(),
                                   {.title = tr("Export the curves"),
                                    .folder = QStringLiteral("curves.svg"),
                                    .filter = tr("Pictures and numbers (*.svg *.pdf *.png *.csv)")},
                                   [this](const QString& file) { exportTo(file); });
}

void RunPlotBox::exportTo(const QString& file) {
    bool written = false;
    if (file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        QSaveFile out(file);
        written = out.open(QIODevice::WriteOnly) && out.write(plot_->csv()) >= 0 && out.commit();
    } else {
        written = plot_->exportTo(file);
    }
    const QString text =
        written ? tr("Saved %1").arg(file)
                : tr("Cannot write %1: check the folder and the free space, or choose another place.").arg(file);
    Q_EMIT notice({.kind = written ? Notice::Kind::Good : Notice::Kind::Bad, .text = text, .actions = {}});
}

void RunPlotBox::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void RunPlotBox::retranslate() {
    smoothingLabel_->setText(tr("Smoothing"));
    smoothing_->setAccessibleName(tr("Smoothing"));
    smoothing_->setToolTip(tr("Running mean over the measured values, which stay visible behind it"));
    export_->setText(tr("Export"));
    export_->setAccessibleName(tr("Export the curves"));
    export_->setToolTip(tr("Save the curves as SVG, PDF or PNG, or their numbers as CSV"));
    export_->setIcon(lineIcon(QStringLiteral("save")));
    showTitle();
}

}  // namespace syper::ui
