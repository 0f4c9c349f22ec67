// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/convert.h"

#include <filesystem>
#include <memory>

#include "cli/figures.h"
#include "cli/verbs.h"
#include "core/api/error.h"
#include "core/api/manifest.h"
#include "core/api/resources.h"

namespace syper::cli {

void addConvert(CLI::App& root, Session& session) {
    struct Flags {
        std::string in, out;
        bool f32 = false;
    };
    const auto flags = std::make_shared<Flags>();
    CLI::App& verb =
        addVerb(root, session, "convert", "Rewrites any readable weights as .safetensors",
                "syper convert network-snapshot-025000.pkl generator.safetensors", [&session, flags] {
                    if (std::filesystem::path(flags->out).extension() != ".safetensors")
                        throw core::Error(core::Errc::Unsupported,
                                          "convert writes .safetensors, not " + flags->out +
                                              "; name it so, or use export for other formats");
                    core::Manifest manifest("convert");
                    const std::string in = core::resolveModel(flags->in, core::kBundledGenerator).string();
                    const core::ConvertResult result = core::convertFile(in, flags->out, flags->f32);
                    manifest.model("weights", in);
                    manifest.result(flags->out);
                    manifest.writeBeside(flags->out);
                    session.finish({{"tensors", result.tensors}, {"bytes", result.bytes}},
                                   flags->out + ": " + grouped(result.tensors) + " tensors, " + byteText(result.bytes));
                });
    verb.add_option("IN", flags->in, "Weights: .pkl, .pth, .pt, .safetensors, .npy, .npz; or bundled, the generator")
        ->required();
    verb.add_option("OUT", flags->out, "The .safetensors file to write")->required();
    verb.add_flag("--f32", flags->f32, "Make all floating-point tensors float32 (default: types are kept)");
}

}  // namespace syper::cli
