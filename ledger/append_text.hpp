#pragma once

// The texts of decimal.hpp, ids.hpp and time.hpp, put behind what a string holds already. An answer
// is made of a dozen of them.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/time.hpp"

#include <string>
#include <string_view>

namespace bursar::ledger {

void append_text(std::string& out, Money money);
void append_text(std::string& out, std::string_view prefix, const Bits128& bits);
void append_text(std::string& out, Time time);

}  // namespace bursar::ledger
