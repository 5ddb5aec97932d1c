#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agent {

/// The number of words and punctuation marks in `text`. This is what the local model counts; it
/// is not the tokeniser of any hosted model, whose own report is used instead.
std::int64_t count_words_and_marks(std::string_view text);

/// The words to search by: lowercase runs of letters and digits without a plural "s"; words that
/// say nothing ("the", "what") are left out. "max_file_bytes" gives max, file, byte.
std::vector<std::string> search_terms(std::string_view text);

}  // namespace agent
