#include "examples/agent/answerer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>

#include "examples/agent/tokens.hpp"

namespace agent {
namespace {

constexpr std::size_t max_sentences = 3;
constexpr std::size_t max_sentence_bytes = 400;  // longer ones are tables or code
constexpr double weakest_share = 0.6;            // of the best sentence's score

struct Sentence {
  std::string text;
  std::string path;
  std::size_t line = 0;
  double score = 0;
};

// A line without the marks of comments, lists and headings that it starts with.
std::string_view content_of(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t/#*->|");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r|") + 1 - begin);
}

// Tables, lists and headings: a line that starts with one of these starts a sentence as well.
bool starts_item(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  return begin != std::string_view::npos &&
         std::string_view("#*-|").find(line[begin]) != std::string_view::npos;
}

// Code and questions are no answers.
bool is_quotable(std::string_view text) {
  return text.size() <= max_sentence_bytes && text.find_first_of("{};?") == std::string_view::npos;
}

bool ends_sentence(std::string_view text, std::size_t i) {
  return (text[i] == '.' || text[i] == '!' || text[i] == '?') &&
         (i + 1 == text.size() || text[i + 1] == ' ');
}

void add_sentences_of(const Excerpt& excerpt, std::vector<Sentence>& sentences) {
  Sentence current{{}, excerpt.path, 0, 0};
  const auto finish = [&] {
    if (!current.text.empty() && is_quotable(current.text)) sentences.push_back(current);
    current.text.clear();
  };
  for (std::size_t n = 0; n < excerpt.lines.size(); ++n) {
    const std::string_view line = content_of(excerpt.lines[n]);
    if (line.empty() || starts_item(excerpt.lines[n])) finish();
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (current.text.empty()) {
        if (line[i] == ' ') continue;
        current.line = excerpt.first_line + n;
      } else if (i == 0) {
        current.text += ' ';
      }
      current.text += line[i];
      if (ends_sentence(line, i)) finish();
    }
    if (!line.empty() && !is_quotable(line)) finish();  // code: a comment may follow
  }
  finish();
}

// Words that fewer sentences have weigh more; long sentences weigh less.
void score_sentences(std::vector<Sentence>& sentences, std::string_view question) {
  const std::vector<std::string> terms = search_terms(question);
  const std::set<std::string> wanted(terms.begin(), terms.end());
  std::vector<std::set<std::string>> found;
  std::map<std::string, double> sentences_with;
  std::vector<double> lengths;
  for (const Sentence& sentence : sentences) {
    const std::vector<std::string> words = search_terms(sentence.text);
    std::set<std::string> here;
    for (const std::string& word : words) {
      if (wanted.contains(word)) here.insert(word);
    }
    for (const std::string& term : here) ++sentences_with[term];
    found.push_back(std::move(here));
    lengths.push_back(static_cast<double>(words.size()));
  }
  const auto all = static_cast<double>(sentences.size());
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    for (const std::string& term : found[i]) {
      sentences[i].score += std::log(1 + all / sentences_with[term]);
    }
    sentences[i].score /= std::sqrt(8 + lengths[i]);
  }
}

}  // namespace

std::vector<std::pair<std::string, double>> ExtractiveModel::parameters() const {
  return {{"max_sentences", static_cast<double>(max_sentences)}};
}

Completion ExtractiveModel::complete(const Prompt& prompt) const {
  std::vector<Sentence> sentences;
  for (const Excerpt& excerpt : prompt.excerpts) add_sentences_of(excerpt, sentences);
  score_sentences(sentences, prompt.question);
  std::ranges::stable_sort(sentences, std::ranges::greater{}, &Sentence::score);

  Completion completion{{}, name(), {}, std::nullopt};
  std::set<std::string> said;
  for (const Sentence& sentence : sentences) {
    if (said.size() == max_sentences) break;
    if (sentence.score < weakest_share * sentences.front().score) break;
    if (!said.insert(sentence.text).second) continue;
    completion.text += (said.size() > 1 ? "\n" : "") + sentence.text + " [" + sentence.path + ":" +
                       std::to_string(sentence.line) + "]";
  }
  if (sentences.empty() && !prompt.excerpts.empty()) {
    const Excerpt& closest = prompt.excerpts.front();
    completion.text = "No sentence answers this; the closest passage is at [" + closest.path + ":" +
                      std::to_string(closest.first_line) + "]";
  }
  completion.usage.input_tokens = count_words_and_marks(messages_json(prompt));
  completion.usage.output_tokens = count_words_and_marks(completion.text);
  return completion;
}

}  // namespace agent
