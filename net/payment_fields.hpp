#pragma once

// What the answers about a payment tell, in pieces: the payer's receipt in either dialect, and the
// details for whoever may read them.

#include "net/schema.hpp"

#include <array>

namespace bursar::net::payment {

constexpr std::array parties = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("from_wallet_id", Kind::text, "The payer's wallet"),
    tells("to_wallet_id", Kind::text, "The payee's wallet", Need::optional),
    tells("to_external", Kind::text, "Or somebody outside", Need::optional),
    tells("amount", Kind::amount, "What the payee gets"),
};

constexpr std::array state = {
    tells("currency", Kind::text, "USD, or USDC when it was asked so"),
    tells("rail", Kind::text, "internal"),
    tells("status", Kind::text,
          "completed, refunded or partially_refunded; of one that needs approval pending_approval, "
          "cancelled or expired"),
    tells("description", Kind::text, "What the payer wrote", Need::optional),
};

/// Of a payment that needs approval, or needed it.
constexpr std::array approval = {
    tells("approval_id", Kind::text,
          "apr_ and the payment's 26 characters, where it needs approval", Need::optional),
    tells("approval_expires_at", Kind::time, "While it waits: how long", Need::optional),
};

constexpr std::array payers_own = {
    tells("category", Kind::text, "For the payer: what it is for, when that was said",
          Need::optional),
    tells("metadata", Kind::object, "For the payer: its own, when there is any", Need::optional),
};

constexpr std::array made = {
    tells("created_at", Kind::time, "When it was decided"),
};

}  // namespace bursar::net::payment
