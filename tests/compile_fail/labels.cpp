// Ways to get a text into anonymous telemetry that is not a label of the source. None builds: each
// case is one number of SOTTO_MUST_FAIL, and tests/compile_fail.cmake names them in this order.
#include <exception>
#include <string>
#include <string_view>

#include <sotto/telemetry.hpp>

#ifndef SOTTO_MUST_FAIL
#define SOTTO_MUST_FAIL 0
#endif

const char* variable_of_environment(const char* name);

enum class Colour { red };
[[maybe_unused]] static char writable[] = "writable";

// In the control build every argument is a literal, so that it is the argument that must fail.
#if SOTTO_MUST_FAIL == 0
#define FEATURE "feature"
#elif SOTTO_MUST_FAIL == 1
#define FEATURE prompt
#elif SOTTO_MUST_FAIL == 2
#define FEATURE prompt.c_str()
#elif SOTTO_MUST_FAIL == 3
#define FEATURE std::string_view(prompt)
#elif SOTTO_MUST_FAIL == 4
#define FEATURE arguments[0]
#elif SOTTO_MUST_FAIL == 5
#define FEATURE variable_of_environment("USER")
#elif SOTTO_MUST_FAIL == 6
#define FEATURE error.what()
#elif SOTTO_MUST_FAIL == 7
#define FEATURE pointer
#elif SOTTO_MUST_FAIL == 8
#define FEATURE local
#elif SOTTO_MUST_FAIL == 9
#define FEATURE writable
#elif SOTTO_MUST_FAIL == 10
#define FEATURE constant
#elif SOTTO_MUST_FAIL == 11
#define FEATURE reinterpret_cast<const char(&)[8]>(writable)
#elif SOTTO_MUST_FAIL == 12
#define FEATURE "user@example.com"
#elif SOTTO_MUST_FAIL == 13
#define FEATURE "/home/alice"
#elif SOTTO_MUST_FAIL == 14
#define FEATURE "C:\\Users\\alice"
#elif SOTTO_MUST_FAIL == 15
#define FEATURE "two words"
#elif SOTTO_MUST_FAIL == 16
#define FEATURE ""
#elif SOTTO_MUST_FAIL == 17
#define FEATURE "12345678901234567890123456789012345678901234567890123456789012345"
#elif SOTTO_MUST_FAIL == 18
#define FEATURE "caf\xc3\xa9"
#elif SOTTO_MUST_FAIL == 19
#define FEATURE 42
#elif SOTTO_MUST_FAIL == 20
#define FEATURE Colour::red
#elif SOTTO_MUST_FAIL == 21
#define FEATURE nullptr
#elif SOTTO_MUST_FAIL == 22
#define FEATURE sotto::Label(pointer, 8)
#else
#define FEATURE "feature"
#endif

#if SOTTO_MUST_FAIL == 23
#define CATEGORY prompt.c_str()
#else
#define CATEGORY "category"
#endif
#if SOTTO_MUST_FAIL == 24
#define TYPE error.what()
#else
#define TYPE "TimeoutError"
#endif
#if SOTTO_MUST_FAIL == 25
#define COMPONENT prompt
#else
#define COMPONENT "component"
#endif
#if SOTTO_MUST_FAIL == 26
#define AGENT prompt.c_str()
#else
#define AGENT "agent"
#endif
#if SOTTO_MUST_FAIL == 27
#define FRAMEWORK variable_of_environment("FRAMEWORK")
#else
#define FRAMEWORK "framework"
#endif
#if SOTTO_MUST_FAIL == 28
#define DURATION "a while"
#else
#define DURATION std::chrono::milliseconds(3)
#endif
#if SOTTO_MUST_FAIL == 29
#define MEMBER pointer
#else
#define MEMBER "gpt-4o"
#endif
#if SOTTO_MUST_FAIL == 30
#define COUNTED prompt
#else
#define COUNTED "counted"
#endif
#if SOTTO_MUST_FAIL == 31
#define TIMED prompt.c_str()
#else
#define TIMED "timed"
#endif
#if SOTTO_MUST_FAIL == 32
#define EXCEPTION error.what()
#else
#define EXCEPTION error
#endif

void use(char** arguments, const std::exception& error, const std::string& prompt) {
  const char* const pointer = arguments[1];
  char local[] = "local";
  const char constant[] = {pointer[0], 'a', '\0'};
  sotto::track_feature_usage(FEATURE, CATEGORY);
  sotto::track_error(TYPE, COMPONENT);
  sotto::track_agent_run(
      {.agent_type = AGENT, .framework = FRAMEWORK, .success = true, .duration = DURATION});
  const sotto::Vocabulary models{MEMBER, "claude"};
  sotto::track_feature_usage(models.find(prompt));
  static const sotto::Counter counter(COUNTED);
  static const sotto::Timer timer(TIMED);
  sotto::track_exception(EXCEPTION, "component");
  static_cast<void>(local[0]);
  static_cast<void>(constant[0]);
}
