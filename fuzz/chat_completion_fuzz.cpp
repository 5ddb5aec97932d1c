// Any bytes as a model's answer, whole and streamed: no crash; and what is read can be written as
// messages that are JSON.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <sotto/chat_completion.hpp>

#include "core/json_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto is_sound = [](const sotto::Result<sotto::ChatCompletion>& completion) {
    if (!completion) return !completion.error().detail.empty();
    sotto::core::JsonReader reader;
    return !completion.value().choices.empty() &&
           reader.read(sotto::output_messages(completion.value())).ok();
  };
  if (!is_sound(sotto::read_chat_completion(body))) std::abort();

  // Cut where the first byte says.
  sotto::Generation generation;
  sotto::ChatStream stream(generation);
  const std::size_t cut = size == 0 ? 0 : data[0] % size;
  const auto first = stream.add(body.substr(0, cut));
  const auto second = stream.add(body.substr(cut));
  const auto whole = stream.finish();
  if (!is_sound(whole) || (whole.ok() && !(first.ok() && second.ok()))) std::abort();
  return 0;
}
