#pragma once

// Disputes: opened, read, shown evidence for, withdrawn, reviewed and resolved.

#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <optional>
#include <span>
#include <string>

namespace bursar::net {

struct DisputeBody {
  std::string payment;
  std::string reason;
  std::string description;

  static const Schema schema;
};

struct EvidenceBody {
  std::string type;
  std::string content;

  static const Schema schema;
};

struct ReviewBody {
  std::string note;

  static const Schema schema;
};

struct ResolutionBody {
  std::string outcome;
  bool cover = false;
  std::string note;
  std::string key;

  static const Schema schema;
};

void create_dispute(Visit& visit, DisputeBody& body);
void add_evidence(Visit& visit, EvidenceBody& body);
void review_dispute(Visit& visit, ReviewBody& body);
void resolve_dispute(Visit& visit, ResolutionBody& body);
void withdraw_dispute(Visit& visit);
void list_disputes(Visit& visit);
void show_dispute(Visit& visit);
void show_evidence(Visit& visit);

/// What a list asks for: whose, and the words of the query. None: that was refused.
std::optional<actors::DisputesQuery> disputes_query(Visit& visit);
/// Nothing where it was archived.
void write_dispute_row(JsonWriter& json, const actors::Engine& engine,
                       const actors::DisputeRow& row, Dialect dialect);

std::span<const Route> dispute_routes();

}  // namespace bursar::net
