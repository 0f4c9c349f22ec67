// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "cli/demo.h"
#include "core/api/svg_plot.h"

namespace syper::cli {
namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--page:#f7f7f5;--card:#fff;--line:#e9e9e6;--text:#1d1f21;--soft:#5b6166;--accent:#00707a}
@media(prefers-color-scheme:dark){:root{--page:#16181b;--card:#1e2125;--line:#2a2e33;--text:#eceef0;--soft:#a3abb3;--accent:#4cc3cd}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,'DejaVu Sans',sans-serif}
main{max-width:1040px;margin:0 auto;padding:24px}
header{padding:24px 0 8px}
h1{font-size:32px;line-height:1.2;margin:0 0 8px}
h2{font-size:21px;margin:0 0 4px}
p{max-width:46em;margin:8px 0}
.soft{color:var(--soft)}
section{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:20px 24px;margin:16px 0}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(112px,1fr));gap:8px;margin:12px 0}
.strip{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(72px,1fr);gap:8px;margin:12px 0;overflow-x:auto}
figure{margin:0}
figure img{display:block;width:100%;aspect-ratio:1;object-fit:cover;border-radius:6px;background:var(--line)}
figcaption{font-size:12px;color:var(--soft);text-align:center}
.plot{display:block;width:100%;height:auto;max-width:760px;margin:12px 0;border-radius:6px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:12px 0;font-variant-numeric:tabular-nums}
th,td{padding:8px 12px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left}
th{font-weight:600;color:var(--soft)}
.duo{display:flex;gap:4px}
.duo img{width:64px;height:64px;object-fit:cover;border-radius:6px}
.wrong{outline:2px solid #d55e00;outline-offset:-4px;border-radius:6px}
.key{display:inline-block;width:12px;height:12px;border-radius:6px;margin-right:8px;vertical-align:-1px}
code{background:var(--line);padding:2px 6px;border-radius:4px;font-size:14px;overflow-wrap:anywhere}
dt{font-weight:600;margin-top:12px}dd{margin:0}
)";

std::string base64(const std::string& bytes) {
    static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
    }
    return out;
}

std::string fixed(double value, int decimals) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string picture(const DemoPicture& shown) {
    return "<img alt=\"" + core::xmlText(shown.what) + "\" src=\"data:image/png;base64," + base64(shown.png) + "\">";
}

std::string figure(const DemoPicture& shown) {
    return "<figure>" + picture(shown) + "<figcaption>" + core::xmlText(shown.caption) + "</figcaption></figure>\n";
}

std::string plot(const std::string& svg, const std::string& what) {
    return "<img class=\"plot\" alt=\"" + core::xmlText(what) + "\" src=\"data:image/svg+xml;base64," + base64(svg) + "\">\n";
}

std::string paragraph(const std::string& text, const char* kind = "") {
    return std::string("<p") + (*kind != 0 ? std::string(" class=\"") + kind + "\"" : "") + ">" + text + "</p>\n";
}

std::string samplesSection(const DemoStory& story) {
    std::string out = "<section><h2>1. Eyes that nobody has</h2>\n";
    out += paragraph(
        "A generator drew these from random numbers: each number below is a seed, and the same seed gives the "
        "same eye on every machine. No photograph of a person was used to make this page.");
    out += "<div class=\"grid\">\n";
    for (const DemoPicture& each : story.samples) out += figure(each);
    out += "</div>\n";
    if (!story.walk.empty()) {
        out += paragraph(
            "The generator has directions of its own. Walking along the strongest one changes the first eye "
            "step by step; the middle picture is the eye as it was.");
        out += "<div class=\"strip\">\n";
        for (const DemoPicture& each : story.walk) out += figure(each);
        out += "</div>\n";
    }
    return out + "</section>\n";
}

std::string quantizeSection(const DemoStory& story) {
    const DemoModel& first = story.models[1];
    std::string out = "<section><h2>2. A recognizer learns to do with less</h2>\n";
    out += paragraph(
        "A recognizer turns an eye into 512 numbers. It usually calculates with 32 bits a number; the students "
        "here have 8 and 4. They learn from generated eyes alone, without a single label: a student is right "
        "when it gives the same 512 numbers as its full teacher. The curve is how far off it still is.");
    out += plot(story.lossSvg, "Loss of the students over " + std::to_string(first.points.size()) + " training steps");
    out += paragraph("This page took " + std::to_string(first.points.size()) +
                         " steps a student, enough to show the "
                         "mechanism. The published run takes thousands.",
                     "soft");
    return out + "</section>\n";
}

std::string modelsTable(const DemoStory& story) {
    std::string out =
        "<div class=\"scroll\"><table><tr><th>model</th><th>bits a number</th><th>size</th><th>equal error "
        "rate</th><th>agrees with teacher</th><th>time a picture</th></tr>\n";
    for (const DemoModel& model : story.models) {
        out += "<tr><td><span class=\"key\" style=\"background:#" + core::modelStyle(model.bits).color + "\"></span>" +
               core::xmlText(model.name) + "</td><td>" + std::to_string(model.bits) + "</td><td>" +
               fixed(double(model.bytes) / 1e6, 2) + " MB</td><td>" + fixed(model.figures.eer * 100, 2) +
               " %</td><td>" + (model.run ? fixed(model.run->cosineToTeacher, 3) : "1 (it is the teacher)") +
               "</td><td>" + fixed(model.millisecondsPerPicture, 1) + " ms</td></tr>\n";
    }
    return out + "</table></div>\n";
}

