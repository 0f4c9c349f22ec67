// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFrame>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStringList>
#include <vector>

#include "service/hard_set.h"

namespace syper::ui {

/// The spots of a hard set, the newest first.
class HardSetModel : public QAbstractListModel {
    Q_OBJECT
public:
    /// set outlives this.
    explicit HardSetModel(const service::HardSet& set, QObject* parent = nullptr);

    [[nodiscard]] QString recipe(int row) const { return rows_[std::size_t(row)].recipe; }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    /// Makes texts and pictures anew.
    void refresh();

private:
    struct Row {
        QString recipe, text;
        QPixmap picture;
    };
    const service::HardSet& set_;
    std::vector<Row> rows_;
};

/// The hard set as a panel that opens over the page: when spots are collected, which there are, and where they go.
class HardSetPanel : public QFrame {
    Q_OBJECT
public:
    /// set outlives this.
    explicit HardSetPanel(const service::HardSet& set, QWidget* parent = nullptr);

    void setCollecting(bool automatic, double loss);
    [[nodiscard]] bool automatic() const { return automatic_->isChecked(); }
    /// Similarity that a student may lose against its teacher.
    [[nodiscard]] double loss() const { return loss_->value(); }
    [[nodiscard]] QListView* list() const noexcept { return list_; }
    /// Opens above `anchor`.
    void openAt(const QWidget& anchor);
    void retranslate();

Q_SIGNALS:
    void collectingChanged();
    void chosen(const QString& recipe);
    void removeWanted(const QStringList& recipes);
    void exportWanted();
    void quantizeWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void removeSelected();

    HardSetModel* model_;
    QLabel *title_, *text_, *empty_, *lossLabel_;
    QCheckBox* automatic_;
    QDoubleSpinBox* loss_;
    QListView* list_;
    QPushButton *quantize_, *export_, *remove_;
};

}  // namespace syper::ui
