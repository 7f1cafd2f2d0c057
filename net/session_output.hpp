#pragma once

// What a connection has still to send: bytes of its own, and behind them perhaps a body that many
// answers share and nobody copies. Nothing can be appended behind that until it was sent.

#include "net/response.hpp"
#include "net/session_answer.hpp"
#include "net/session_stream.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

namespace bursar::net {

/// A body of which this much more has come, and a write that moves as much, meets its deadline
/// anew: a slow client has a least rate to keep, and a large body its time.
constexpr std::size_t progress_bytes = 65'536;

class SessionOutput {
 public:
  bool empty() const { return bytes_.empty(); }
  /// Whether something may be appended.
  bool open() const { return shared_.empty(); }

  void append(std::string_view bytes) {
    drop_sent();
    bytes_.append(bytes);
  }
  void append(const Response& response, const AnswerForm& form);

  /// Hands over what the kernel takes: one call where the stream is plain. Empty afterwards when
  /// that was all.
  boost::system::error_code send(SessionStream& stream);
  std::size_t unsent() const { return bytes_.size() + shared_.size() - sent_; }
  /// Of what is not yet sent in full.
  std::size_t bytes_sent() const { return sent_; }
  void clear();

 private:
  /// Whoever is always a little behind would else let it grow without end.
  void drop_sent();

  std::string bytes_;
  std::string_view shared_;
  std::size_t sent_ = 0;
};

}  // namespace bursar::net
