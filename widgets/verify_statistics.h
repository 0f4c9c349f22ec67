// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QTableWidget>
#include <QToolButton>
#include <optional>

#include "service/verify_types.h"
#include "widgets/page.h"
#include "widgets/verify_card.h"

class QVBoxLayout;

namespace syper::ui {

class DetPlot;

/// What decides, and how often it errs: the threshold for all models (each one's own, or a slider's), and the figures
/// on a labelled set as curves, histograms and a table.
class VerifyStatistics : public QFrame {
    Q_OBJECT
public:
    /// settings (thresholds measured here) outlive this.
    explicit VerifyStatistics(QSettings& settings, QWidget* parent = nullptr);

    /// What decides for a model: the slider's value, its own threshold, or one measured here.
    [[nodiscard]] std::optional<Threshold> thresholdOf(const core::ModelInfo& info) const;
    /// Where the slider stands while nobody has moved it.
    void showOwnThreshold(double value);
    /// Stands in place of figures while there are none; empty = what may be measured.
    void setProgress(const QString& text);
    /// Shows the figures and keeps thresholds for models that carry none.
    void setStatistics(const service::Statistics& statistics);
    [[nodiscard]] const std::optional<service::Statistics>& statistics() const noexcept { return statistics_; }
    [[nodiscard]] DetPlot& plot() noexcept { return *plot_; }
    void retranslate();

Q_SIGNALS:
    /// thresholdOf() answers differently now.
    void thresholdsChanged();
    /// The user wants figures; `at` is where to ask for the set.
    void setWanted(const QPoint& at);
    /// The user wants them on eyes that the generator makes up.
    void madeUpWanted();
    void notice(const syper::ui::Notice& notice);

private:
    void buildThreshold(QVBoxLayout& column);
    void buildFigures(QVBoxLayout& column);
    void setManual(std::optional<double> threshold);
    [[nodiscard]] double wantedFmr() const;
    void remember(const service::ModelStatistics& model, const QString& set);
    void showMadeUp(bool shown);
    void refresh();
    void fillTable();
    [[nodiscard]] QStringList tableRow(const service::ModelStatistics& model,
                                       const std::optional<Threshold>& threshold) const;
    void exportFigures();

    QSettings& settings_;
    QLabel *thresholdTitle_, *thresholdText_, *setTitle_, *empty_;
    QComboBox* fmr_;
    QToolButton *own_, *export_;
    QSlider* slider_;
    QPushButton *measure_, *madeUp_;
    DetPlot* plot_;
    QTableWidget* table_;
    std::optional<double> manual_;
    std::optional<service::Statistics> statistics_;
    QString progress_;
};

}  // namespace syper::ui
