#include "telemetry/log.hpp"

#include "telemetry/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

namespace bursar::telemetry {
namespace {

constexpr std::array<std::string_view, 4> level_words = {"debug", "info", "warn", "error"};
constexpr std::array spdlog_levels = {spdlog::level::debug, spdlog::level::info,
                                      spdlog::level::warn, spdlog::level::err};

// The time is spdlog's; what follows it is ours.
constexpr const char* pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})";

class LineSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  void redirect(LogSink target) {
    const std::lock_guard lock{mutex_};
    target_ = std::move(target);
  }

 protected:
  // One write per line, so that lines of several threads or processes do not mix.
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (target_)
      target_({line.data(), line.size()});
    else
      std::fwrite(line.data(), 1, line.size(), stderr);
  }
  void flush_() override { std::fflush(stderr); }

 private:
  LogSink target_;
};

struct Output {
  std::shared_ptr<LineSink> sink = std::make_shared<LineSink>();
  spdlog::logger logger{"bursar", sink};

  Output() {
    sink->set_formatter(
        std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc, "\n"));
    logger.set_level(spdlog::level::info);
  }
};

// Never destroyed: threads may log until the process is gone.
Output& output() {
  static auto* const only = new Output;
  return *only;
}

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

struct AppendValue {
  std::string& out;

  void operator()(std::string_view text) const { append_json_text(out, text); }
  void operator()(std::int64_t number) const { append_number(out, number); }
  void operator()(std::uint64_t number) const { append_number(out, number); }
  void operator()(bool truth) const { out += truth ? "true" : "false"; }
  void operator()(double number) const {
    if (std::isfinite(number))
      append_number(out, number);
    else
      out += "null";  // JSON has no word for it
  }
};

}  // namespace

void set_level(Level level) {
  output().logger.set_level(spdlog_levels[std::to_underlying(level)]);
}

std::optional<Level> parse_level(std::string_view word) {
  for (std::size_t i = 0; i < level_words.size(); ++i)
    if (level_words[i] == word) return static_cast<Level>(i);
  return std::nullopt;
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  spdlog::logger& logger = output().logger;
  const auto spdlog_level = spdlog_levels[std::to_underlying(level)];
  if (!logger.should_log(spdlog_level)) return;
  std::string line = R"("level":")";
  line += level_words[std::to_underlying(level)];
  line += R"(","event":)";
  append_json_text(line, event);
  for (const Field& field : fields) {
    line += ',';
    append_json_text(line, field.name);
    line += ':';
    std::visit(AppendValue{line}, field.value);
  }
  logger.log(spdlog_level, spdlog::string_view_t{line.data(), line.size()});
}

void set_log_sink(LogSink sink) {
  output().sink->redirect(std::move(sink));
}

}  // namespace bursar::telemetry
