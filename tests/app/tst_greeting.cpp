// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QLabel>
#include <QTest>

#include "core/api/convert.h"
#include "core/api/embedder.h"
#include "core/api/quantize.h"
#include "studio/application.h"
#include "studio/main_window.h"
#include "support/small_models.h"
#include "support/studio.h"
#include "vision/picture_set.h"
#include "widgets/explore_page.h"
#include "widgets/quantize_page.h"
#include "widgets/run_form.h"
#include "widgets/run_plot.h"
#include "widgets/theme.h"
#include "widgets/verify_page.h"

using namespace syper;
using service::ModelRole;
using studio::MainWindow;

namespace {

/// The program's data with small stand-ins for the four models that ship.
class Resources {
public:
    Resources() {
        const auto models = path() / "models";
        std::filesystem::create_directories(models);
        core::convertFile(SYPER_TEST_DATA "/generator/tiny32.pkl", models / "generator.safetensors", false);
        test::writeSmallModel(models / "teacher.safetensors", 1);
        core::RunControl control;
        for (const int bits : {8, 4}) {
            core::QuantizeConfig config;
            config.teacher = models / "teacher.safetensors";
            config.weightBits = config.activationBits = bits;
            config.images = vision::generatedPictures(models / "generator.safetensors", 4);
            config.steps = 1;
            config.batch = 2;
            config.out = path() / ("run" + std::to_string(bits));
            const auto student = core::runQuantize(
                                     config, [](const core::QuantizePoint&) {}, control)
                                     .student;
            std::filesystem::copy_file(student,
                                       models / (bits == 8 ? "student-w8a8.safetensors" : "student-w4a4.safetensors"));
        }
        for (const char* name : {"teacher", "student-w8a8", "student-w4a4"}) {
            const core::ModelThreshold threshold{.fmr = 1e-3, .value = 0.5, .set = "stand-ins"};
            core::writeModelThresholds(models / (std::string(name) + ".safetensors"), {&threshold, 1});
        }
        // The run that made the student, as it ships: without the student itself.
        std::filesystem::create_directories(path() / "runs");
        std::filesystem::rename(path() / "run8", path() / "runs" / "w8a8");
        std::filesystem::remove(path() / "runs" / "w8a8" / "student.safetensors");
        core::writeFile(path() / "runs" / "w8a8" / "job.json",
                        R"({"created": "2026-01-01T00:00:00", "student": "bundled:student-w8a8", "settings": {}})");
        qputenv("SYPER_RESOURCES", folder_.path().toUtf8());
    }
    ~Resources() { qunsetenv("SYPER_RESOURCES"); }

    [[nodiscard]] std::filesystem::path path() const { return folder_.path().toStdString(); }

private:
    QTemporaryDir folder_;
};

/// The first start of the program, with the real engine.
struct FirstStart {
    QTemporaryDir home;
    QSettings settings{home.filePath(QStringLiteral("studio.ini")), QSettings::IniFormat};
    std::unique_ptr<service::Engine> engine;
    std::unique_ptr<MainWindow> window;

    FirstStart() {
        qputenv("SYPER_HOME", home.path().toUtf8());
        engine = std::make_unique<service::Engine>(studio::engineFunctions(), settings);
        window = std::make_unique<MainWindow>(*engine);
        window->show();
    }
    template <typename Kind>
    Kind& page() {
        auto* found = window->findChild<Kind*>();
        window->showPage(found->name());
        return *found;
    }
    bool says(const QString& text) {
        return test::says(*window, text);
    }
};

}  // namespace

/// What somebody sees who starts the studio for the first time and clicks nothing.
class TestGreeting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        ui::Theme::apply(ui::ThemeMode::Light);
        studio::useLanguage(QStringLiteral("en"));
    }

    void everyPageIsFilledWithoutAClick() {
        const Resources resources;
        FirstStart start;
        for (const ModelRole role : service::kModelRoles) QVERIFY(start.engine->models().card(role).usable());
        QTRY_VERIFY(start.page<ui::ExplorePage>().shown());

        auto& quantize = start.page<ui::QuantizePage>();
        QCOMPARE(quantize.form().problem(), QString());
        QTRY_COMPARE(quantize.plot().runs().size(), 1);  // the shipped student's own
        QTRY_COMPARE(quantize.plot().runs().first()->pointCount(), 1);
        QCOMPARE(static_cast<service::Run*>(quantize.plot().runs().first())->result()->student,
                 QStringLiteral("bundled:student-w8a8"));
        QTRY_VERIFY_WITH_TIMEOUT(start.says(QStringLiteral("steps a run, measured here")), 240000);

        auto& verify = start.page<ui::VerifyPage>();
        QCOMPARE(verify.cards().size(), 3);  // the teacher and both students
        for (const ui::VerifyCard* card : verify.cards()) QTRY_VERIFY_WITH_TIMEOUT(card->accepts(), 240000);
        QVERIFY(start.says(QStringLiteral("FMR 1e-3 on stand-ins")));
    }

    void aMissingModelIsNamedWithItsPathAndAWayOut() {
        const Resources resources;
        const auto gone = resources.path() / "models" / "teacher.safetensors";
        std::filesystem::remove(gone);
        FirstStart start;
        const QString error = start.engine->models().card(ModelRole::Teacher).error;
        QVERIFY(error.contains(QString::fromStdString(gone.string())));
        QVERIFY(error.contains(QStringLiteral("install the program's models again")));
        QVERIFY(start.page<ui::QuantizePage>().form().problem().contains(error));
        QVERIFY(start.says(QString::fromStdString(gone.string())));
        auto& verify = start.page<ui::VerifyPage>();
        QCOMPARE(verify.cards().size(), 2);  // the students still compare
        for (const ui::VerifyCard* card : verify.cards()) QTRY_VERIFY_WITH_TIMEOUT(card->accepts(), 240000);
    }

    void withoutAGeneratorExploreSaysWhatToDo() {
        const Resources resources;
        const auto gone = resources.path() / "models" / "generator.safetensors";
        std::filesystem::remove(gone);
        FirstStart start;
        start.page<ui::ExplorePage>();
        QTRY_VERIFY(start.says(QStringLiteral("No generator is open")));
        QVERIFY(start.says(QString::fromStdString(gone.string())));
    }
};

QTEST_MAIN(TestGreeting)
#include "tst_greeting.moc"
