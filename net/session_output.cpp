#include "net/session_output.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t bytes_kept_max = 8'192;

}  // namespace

void SessionOutput::append(const Response& response, const AnswerForm& form) {
  append_answer(bytes_, response, form);
  if (!form.head_only && may_have_body(response.status)) shared_ = response.shared_body;
}

error_code SessionOutput::send(Socket& socket) {
  error_code ec;
  if (shared_.empty()) {
    sent_ += socket.write_some(asio::buffer(bytes_.data() + sent_, bytes_.size() - sent_), ec);
  } else {
    std::array<asio::const_buffer, 2> both = {asio::buffer(bytes_), asio::buffer(shared_)};
    const std::size_t of_own = std::min(sent_, bytes_.size());
    both[0] += of_own;
    both[1] += sent_ - of_own;
    sent_ += socket.write_some(both, ec);
  }
  if (sent_ == bytes_.size() + shared_.size()) clear();
  return ec;
}

void SessionOutput::clear() {
  sent_ = 0;
  shared_ = {};
  bytes_.clear();
  if (bytes_.capacity() > bytes_kept_max) bytes_ = {};
}

}  // namespace bursar::net
