// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/resources.h"

#include <cstdlib>

#include "core/api/error.h"

namespace syper::core {

namespace fs = std::filesystem;

fs::path resourceFolder() {
    if (const char* given = std::getenv("SYPER_RESOURCES"); given != nullptr && *given != '\0') return given;
    std::error_code none;
    const fs::path program = fs::read_symlink("/proc/self/exe", none);
    const fs::path installed = program.parent_path().parent_path() / "share" / "syper";
    if (!none && fs::is_directory(installed / "models", none)) return installed;
    if (fs::is_directory(fs::path(SYPER_SOURCE_RESOURCES), none)) return SYPER_SOURCE_RESOURCES;
    throw Error(Errc::NotFound, "the program's own data is missing (" + installed.string() +
                                    "); install it again or set SYPER_RESOURCES to its folder");
}

fs::path resolveModel(const std::string& given, const std::string& role) {
    const fs::path path = given == "bundled" ? resourceFolder() / "models" / (role + ".safetensors") : fs::path(given);
    std::error_code none;
    if (!fs::exists(path, none))
        throw Error(Errc::NotFound, "no file " + path.string() + "; check the name" +
                                        (given == "bundled" ? ", or install the program's models again" : ""));
    return path;
}

}  // namespace syper::core
