#include "collector/model/json_numbers.hpp"

#include <simdjson.h>

namespace sotto::collector {

void for_each_number(std::string_view json_object,
                     const std::function<void(std::string_view key, double value)>& show) {
  if (json_object.empty()) return;
  namespace ondemand = simdjson::ondemand;
  const simdjson::padded_string padded(json_object);
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object object;
  if (parser.iterate(padded).get(document) || document.get_object().get(object)) return;
  for (auto member : object) {
    std::string_view key;
    ondemand::value value;
    double number = 0;
    if (member.unescaped_key().get(key) || member.value().get(value)) return;
    if (value.get_double().get(number) && value.get_double_in_string().get(number)) continue;
    show(key, number);
  }
}

}  // namespace sotto::collector
