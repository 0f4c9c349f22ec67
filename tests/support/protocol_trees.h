// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/util/files.h"

namespace syper::test {

/// Small published tests as they lie on a user's disk; `picture` puts a file there.
using PutPicture = std::function<void(const std::filesystem::path&)>;

/// Subjects 1..3, two shots of each eye, fold 1 of closed_world and open_world, in a nested copy. Pairs: two genuine,
/// two of one person's two eyes, two impostor, over two files.
inline void makeUfprTree(const std::filesystem::path& data, const PutPicture& picture) {
    const std::filesystem::path root = data / "UFPR-Periocular";
    std::string list;
    for (int subject = 1; subject <= 3; ++subject)
        for (const char* shot : {"S1I01", "S2I06"})
            for (const char side : {'L', 'R'}) {
                const std::string name = "C000" + std::to_string(subject) + shot + side + ".jpg";
                picture(root / "periocularCropped" / name);
                list += name + " " + std::to_string(2 * (subject - 1) + (side == 'R')) + " 3 1 1 6\n";
            }
    for (const char* protocol : {"closed_world", "open_world", "open_world_valopen"}) {
        const std::filesystem::path folder = root / "experimentalProtocol" / protocol;
        core::writeFile(folder / "test_fold1.txt", list);
        core::writeFile(folder / "test_pairs/fold1/a.txt",
                        "C0001S1I01L.jpg C0001S2I06L.jpg 1\nC0001S1I01L.jpg C0001S1I01R.jpg 0\n"
                        "C0001S1I01L.jpg C0002S1I01L.jpg 0\n");
        core::writeFile(folder / "test_pairs/fold1/b.txt",
                        "C0002S1I01R.jpg C0002S2I06R.jpg 1\nC0003S1I01L.jpg C0003S2I06R.jpg 0\n"
                        "C0003S2I06R.jpg C0001S1I01R.jpg 0\n");
    }
}

/// Two subjects, two shots, both sides.
inline void makeCasiaTree(const std::filesystem::path& data, const PutPicture& picture) {
    std::string list;
    for (const char* stem : {"M30147D01", "M30147D02", "M30201D01", "M30201D02"})
        for (const char* side : {"_left", "_right"}) {
            picture(data / (std::string(stem) + side + ".jpg"));
            list += std::string(stem) + side + ".jpg\r\n";
        }
    picture(data / "M30300D01_left.jpg");  // not in the test list
    core::writeFile(data / "test_images.txt", list);
}

/// Two folds of one genuine and one impostor pair.
inline void makeLfwTree(const std::filesystem::path& data, const PutPicture& picture) {
    for (const char* name : {"Ann_Lee/Ann_Lee_0001.jpg", "Ann_Lee/Ann_Lee_0002.jpg", "Bo_Ek/Bo_Ek_0001.jpg",
                             "Bo_Ek/Bo_Ek_0012.jpg", "Cy/Cy_0001.jpg"})
        picture(data / "lfw" / name);
    core::writeFile(data / "pairs.txt", "2\t1\nAnn_Lee\t1\t2\nAnn_Lee\t1\tBo_Ek\t1\nBo_Ek\t1\t12\nBo_Ek\t12\tCy\t1\n");
}

inline void makeIdentityFolders(const std::filesystem::path& data, const PutPicture& picture) {
    for (const char* name : {"ann/1.png", "ann/deep/2.PNG", "bo/1.png", "bo/2.png", "cy/1.jpg"}) picture(data / name);
    core::writeFile(data / "ann/notes.txt", "not a picture");
}

}  // namespace syper::test
