#include "net/client_load.hpp"

#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;
using beast::error_code;

constexpr std::size_t read_bytes = 16'384;
constexpr std::uint64_t body_bytes_max = 64 << 20;
constexpr std::size_t told_at_once_max = 256;

// Keeps the status and the body, and makes nothing of the fields.
class AnswerParser final : public http::basic_parser<false> {
 public:
  explicit AnswerParser(std::string& body) : body_{body} {
    eager(true);
    body_limit(body_bytes_max);
  }
  int status() const { return status_; }

 private:
  using Text = beast::string_view;
  void on_request_impl(http::verb, Text, Text, int, error_code&) override {}
  void on_response_impl(int code, Text, int, error_code&) override {
    status_ = code;
    body_.clear();
  }
  void on_field_impl(http::field, Text, Text, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(Text text, error_code&) override {
    body_.append(text.data(), text.size());
    return text.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text text, error_code&) override {
    body_.append(text.data(), text.size());
    return text.size();
  }
  void on_finish_impl(error_code&) override {}

  int status_ = 0;
  std::string& body_;
};

struct Line {
  explicit Line(asio::io_context& io) : socket{io.get_executor()} {}

  Socket socket;
  // Counts how often it was opened: what was begun before the last time is nobody's any more.
  std::uint64_t life = 0;
  bool open = false;
  bool busy = false;
  std::string out;
  beast::flat_buffer in;
  std::string body;
  std::optional<AnswerParser> parser;
};

}  // namespace

class LoadClient::Lines {
 public:
  Lines(const Options& options, Answered answered)
      : place_{options.host + ":" + std::to_string(options.port)},
        answered_{std::move(answered)},
        timer_{io_} {
    error_code failed;
    tcp::resolver resolver{io_};
    const auto found = resolver.resolve(options.host, std::to_string(options.port), failed);
    if (failed || found.empty()) throw unreachable(failed, 0);
    to_ = found.begin()->endpoint();
    for (std::size_t at = 0; at < options.connections; ++at) {
      Line& line = *lines_.emplace_back(std::make_unique<Line>(io_));
      line.socket.connect(to_, failed);
      if (failed) throw unreachable(failed, at);
      opened(at);
    }
  }

  void send(std::size_t at, std::string_view request) {
    Line& line = *lines_[at];
    line.busy = true;
    if (!line.open) return open_for(at, request);
    error_code failed;
    const std::size_t sent =
        line.socket.write_some(asio::buffer(request.data(), request.size()), failed);
    if (failed && failed != asio::error::would_block) return lose_later(at);
    if (sent == request.size()) return;
    line.out.assign(request.substr(failed ? 0 : sent));
    write_rest(at);
  }

  void give_up(std::size_t at) {
    lines_[at]->busy = false;
    close(at);
  }

  // A timer of its own, as what a wait of the system's would be rounded to is too coarse.
  void turn(Instant until) {
    if (tell_some()) return;
    timer_.expires_at(until);
    bool over = false;
    timer_.async_wait([&over](const error_code&) { over = true; });
    io_.run_one();
    if (over) return;
    tell_some();
    timer_.cancel();
    while (!over) io_.run_one();
  }

 private:
  // Not all that there is: whoever is told sends more, and has something else to do, too.
  bool tell_some() {
    std::size_t told = 0;
    while (told < told_at_once_max && io_.poll_one() > 0) ++told;
    return told > 0;
  }

  std::runtime_error unreachable(const error_code& why, std::size_t open) const {
    std::string text = "no answer from " + place_ + ": " + why.message();
    if (open > 0) text += " (after " + std::to_string(open) + " connections)";
    return std::runtime_error{text};
  }

  void opened(std::size_t at) {
    Line& line = *lines_[at];
    error_code ignored;
    line.socket.set_option(tcp::no_delay{true}, ignored);
    line.socket.non_blocking(true, ignored);
    line.open = true;
    line.in.clear();
    line.parser.emplace(line.body);
    read(at);
  }

  void open_for(std::size_t at, std::string_view request) {
    Line& line = *lines_[at];
    line.out.assign(request);
    line.socket.async_connect(to_, [this, at, life = line.life](const error_code& failed) {
      if (lines_[at]->life != life) return;
      if (failed) return lost(at);
      opened(at);
      write_rest(at);
    });
  }

  void write_rest(std::size_t at) {
    Line& line = *lines_[at];
    asio::async_write(line.socket, asio::buffer(line.out),
                      [this, at, life = line.life](const error_code& failed, std::size_t) {
                        if (failed && lines_[at]->life == life) lost(at);
                      });
  }

  void read(std::size_t at) {
    Line& line = *lines_[at];
    line.socket.async_read_some(
        line.in.prepare(read_bytes),
        [this, at, life = line.life](const error_code& failed, std::size_t bytes) {
          if (lines_[at]->life != life) return;
          if (failed) return lost(at);
          lines_[at]->in.commit(bytes);
          take(at, life);
        });
  }

  void take(std::size_t at, std::uint64_t life) {
    Line& line = *lines_[at];
    error_code failed;
    while (!line.parser->is_done() && line.in.size() > 0) {
      const std::size_t used = line.parser->put(line.in.data(), failed);
      line.in.consume(used);
      if (failed == http::error::need_more) break;
      if (failed) return lost(at);
    }
    if (!line.parser->is_done()) return read(at);
    if (!line.busy) return lost(at);  // an answer that nobody asked for
    answer(at);
    // Whoever was told may have given it up.
    if (line.life == life) read(at);
  }

  // Everything is ready for the next request before anybody is told.
  void answer(std::size_t at) {
    Line& line = *lines_[at];
    const int status = line.parser->status();
    const bool stays = line.parser->keep_alive();
    line.busy = false;
    line.parser.emplace(line.body);
    if (!stays) close(at);
    answered_(at, {.status = status, .body = line.body});
  }

  void lost(std::size_t at) {
    const bool asked = std::exchange(lines_[at]->busy, false);
    close(at);
    if (asked) answered_(at, {.status = 0, .body = {}});
  }

  void lose_later(std::size_t at) {
    asio::post(io_, [this, at, life = lines_[at]->life] {
      if (lines_[at]->life == life) lost(at);
    });
  }

  void close(std::size_t at) {
    Line& line = *lines_[at];
    error_code ignored;
    line.socket.close(ignored);
    line.open = false;
    ++line.life;
  }

  std::string place_;
  Answered answered_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
  asio::steady_timer timer_;
  tcp::endpoint to_;
  std::vector<std::unique_ptr<Line>> lines_;
};

LoadClient::LoadClient(const Options& options, Answered answered)
    : lines_{std::make_unique<Lines>(options, std::move(answered))} {}

LoadClient::~LoadClient() = default;

void LoadClient::send(std::size_t connection, std::string_view request) {
  lines_->send(connection, request);
}

void LoadClient::give_up(std::size_t connection) {
  lines_->give_up(connection);
}

void LoadClient::turn(Instant until) {
  lines_->turn(until);
}

}  // namespace bursar::net
