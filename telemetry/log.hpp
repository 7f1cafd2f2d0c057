#pragma once

// One JSON line per fact on stderr:
//   {"time":"2026-11-25T09:30:00.123Z","level":"info","event":"listening","address":"[::1]:3100"}
// Any text is safe: whatever is not plain UTF-8 is escaped or replaced, so a line is always one
// line. Secrets are kept out by whoever calls. May be called from any thread.

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <variant>

namespace bursar::telemetry {

enum class Level : std::uint8_t { debug, info, warn, error };

/// What is below is not written; info until told otherwise.
void set_level(Level level);
std::optional<Level> parse_level(std::string_view word);

/// A name and a text, a whole number, a number or a truth. Looks at its text, keeps none.
struct Field {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool> value;

  Field(std::string_view name_, std::string_view text) : name{name_}, value{text} {}
  Field(std::string_view name_, std::floating_point auto number)
      : name{name_}, value{static_cast<double>(number)} {}
  Field(std::string_view name_, std::same_as<bool> auto truth) : name{name_}, value{truth} {}
  Field(std::string_view name_, std::signed_integral auto number)
      : name{name_}, value{static_cast<std::int64_t>(number)} {}
  template <std::unsigned_integral Number>
    requires(!std::same_as<Number, bool>)
  Field(std::string_view name_, Number number)
      : name{name_}, value{static_cast<std::uint64_t>(number)} {}
};

/// `event` is a fixed snake_case word or two that can be searched for.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

/// Where lines go instead of stderr, each with its line feed; an empty one is stderr again. For
/// tests: the sink is called under a lock and must not log.
using LogSink = std::function<void(std::string_view line)>;
void set_log_sink(LogSink sink);

}  // namespace bursar::telemetry
