#pragma once

// An API key is text that a person copies: prefix, 43 base62 characters that hold 256 random bits,
// an underscore, and 6 base62 characters of a checksum over all before it. So a mistyped or cut
// key is told apart without asking a table, and a scanner can find a leaked one.

#include "crypto/bytes.hpp"

#include <string>
#include <string_view>

namespace bursar::crypto {

/// `prefix` is what stands in front, "bur_test_" for one; letters, digits, '_' and '-'.
std::string make_api_key(std::string_view prefix, const Bytes<32>& random);

/// Shape and checksum, for any prefix. Says nothing about whether such a key was ever made.
bool well_formed_api_key(std::string_view key);

}  // namespace bursar::crypto
