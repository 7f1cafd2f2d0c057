#include "net/session_output.hpp"

#include <algorithm>

namespace bursar::net {

namespace {

using boost::system::error_code;

constexpr std::size_t bytes_kept_max = 8'192;

}  // namespace

void SessionOutput::append(const Response& response, const AnswerForm& form) {
  append_answer(bytes_, response, form);
  if (!form.head_only && may_have_body(response.status)) shared_ = response.shared_body;
}

error_code SessionOutput::send(SessionStream& stream) {
  error_code ec;
  const std::size_t of_own = std::min(sent_, bytes_.size());
  const std::size_t of_shared = sent_ - of_own;
  sent_ += stream.send(std::string_view{bytes_}.substr(of_own), shared_.substr(of_shared), ec);
  if (sent_ == bytes_.size() + shared_.size()) clear();
  return ec;
}

// By whole steps, so that what is reckoned in steps as progress goes on as it was.
void SessionOutput::drop_sent() {
  constexpr std::size_t step = progress_bytes;
  if (!shared_.empty() || sent_ < step) return;
  const std::size_t gone = sent_ - sent_ % step;
  bytes_.erase(0, gone);
  sent_ -= gone;
}

void SessionOutput::clear() {
  sent_ = 0;
  shared_ = {};
  bytes_.clear();
  if (bytes_.capacity() > bytes_kept_max) bytes_ = {};
}

}  // namespace bursar::net
