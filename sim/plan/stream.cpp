// SPDX-License-Identifier: MIT
// Hashes seed and name of an input to the key of its random stream.
#include "sim/plan/stream.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include <openssl/evp.h>

namespace citypeak::plan {

std::uint64_t stream_key(std::uint64_t seed, std::string_view input_name) {
  constexpr int key_bytes = 8;
  std::string message;
  message.reserve(key_bytes + input_name.size());
  for (int i = 0; i < key_bytes; ++i) message += static_cast<char>((seed >> (8 * i)) & 0xff);
  message += input_name;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(message.data(), message.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available in this libcrypto");
  }
  std::uint64_t key = 0;
  for (int i = 0; i < key_bytes; ++i) key |= std::uint64_t{digest[static_cast<std::size_t>(i)]} << (8 * i);
  return key;
}

}  // namespace citypeak::plan
