#pragma once

/// What the scrubber knows of the world, as data: words and ranges. The code that applies it
/// stands in find_*.cpp; the formats of keys are rows of vendor_keys.cpp.

#include <cstddef>
#include <string_view>

namespace sotto::privacy {

/// Whether the text stands for a secret and is none: "xxxx", "${TOKEN}", "<your key>", "[TOKEN]".
bool is_placeholder(std::string_view text) noexcept;

/// Words that stand after "password:" or "token =" in schemas and code.
bool is_benign_value(std::string_view word) noexcept;

/// Names of query parameters that are secret in a URL and say nothing elsewhere: "key", "sig".
bool is_secret_parameter(std::string_view name) noexcept;

/// Endings of names with "@" that are files and units, no mail domains: "icon@2x.png".
bool is_file_ending(std::string_view ending) noexcept;

/// Names of home folders and accounts that many machines share: "runner", "ubuntu".
bool is_shared_account(std::string_view name) noexcept;

/// Words before a dotted number that make it a version: "version", "section".
bool is_version_word(std::string_view word) noexcept;

/// Whether a word can start at `at`: a letter that goes on no word, in "camelCase" a capital, and
/// any character that is not ASCII.
bool may_start_word(std::string_view text, std::size_t at) noexcept;

/// Whether the text has the word at `at`, in any case; the word itself is in lower case, and a
/// blank in it stands for any of " _-." or nothing. Words of at most three letters have to end
/// there: "sin" is in "since".
bool has_word_at(std::string_view text, std::size_t at, std::string_view word) noexcept;

/// Whether one of the words that "_" and "-" separate says that a key follows: "live", "sk".
bool has_key_word(std::string_view prefix) noexcept;

/// The same for a prefix before hexadecimal digits, which are digests elsewhere: "prod" is not
/// enough.
bool has_strong_key_word(std::string_view prefix) noexcept;

/// Endings of the names of hosts inside of a company: "internal", "lan".
bool is_internal_domain(std::string_view ending) noexcept;

/// Whether the text, what stands before a number, is about versions.
bool is_about_versions(std::string_view text) noexcept;

}  // namespace sotto::privacy
