#pragma once

#include <string>
#include <vector>

#include <sotto/attribute.hpp>
#include <sotto/config.hpp>

namespace sotto::observability {

/// Who is speaking, as OTLP resource attributes: service name and version, deployment environment,
/// what Config::resource_attributes adds, and this library. Of itself nothing about the machine,
/// the user or the process.
///
/// The result holds views into `config`.
std::vector<Attribute> otlp_resource(const Config& config);

}  // namespace sotto::observability
