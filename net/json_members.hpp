#pragma once

// What an answer says, for those of our own commands that asked.

#include <map>
#include <string>
#include <string_view>

namespace bursar::net {

/// The members of an object that are texts, numbers or truths, each as its text; members that hold
/// others are left out. Empty when the text is no JSON object.
std::map<std::string, std::string, std::less<>> json_members(std::string_view text);

}  // namespace bursar::net
