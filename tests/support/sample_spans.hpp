#pragma once

#include <vector>

#include <sotto/provider.hpp>

namespace sotto::test {

/// A finished span with ids, a name and times, and nothing else.
SpanRecord a_span();

/// The spans of an agent run and two that stand alone: together they use every field of a record.
/// Children first, as spans end.
std::vector<SpanRecord> sample_spans();

/// A score of each kind of value and of each subject.
std::vector<ScoreRecord> sample_scores();

/// The configuration of the program that recorded them, with all built-in providers on.
Config sample_config();

}  // namespace sotto::test
