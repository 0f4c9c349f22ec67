// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/model_chooser.h"

#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QStyleOptionToolButton>
#include <QStylePainter>
#include <QWidgetAction>
#include <algorithm>

#include "widgets/file_picker.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {

using service::ModelCard;
using service::ModelRole;

namespace {

constexpr int kMostWords = size::kSidePanel * 5 / 8, kLeastWords = size::kThumbnail;  // pixels

}  // namespace

ModelChooser::ModelChooser(ModelRole role, service::ModelChoices& models, QWidget* parent)
    : QToolButton(parent), role_(role), models_(models), menu_(new QMenu(this)) {
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setProperty("chooser", true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setIconSize({size::kIcon, size::kIcon});
    setMenu(menu_);
    connect(menu_, &QMenu::aboutToShow, this, &ModelChooser::fillMenu);
    const auto mine = [this](ModelRole changed) {
        if (changed == role_) refresh();
    };
    connect(&models_, &service::ModelChoices::chosen, this, mine);
    connect(&models_, &service::ModelChoices::read, this, mine);
    connect(&Theme::instance(), &Theme::changed, this, &ModelChooser::refresh);
    refresh();
}

QString ModelChooser::roleText() const {
    switch (role_) {
        case ModelRole::Generator:
            return tr("Generator");
        case ModelRole::Teacher:
            return tr("Teacher");
        case ModelRole::Student:
            return tr("Student");
    }
    return {};
}

void ModelChooser::refresh() {
    const ModelCard& card = models_.card(role_);
    const QString name = card.usable() ? card.name() : tr("none");
    const QString text = tr("%1: %2").arg(roleText(), name);
    setText(text);
    setIcon(card.usable() ? lineIcon(QStringLiteral("model"))
                          : lineIcon(QStringLiteral("caution"), Theme::palette().caution));
    setAccessibleName(text);
    setToolTip(card.usable() ? card.path : card.error);
}

QSize ModelChooser::sizeFor(int words) const {
    return QToolButton::sizeHint() + QSize(words - fontMetrics().horizontalAdvance(text()), 0);
}

QSize ModelChooser::sizeHint() const {
    return sizeFor(std::min(kMostWords, fontMetrics().horizontalAdvance(text()) + 1));  // advances are rounded
}

QSize ModelChooser::minimumSizeHint() const {
    return sizeFor(std::min(kLeastWords, fontMetrics().horizontalAdvance(text())));
}

void ModelChooser::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text = fontMetrics().elidedText(text(), Qt::ElideMiddle, width() - sizeFor(0).width());
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
}

QString ModelChooser::cardText() const {
    const ModelCard& card = models_.card(role_);
    const auto line = [](const QString& text) { return QStringLiteral("<br>") + text.toHtmlEscaped(); };
    if (!card.usable())
        return QStringLiteral("<b>") + tr("%1: nothing chosen").arg(roleText()) + QStringLiteral("</b>") +
               line(card.error);
    QString text = QStringLiteral("<b>") + card.name().toHtmlEscaped() + QStringLiteral("</b>");
    text += line(card.bundled() ? tr("ships with the program") : QFileInfo(card.path).absolutePath());
    if (!card.info) return text + line(tr("reading the file ..."));
    const core::FileInfo& info = *card.info;
    const QLocale locale;
    text += line(
        tr("%1, %2 parameters").arg(locale.formattedDataSize(info.bytes), locale.toString(qlonglong(info.parameters))));
    if (info.resolution > 0)
        text += line(tr("%1 x %1 pixels, %2").arg(info.resolution).arg(QString::fromStdString(info.architecture)));
    if (info.weightBits > 0)
        text += line(tr("%1, weights %2 bits, activations %3 bits")
                         .arg(QString::fromStdString(info.architecture))
                         .arg(info.weightBits)
                         .arg(info.activationBits));
    else if (info.resolution == 0)
        text += line(QString::fromStdString(info.architecture));
    return text + line(tr("SHA-256 %1").arg(QString::fromStdString(info.sha256).left(16)));
}

void ModelChooser::addChoice(const QString& choice, const QString& text) {
    QAction* action = menu_->addAction(text);
    action->setCheckable(true);
    action->setChecked(models_.card(role_).choice == choice);
    action->setToolTip(choice);
    connect(action, &QAction::triggered, this, [this, choice] { models_.choose(role_, choice); });
}

void ModelChooser::fillMenu() {
    menu_->clear();
    auto* label = new QLabel(cardText(), menu_);
    label->setMargin(size::kGapWide);
    label->setWordWrap(true);
    label->setMinimumWidth(size::kSidePanel);
    auto* card = new QWidgetAction(menu_);
    card->setDefaultWidget(label);
    menu_->addAction(card);
    menu_->addSeparator();
    for (const QString& choice : service::ModelChoices::bundled(role_))
        addChoice(choice, tr("%1 (ships with the program)").arg(choice.section(QLatin1Char(':'), 1)));
    for (const QString& file : models_.recent(role_)) addChoice(file, QFileInfo(file).fileName());
    menu_->addSeparator();
    menu_->addAction(lineIcon(QStringLiteral("open")), tr("Open..."), this, &ModelChooser::browse);
}

void ModelChooser::browse() {
    const QString filter = role_ == ModelRole::Generator ? tr("Networks (*.pkl *.pt *.pth *.safetensors)")
                                                         : tr("Models (*.pth *.pt *.safetensors)");
    FilePicker::current().openFile(window(),
                                   {.title = tr("Open: %1").arg(roleText()),
                                    .folder = QFileInfo(models_.card(role_).path).absolutePath(),
                                    .filter = filter + QStringLiteral(";;") + tr("All files (*)")},
                                   [this](const QString& path) { models_.open(role_, path); });
}

void ModelChooser::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) refresh();
    QToolButton::changeEvent(event);
}

}  // namespace syper::ui
