// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "core/api/error.h"

namespace syper::core {
namespace {

class Digest {
public:
    Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
    void add(const void* bytes, std::size_t count) { EVP_DigestUpdate(context_.get(), bytes, count); }
    std::string hex() {
        std::array<unsigned char, 32> raw{};
        unsigned length = 0;
        EVP_DigestFinal_ex(context_.get(), raw.data(), &length);
        static constexpr char kDigits[] = "0123456789abcdef";
        std::string text;
        for (const unsigned char byte : raw) {
            text += kDigits[byte >> 4];
            text += kDigits[byte & 15];
        }
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256(std::string_view bytes) {
    Digest digest;
    digest.add(bytes.data(), bytes.size());
    return digest.hex();
}

std::string sha256File(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error(Errc::NotFound, "cannot open " + path.string() + "; check the name and its permissions");
    Digest digest;
    std::vector<char> block(1 << 20);
    while (in) {
        in.read(block.data(), std::streamsize(block.size()));
        digest.add(block.data(), std::size_t(in.gcount()));
    }
    if (in.bad()) throw Error(Errc::Io, "cannot read " + path.string() + " to its end; check the disk");
    return digest.hex();
}

}  // namespace syper::core