std::string pairsTable(const DemoStory& story) {
    std::string out = "<div class=\"scroll\"><table><tr><th>two pictures of</th>";
    for (const DemoModel& model : story.models)
        out += "<th>" + core::xmlText(model.name) + "<br>same from " + fixed(model.figures.eerThreshold, 3) + "</th>";
    out += "</tr>\n";
    for (std::size_t i = 0; i < story.pairs.size(); ++i) {
        const DemoPair& pair = story.pairs[i];
        out += "<tr><td><div class=\"duo\">" + picture(story.pictures[std::size_t(pair.a)]) +
               picture(story.pictures[std::size_t(pair.b)]) + "</div>" + (pair.genuine ? "one person" : "two people") +
               "</td>";
        for (const DemoModel& model : story.models) {
            const bool same = model.scores[i] >= model.figures.eerThreshold;
            out += same == pair.genuine ? "<td>" : "<td class=\"wrong\">";
            out += fixed(model.scores[i], 3) + "<br>" + (same ? "same" : "different") +
                   (same == pair.genuine ? "" : ", wrong") + "</td>";
        }
        out += "</tr>\n";
    }
    return out + "</table></div>\n";
}

std::string verifySection(const DemoStory& story) {
    const core::VerificationFigures& figures = story.models[0].figures;
    std::string out = "<section><h2>3. Is it the same eye?</h2>\n";
    out += paragraph(
        "Two pictures get a score: how alike their 512 numbers are, 1 at most. From a threshold on we say \"same\". "
        "Each model has its own: where its two kinds of mistake are about equally frequent on these pictures. A person "
        "here is an outline shared by several pictures whose light and skin differ.");
    out += pairsTable(story);
    out += paragraph(
        "All " + std::to_string(figures.genuine) + " pairs of one person and " + std::to_string(figures.impostor) +
        " pairs of two people together: each curve shows which mistakes a model makes when it is asked to be "
        "stricter (left) or more lenient (right). Nearer to the lower left corner is better.");
    out += plot(story.detSvg, "False match rate against false non-match rate of every model");
    out += modelsTable(story);
    out += paragraph(
        "So few generated people say how the parts work together, and nothing about how well a model recognizes "
        "living people.",
        "soft");
    return out + "</section>\n";
}

std::string wordsSection() {
    return "<section><h2>Words</h2><dl>\n"
           "<dt>Seed</dt><dd>The number from which a picture is drawn. Equal seeds give equal pictures.</dd>\n"
           "<dt>W8A8, W4A4</dt><dd>Weights and activations calculate with 8 or with 4 bits.</dd>\n"
           "<dt>False match</dt><dd>Two people are taken for one. Its share of all such pairs is the FMR.</dd>\n"
           "<dt>False non-match</dt><dd>One person is taken for two. Its share of all such pairs is the FNMR.</dd>\n"
           "<dt>Equal error rate</dt><dd>The FMR at the threshold where both rates are closest. Lower is better.</dd>\n"
           "<dt>Loss</dt><dd>The mean squared difference between the student's and the teacher's numbers.</dd>\n"
           "</dl></section>\n";
}

}  // namespace

core::Plot lossPlot(const std::vector<DemoModel>& models) {
    core::Plot plot;
    plot.title = "Distance to the teacher while learning";
    double low = INFINITY, high = 0, steps = 1;
    for (const DemoModel& model : models) {
        if (model.points.empty()) continue;
        core::PlotCurve curve{model.name, {}, {}, core::modelStyle(model.bits), {}};
        for (const core::QuantizePoint& point : model.points) {
            curve.x.push_back(double(point.step));
            curve.y.push_back(point.loss);
            if (model.points.size() <= 40) curve.marked.push_back(curve.x.size() - 1);
            steps = std::max(steps, double(point.step));
            if (!(point.loss > 0) || !std::isfinite(point.loss)) continue;
            low = std::min(low, point.loss);
            high = std::max(high, point.loss);
        }
        plot.curves.push_back(std::move(curve));
    }
    if (!(low < INFINITY)) low = high = 1.0;  // nothing measured, or the students are the teacher to the last bit
    plot.x = {"Step", 0, steps, false, true};
    plot.y = {"Loss", std::pow(10.0, std::floor(std::log10(low))), std::pow(10.0, std::floor(std::log10(high)) + 1),
              true};
    return plot;
}

std::string demoPage(const DemoStory& story) {
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<title>Eyes that nobody has</title>\n<style>" +
        std::string(kStyle) + "</style></head>\n<body><main>\n";
    out += "<header><h1>Eyes that nobody has, and a recognizer that learned from them</h1>\n";
    out += paragraph(
        "SyPer Studio draws eyes, teaches a small recognizer with them, and asks it who is who. Everything on "
        "this page was calculated on this computer in " +
        fixed(story.seconds, 0) + " seconds.");
    out += "</header>\n";
    out += samplesSection(story) + quantizeSection(story) + verifySection(story) + wordsSection();
    out += "<footer>" +
           paragraph("Made by SyPer Studio " SYPER_VERSION " with " + core::xmlText(story.network) + " (" +
                         std::to_string(story.resolution) + " x " + std::to_string(story.resolution) + " pixels) and " +
                         core::xmlText(story.teacher) + ". The same page again: <code>" + core::xmlText(story.command) + "</code>",
                     "soft");
    return out + "</footer></main></body></html>\n";
}

}  // namespace syper::cli
