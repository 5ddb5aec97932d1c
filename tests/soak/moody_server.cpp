#include "tests/soak/moody_server.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <new>
#include <random>
#include <thread>

#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"

namespace sotto::soak {
namespace {

using test::HttpReply;
using Manner = HttpReply::Manner;

const HttpReply mishaps[] = {
    {.status = 503},
    {.status = 429, .headers = {{"Retry-After", "1"}}},
    {.status = 500},
    {.status = 400, .body = "no"},
    {.status = 413},
    {.manner = Manner::hang_up},
    {.manner = Manner::half},
    {.body = "slow but whole", .manner = Manner::trickle},
    {.body = std::string("\0\xff garbage \r\n\r\n", 15), .manner = Manner::raw},
    {.manner = Manner::silent},
    {.status = 302, .headers = {{"Location", "http://127.0.0.1:1/"}}},
};

/// Two requests of three are answered as they should be.
class Moods {
 public:
  Moods(SharedCounts& counts, unsigned seed) : counts_(counts), random_(seed) {}

  HttpReply answer(const test::SeenRequest& request) {
    HttpReply reply;
    if (!counts_.is_healthy.load() && random_() % 3 == 0) {
      reply = mishaps[random_() % std::size(mishaps)];
      counts_.mishaps.fetch_add(1);
    }
    // A slow answer is one, if the client has the patience.
    if (reply.status != 200 || (reply.manner != Manner::whole && reply.manner != Manner::trickle)) {
      return reply;
    }
    if (request.target == "/v1/metrics") {
      counts_.reports.fetch_add(1);
    } else {
      counts_.acknowledged.fetch_add(test::count_spans(request.plain_body()));
    }
    return reply;
  }

 private:
  SharedCounts& counts_;
  std::minstd_rand random_;  // used by the server's thread alone
};

[[noreturn]] void serve(SharedCounts& counts, unsigned seed) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  Moods moods(counts, seed);
  test::HttpTestServer server({.remembers = false});
  server.set_handler([&](const test::SeenRequest& request) { return moods.answer(request); });
  counts.port = server.port();
  counts.port.notify_one();
  for (;;) pause();
}

}  // namespace

MoodyServer::MoodyServer(unsigned seed)
    : counts_(new (mmap(nullptr, sizeof(SharedCounts), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0)) SharedCounts),
      process_(fork()) {
  if (process_ == 0) serve(*counts_, seed);
  while (counts_->port.load() == 0) std::this_thread::yield();
}

MoodyServer::~MoodyServer() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  munmap(counts_, sizeof(SharedCounts));
}

std::string MoodyServer::url(const char* path) const {
  return "http://127.0.0.1:" + std::to_string(counts_->port.load()) + path;
}

}  // namespace sotto::soak
