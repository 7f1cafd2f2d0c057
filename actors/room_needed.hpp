#pragma once

// Which calls are refused while there is little room: on the disk, or behind the views.

#include "actors/commands.hpp"
#include "actors/dispute_commands.hpp"
#include "actors/outcome_commands.hpp"
#include "actors/payout_commands.hpp"
#include "actors/service_commands.hpp"
#include "actors/token_commands.hpp"
#include "actors/webhook_commands.hpp"

namespace bursar::actors {

/// Refused with read_only while the disk is nearly full. What is not listed goes on: reads, and
/// what gives back or protects, for whose few records the room below the mark is kept. That is
/// revoking a key, freezing a wallet and accepting the clock; expiries and releases of holds will
/// belong to it.
template <class C>
inline constexpr bool needs_room = false;
template <>
inline constexpr bool needs_room<PayCall> = true;  // and so each part of a batch
template <>
inline constexpr bool needs_room<AuthorizeCall> = true;
template <>
inline constexpr bool needs_room<PayOutCall> = true;
template <>
inline constexpr bool needs_room<MakeWebhookCall> = true;
template <>
inline constexpr bool needs_room<MakeServiceCall> = true;
template <>
inline constexpr bool needs_room<ChangeServiceCall> = true;
template <>
inline constexpr bool needs_room<MarkServiceCall> = true;
template <>
inline constexpr bool needs_room<FundCall> = true;
template <>
inline constexpr bool needs_room<ClearCall> = true;
template <>
inline constexpr bool needs_room<FundBatchCall> = true;
template <>
inline constexpr bool needs_room<WithdrawCall> = true;
template <>
inline constexpr bool needs_room<RefundCall> = true;
template <>
inline constexpr bool needs_room<DisputeCall> = true;
template <>
inline constexpr bool needs_room<SealCall> = true;  // but a key that is known is told
template <>
inline constexpr bool needs_room<OpenOrganizationCall> = true;
template <>
inline constexpr bool needs_room<OpenWalletCall> = true;
template <>
inline constexpr bool needs_room<MakeKeyCall> = true;
template <>
inline constexpr bool needs_room<RotateKeyCall> = true;
template <>
inline constexpr bool needs_room<IssueSessionCall> = true;
template <>
inline constexpr bool needs_room<MakePolicyCall> = true;
template <>
inline constexpr bool needs_room<AttachPolicyCall> = true;
template <>
inline constexpr bool needs_room<ChangePolicyCall> = true;
template <>
inline constexpr bool needs_room<DeletePolicyCall> = true;
template <>
inline constexpr bool needs_room<SetTopupCall> = true;
template <>
inline constexpr bool needs_room<EndWalletCall> = true;

/// Refused with overloaded while the views are too far behind the journal.
template <class C>
inline constexpr bool adds_records = needs_room<C>;
template <>
inline constexpr bool adds_records<PayBatchCall> = true;

}  // namespace bursar::actors
