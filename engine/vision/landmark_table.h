// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "vision/eye_crop.h"

namespace syper::vision {

/// Landmarks by picture, from a table file,x1,y1,..,x5,y5: eyes (the one that is left in the upright picture first),
/// nose, mouth corners, in pixels. Several rows of one file are several faces.
class LandmarkTable {
public:
    /// Throws core::Error{NotFound, Io, BadFormat} naming the line.
    explicit LandmarkTable(const std::filesystem::path& path);

    /// The faces of a picture: by its path as given, else relative to the table, else by its base name. Empty where it
    /// is not listed. Throws core::Error{BadFormat} where only its base name fits and several files have it.
    [[nodiscard]] const std::vector<Landmarks>& find(const std::filesystem::path& picture) const;

private:
    struct Picture {
        std::string file;
        std::vector<Landmarks> faces;
    };

    std::string name_;
    std::vector<Picture> pictures_;
    std::map<std::string, std::size_t, std::less<>> byText_, byPath_;
    std::multimap<std::string, std::size_t, std::less<>> byName_;
};

}  // namespace syper::vision
