// A provider in a shared object of its own: one line for each span, for a spreadsheet.
//
//   SOTTO_FILE=spans.csv SOTTO_PROVIDERS=$PWD/build/dev/plugins/csv.so
//   build/dev/bin/sotto-example-hello

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sotto/plugin.hpp>

namespace {

/// RFC 4180: in quotes, and a quote twice.
void append_field(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

class Csv final : public sotto::Provider {
 public:
  explicit Csv(std::string url) : url_(std::move(url)) {}

  sotto::ProviderEndpoint endpoint() const override {
    return {.url = url_, .content_type = "text/csv", .gzip = false};
  }

  sotto::Result<sotto::Done> encode(std::span<const sotto::SpanRecord> batch,
                                    std::string& out) override {
    for (const sotto::SpanRecord& span : batch) {
      append_field(out, span.name);
      out.append(",").append(std::to_string(span.start_unix_ns));
      out.append(",").append(std::to_string(span.end_unix_ns - span.start_unix_ns));
      out.append("\r\n");
    }
    return sotto::Done{};
  }

 private:
  std::string url_;
};

sotto::Result<std::unique_ptr<sotto::Provider>> make_csv(const sotto::Config& config) {
  if (config.file_path.empty()) {
    return sotto::Error{sotto::ErrorCode::invalid_config, "csv needs SOTTO_FILE"};
  }
  return std::unique_ptr<sotto::Provider>(std::make_unique<Csv>("file:" + config.file_path));
}

}  // namespace

SOTTO_PROVIDER_PLUGIN("csv", make_csv)
