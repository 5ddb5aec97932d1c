#include "privacy/surroundings.hpp"

namespace sotto::privacy {
namespace {

using Match = Condition::Match;

// Sources: std-env 4.2.0 and the documentation of the platforms.
constexpr Surroundings editors[] = {
    {"GitHub Codespaces", {{"CODESPACES", Match::equals, "true"}}},
    {"Gitpod", {{"GITPOD_WORKSPACE_ID"}}},
    {"Google Cloud Shell", {{"CLOUD_SHELL", Match::equals, "true"}}},
    {"Google Cloud Workstations", {{"CLOUDWORKSTATIONS_REGION"}}},
    {"Azure Cloud Shell", {{"ACC_CLOUD"}}},
    {"CodeSandbox", {{"CODESANDBOX_HOST"}}},
    {"CodeSandbox", {{"CODESANDBOX_SSE"}}},
    {"StackBlitz", {{"STACKBLITZ"}}},
    {"Replit", {{"REPL_ID"}}},
    {"Replit", {{"REPL_SLUG"}}},
    {"Glitch", {{"PROJECT_DOMAIN"}}},
};

}  // namespace

std::span<const Surroundings> hosted_editors() noexcept {
  return editors;
}

std::optional<std::string_view> detect_hosted_editor(const Environment& environment) {
  return find_surroundings(editors, environment);
}

}  // namespace sotto::privacy
