// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QXmlStreamReader>

namespace {

struct Message {
    QString source;
    QStringList texts;  ///< one, or a form a number
    bool numerus = false, unfinished = false;
};

QList<Message> messages(const QString& language) {
    QFile file(QStringLiteral(SYPER_TEST_DATA "/../../translations/studio_%1.ts").arg(language));
    QList<Message> out;
    if (!file.open(QIODevice::ReadOnly)) return out;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == QLatin1String("message")) {
            out.append(Message{});
            out.last().numerus = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
        } else if (xml.name() == QLatin1String("source")) {
            out.last().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            out.last().unfinished = xml.attributes().hasAttribute(QLatin1String("type"));
            if (!out.last().numerus) out.last().texts = {xml.readElementText()};
        } else if (xml.name() == QLatin1String("numerusform")) {
            out.last().texts.append(xml.readElementText());
        }
    }
    return out;
}

QSet<QString> places(const QString& text) {
    static const QRegularExpression place(QStringLiteral("%(n|[0-9]+)"));
    QSet<QString> out;
    for (auto found = place.globalMatch(text); found.hasNext();) out.insert(found.next().captured());
    return out;
}

}  // namespace

/// The catalogues are whole, and say the same with the same values in them.
class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextIsTranslated_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("English plurals") << QStringLiteral("en");
        QTest::newRow("German") << QStringLiteral("de");
    }
    void everyTextIsTranslated() {
        QFETCH(QString, language);
        const QList<Message> all = messages(language);
        QVERIFY(!all.isEmpty());
        for (const Message& message : all) {
            QVERIFY2(!message.unfinished, qPrintable(message.source));
            QCOMPARE(message.texts.size(), message.numerus ? 2 : 1);
            for (const QString& text : message.texts) {
                QVERIFY2(!text.isEmpty(), qPrintable(message.source));
                QVERIFY2(places(text) == places(message.source), qPrintable(message.source));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestTranslations)
#include "tst_translations.moc"
