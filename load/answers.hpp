#pragma once

// Texts out of answers, found without taking the whole apart: a generator that shares its machine
// with what it measures must be cheap.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace bursar::load {

/// The text behind the last of the names, each looked for behind the one before it; as it stands,
/// escapes and all.
std::optional<std::string_view> text_under(std::string_view json,
                                           std::initializer_list<std::string_view> names);

/// The whole number behind the last member of that name.
std::optional<std::uint64_t> last_count(std::string_view json, std::string_view name);

}  // namespace bursar::load
