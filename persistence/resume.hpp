#pragma once

// From what an engine goes on: views as of the journal's end. Good ones spare it reading the
// journal from the beginning; views that are not good are made anew from the whole of it.

#include "persistence/recovery.hpp"
#include "persistence/views.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace bursar::persistence {

struct ResumeOptions {
  ViewsOptions views;
  /// Once, before the views are made anew: why, as the end of a sentence about them.
  std::function<void(const std::string& why)> remaking = [](const std::string&) {};
  /// Records that were read, now and then.
  std::function<void(std::uint64_t)> progress = [](std::uint64_t) {};
};

struct Resumed {
  std::unique_ptr<Views> views;
  std::uint64_t records = 0;  // that were read: all, or those behind the views
};

/// Every record that is read has its checksum and its batch's chain hash checked. Throws Corrupt
/// where the journal is not what was written, Unusable where the views cannot be written.
Resumed resume(Journal& journal, const ResumeOptions& options);

}  // namespace bursar::persistence
