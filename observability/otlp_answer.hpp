#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <sotto/provider.hpp>

namespace sotto::observability {

/// What an HTTP status means for a batch, as OTLP/HTTP and the servers behind it define it. Reads
/// no body. The message says what was answered, not by whom.
Answer answer_of_status(int status);

/// As answer_of_status; of an accepted batch the partial success is read as well.
Answer read_otlp_answer(int status, std::string_view body);

/// rejected_spans of an ExportTraceServiceResponse, in protobuf or JSON, whatever the server
/// calls it: servers and proxies answer in either. nullopt when the body says nothing of it;
/// a body that is neither says nothing.
std::optional<std::uint64_t> rejected_spans(std::string_view body) noexcept;

}  // namespace sotto::observability
