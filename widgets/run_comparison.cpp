// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run_comparison.h"

#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QSet>
#include <algorithm>
#include <functional>

#include "widgets/name_table.h"
#include "widgets/run_titles.h"
#include "widgets/text_format.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ImageSource;
using service::Run;
using service::RunSettings;

namespace {

struct Row {
    QString name;
    std::function<QString(const Run&)> text;
    bool always = false;
};

QString real(double value, int digits = 4) {
    return QLocale().toString(value, 'g', digits);
}

std::vector<Row> resultRows() {
    const auto of = [](auto text) {
        return [text](const Run& run) { return run.result() ? text(*run.result()) : QStringLiteral("\u2014"); };
    };
    return {
        {RunComparison::tr("Agreement with the teacher"),
         of([](const service::RunResult& r) { return QLocale().toString(r.cosine, 'f', 4); }), true},
        {RunComparison::tr("Final loss"), of([](const service::RunResult& r) { return real(r.finalLoss); }), true},
        {RunComparison::tr("Packed size"), of([](const service::RunResult& r) { return bytesText(r.bytesPacked); }),
         true},
        {RunComparison::tr("Steps done"), [](const Run& run) { return QLocale().toString(run.lastStep()); }, false}};
}

std::vector<Row> settingRows() {
    const auto of = [](auto text) { return [text](const Run& run) { return text(run.settings()); }; };
    const auto yes = [](bool value) { return value ? RunComparison::tr("yes") : RunComparison::tr("no"); };
    return {{RunComparison::tr("Bits"), of([](const RunSettings& s) { return s.bitsText(); })},
            {RunComparison::tr("Teacher"), of([](const RunSettings& s) { return s.teacher; })},
            {RunComparison::tr("First weights"), of([](const RunSettings& s) { return s.init; })},
            {RunComparison::tr("Scheme"), of([](const RunSettings& s) { return s.scheme; })},
            {RunComparison::tr("Images"), of([](const RunSettings& s) {
                 return s.source == ImageSource::Folder
                            ? s.images
                            : RunComparison::tr("%1 of %2").arg(QLocale().toString(s.count), s.network);
             })},
            {RunComparison::tr("Length"), of([](const RunSettings& s) {
                 if (!s.trains()) return RunComparison::tr("calibration");
                 return s.steps > 0 ? RunComparison::tr("%1 steps").arg(QLocale().toString(s.steps))
                                    : RunComparison::tr("%1 epochs").arg(s.epochs);
             })},
            {RunComparison::tr("Batch"), of([](const RunSettings& s) { return QString::number(s.batch); })},
            {RunComparison::tr("Learning rate"), of([](const RunSettings& s) { return real(s.effectiveLr()); })},
            {RunComparison::tr("Momentum"), of([](const RunSettings& s) { return real(s.momentum); })},
            {RunComparison::tr("Weight decay"), of([](const RunSettings& s) { return real(s.weightDecay); })},
            {RunComparison::tr("Gradient clip"), of([](const RunSettings& s) { return real(s.clip); })},
            {RunComparison::tr("Ranges freeze"), of([](const RunSettings& s) {
                 return s.freezeAfterSteps > 0 ? RunComparison::tr("after %1 steps").arg(s.freezeAfterSteps)
                                               : RunComparison::tr("after %1 epochs").arg(s.freezeAfterEpochs);
             })},
            {RunComparison::tr("Shuffled"), of([yes](const RunSettings& s) { return yes(s.shuffle); })},
            {RunComparison::tr("Augmented"), of([yes](const RunSettings& s) { return yes(s.augment); })},
            {RunComparison::tr("Seed"), of([](const RunSettings& s) { return QString::number(s.seed); })}};
}

}  // namespace

RunComparison::RunComparison(QWidget* parent) : QTableWidget(parent) {
    nameTable(*this, tr("Runs compared: results, and the settings that differ"));
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::ContiguousSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(size::kControl - size::kUnit);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    horizontalHeader()->setMinimumSectionSize(size::kThumbnail * 3 / 2);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(&Theme::instance(), &Theme::changed, this, &RunComparison::fill);
    setVisible(false);
}

void RunComparison::setRuns(const QList<Run*>& runs) {
    for (Run* run : std::as_const(runs_)) run->disconnect(this);
    runs_ = runs;
    for (Run* run : std::as_const(runs_)) connect(run, &Run::changed, this, &RunComparison::fill);
    fill();
    setVisible(runs_.size() > 1);
}

void RunComparison::fill() {
    if (runs_.size() < 2) return;
    QList<QStringList> cells;
    QStringList names;
    const auto add = [&](const Row& row) {
        QStringList texts;
        for (const Run* run : std::as_const(runs_)) texts << row.text(*run);
        if (!row.always && texts.count(texts.first()) == texts.size()) return;
        names << row.name;
        cells << texts;
    };
    for (const Row& row : resultRows()) add(row);
    for (const Row& row : settingRows()) add(row);
    setRowCount(int(names.size()));
    setColumnCount(1 + int(runs_.size()));
    const bool oneTeacher = std::ranges::all_of(
        runs_, [this](const Run* run) { return run->settings().teacher == runs_.first()->settings().teacher; });
    QStringList titles{QString()};
    QSet<QString> bits;
    for (const Run* run : std::as_const(runs_)) bits << run->settings().bitsText();
    if (oneTeacher && bits.size() == runs_.size())
        for (const Run* run : std::as_const(runs_)) titles << run->settings().bitsText();
    else
        titles << runTitles({runs_.begin(), runs_.end()});
    setHorizontalHeaderLabels(titles);
    for (int column = 1; column < columnCount(); ++column) horizontalHeaderItem(column)->setToolTip(titles[column]);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    const auto put = [this](int row, int column, const QString& text) {
        auto* made = new QTableWidgetItem(text);
        made->setToolTip(text);
        if (column == 0) made->setForeground(Theme::palette().secondary);
        setItem(row, column, made);
    };
    for (int row = 0; row < rowCount(); ++row) {
        put(row, 0, names[row]);
        for (int column = 1; column < columnCount(); ++column) put(row, column, cells[row][column - 1]);
    }
    nameTable(*this, tr("Runs compared: results, and the settings that differ"));
}

void RunComparison::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) fill();
    QTableWidget::changeEvent(event);
}

}  // namespace syper::ui
