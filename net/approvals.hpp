#pragma once

// Payments that wait for approval: read, waited for, approved and rejected.

#include "net/route.hpp"
#include "net/visit.hpp"

#include <span>
#include <string>

namespace bursar::net {

struct ApprovalBody {
  std::string note;

  static const Schema schema;
};

void list_approvals(Visit& visit);
void show_approval(Visit& visit);
void approve(Visit& visit, ApprovalBody& body);
void reject(Visit& visit, ApprovalBody& body);

std::span<const Route> approval_routes();

}  // namespace bursar::net
