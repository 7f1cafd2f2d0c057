// Signs a message for a webhook, for a receiver that knows nothing of us.
//
// usage: webhook_signer ID SECONDS BODY SEED...
//
// Prints a secret for each seed, and then what stands in webhook-signature by all of them.

#include "crypto/hash.hpp"
#include "crypto/webhook_signature.hpp"

#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int argc, char** argv) {
  using namespace bursar::crypto;
  if (argc < 5) return 2;
  start();
  std::vector<WebhookKey> keys;
  for (int i = 4; i < argc; ++i) keys.push_back(sha256(argv[i]));
  for (const WebhookKey& key : keys) std::printf("%s\n", webhook_secret(key).reveal().c_str());
  const std::vector<ByteView> views{keys.begin(), keys.end()};
  const WebhookMessage message{.id = argv[1], .timestamp = std::atoll(argv[2]), .body = argv[3]};
  std::printf("%s\n", webhook_signature(views, message).c_str());
  return 0;
}
