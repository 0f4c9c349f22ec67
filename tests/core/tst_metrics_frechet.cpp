// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/frechet.h"
#include "support/formula.h"
#include "support/refuses.h"
#include "support/tensors.h"

using namespace syper;
using core::Errc;
using core::FeatureMoments;

namespace {

/// `rows` rows of formula numbers, scaled and moved.
FeatureMoments formulaMoments(const std::string& key, std::size_t rows, std::size_t width, double scale, double shift) {
    FeatureMoments moments(width);
    const std::vector<double> u = test::formulaUniform(key, rows * width);
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<float> values;
        for (std::size_t i = 0; i < width; ++i) values.push_back(float(u[row * width + i] * scale + shift));
        moments.add(values);
    }
    return moments;
}

}  // namespace

class TestMetricsFrechet : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDistanceIsThatOfNumPy_data() {
        QTest::addColumn<int>("rowsA");
        QTest::addColumn<int>("rowsB");
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("scale");
        QTest::addColumn<double>("wanted");
        QTest::newRow("full rank") << 60 << 40 << 5 << 1.7 << 2.602043634302433;
        QTest::newRow("fewer rows than dimensions") << 6 << 9 << 8 << 0.5 << 0.5709421698989804;
    }
    void theDistanceIsThatOfNumPy() {
        QFETCH(int, rowsA);
        QFETCH(int, rowsB);
        QFETCH(int, width);
        QFETCH(double, scale);
        QFETCH(double, wanted);
        const auto a = formulaMoments("frechet/a", std::size_t(rowsA), std::size_t(width), 1.0, 0.0),
                   b = formulaMoments("frechet/b", std::size_t(rowsB), std::size_t(width), scale, 0.3);
        // Roots of eigenvalues near zero keep half of a double's digits.
        QVERIFY2(std::abs(core::frechetDistance(a, b) - wanted) < 1e-7,
                 qPrintable(QString::number(core::frechetDistance(a, b), 'g', 17)));
        QVERIFY(std::abs(core::frechetDistance(a, b) - core::frechetDistance(b, a)) < 1e-7);
    }

    void aSetIsAtNoDistanceFromItself() {
        const auto a = formulaMoments("frechet/a", 40, 6, 1.0, 0.0);
        QVERIFY(core::frechetDistance(a, a) < 1e-9);
    }

    void aShiftAloneIsItsSquaredLength() {
        const auto a = formulaMoments("frechet/a", 40, 4, 1.0, 0.0), b = formulaMoments("frechet/a", 40, 4, 1.0, 2.0);
        QVERIFY(std::abs(core::frechetDistance(a, b) - 16.0) < 1e-5);  // the rows are float32
    }

    void largeMeansCostNoDigits() {
        const auto near = formulaMoments("frechet/a", 50, 3, 1024.0, 0.0),
                   far = formulaMoments("frechet/a", 50, 3, 1024.0, 4194304.0);  // rounds the rows to halves
        const std::vector<double> a = near.covariance(), b = far.covariance();
        for (std::size_t i = 0; i < a.size(); ++i) QVERIFY(std::abs(a[i] - b[i]) < 40.0);
    }

    void whatHasNoCovarianceIsRefused() {
        FeatureMoments one(3), other(4);
        one.add(std::vector<float>{1, 2, 3});
        SYPER_REFUSES(one.covariance(), Errc::BadArgument);
        SYPER_REFUSES(FeatureMoments(3).mean(), Errc::BadArgument);
        SYPER_REFUSES(one.add(std::vector<float>{1, 2}), Errc::BadShape);
        SYPER_REFUSES(core::frechetDistance(one, other), Errc::BadShape);
    }
};

QTEST_APPLESS_MAIN(TestMetricsFrechet)
#include "tst_metrics_frechet.moc"
