// SPDX-License-Identifier: MIT
// SHA-256 fingerprints of inputs and results, so that a reviewer can tell whether a file is still the same.
#include "output/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace citypeak::output {
namespace {

void must(int status) {
  if (status != 1) throw std::runtime_error("libcrypto could not compute SHA-256");
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  must(state_->context ? 1 : 0);
  must(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) { must(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size())); }

std::string Sha256::finish() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  must(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size));
  std::string text;
  for (unsigned int index = 0; index < size; ++index) {
    text += digits[digest[index] >> 4U];
    text += digits[digest[index] & 0xFU];
  }
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

}  // namespace citypeak::output
