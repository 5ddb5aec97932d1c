// A provider in the user's own program, as docs/adding-a-provider.md shows it.

#include <memory>
#include <span>
#include <string>
#include <utility>

#include <sotto/sotto.hpp>

/// One line per span: its name and how long it took.
class Lines : public sotto::Provider {
 public:
  sotto::ProviderEndpoint endpoint() const override {
    return {.url = "stderr:", .content_type = "text/plain", .gzip = false};
  }

  sotto::Result<sotto::Done> encode(std::span<const sotto::SpanRecord> batch,
                                    std::string& out) override {
    for (const sotto::SpanRecord& span : batch) {
      const auto microseconds = (span.end_unix_ns - span.start_unix_ns) / 1000;
      out.append(span.name).append(" ").append(std::to_string(microseconds)).append(" us\n");
    }
    return sotto::Done{};
  }
};

int main() {
  sotto::register_provider("lines", [](const sotto::Config&) {
    return sotto::Result<std::unique_ptr<sotto::Provider>>(std::make_unique<Lines>());
  });
  sotto::Config config = sotto::Config::from_env();
  config.providers = {"lines"};
  sotto::Session session(std::move(config));
  const auto span = sotto::start_span("step");
}
