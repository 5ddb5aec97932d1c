#pragma once

#include <string>
#include <typeinfo>

namespace sotto::core {

/// The type's name as it is written in C++, e.g. "std::runtime_error".
std::string type_name(const std::type_info& type);

}  // namespace sotto::core
