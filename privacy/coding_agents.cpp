#include "privacy/surroundings.hpp"

namespace sotto::privacy {
namespace {

using Match = Condition::Match;

// Sources: std-env 4.2.0, @vercel/detect-agent 1.2.7, am-i-vibing 0.5.0, the detection of the .NET
// SDK and that of the gh CLI. Left out is what an editor sets for a person at its terminal too:
// CURSOR_TRACE_ID, ZED_TERM, TERM_PROGRAM=WarpTerminal. No other process is looked at.
constexpr Surroundings agents[] = {
    // The more special ones first: Amp sets the variables of Claude as well, Cowork is a Claude.
    {"Amp", {{"AGENT", Match::equals, "amp"}}},
    {"Amp", {{"AMP_CURRENT_THREAD_ID"}}},
    {"Crush", {{"AGENT", Match::equals, "crush"}}},
    {"Crush", {{"CRUSH", Match::equals, "1"}}},
    {"Claude Cowork", {{"CLAUDE_CODE_IS_COWORK"}}},
    {"Claude Code", {{"CLAUDECODE"}}},
    {"Claude Code", {{"CLAUDE_CODE"}}},
    {"Claude Code", {{"CLAUDE_CODE_ENTRYPOINT"}}},
    {"Codex", {{"CODEX_SANDBOX"}}},
    {"Codex", {{"CODEX_THREAD_ID"}}},
    {"Codex", {{"CODEX_CI"}}},
    {"Codex", {{"CODEX_CLI"}}},
    {"Gemini CLI", {{"GEMINI_CLI"}}},
    {"Cursor", {{"CURSOR_AGENT"}}},
    {"Cursor", {{"CURSOR_EXTENSION_HOST_ROLE", Match::equals, "agent-exec"}}},
    {"Cursor", {{"CURSOR_AI"}}},
    {"Copilot", {{"COPILOT_CLI"}}},
    {"Copilot", {{"GITHUB_COPILOT_CLI_MODE"}}},
    {"Copilot", {{"COPILOT_MODEL"}}},
    {"Copilot", {{"COPILOT_ALLOW_ALL"}}},
    {"Copilot", {{"COPILOT_GITHUB_TOKEN"}}},
    {"Copilot", {{"TERM_PROGRAM", Match::equals, "vscode"}, {"GIT_PAGER", Match::equals, "cat"}}},
    {"OpenCode", {{"OPENCODE"}}},
    {"OpenCode", {{"OPENCODE_CLIENT"}}},
    {"OpenCode", {{"OPENCODE_BIN_PATH"}}},
    {"OpenCode", {{"OPENCODE_SERVER"}}},
    {"OpenCode", {{"OPENCODE_APP_INFO"}}},
    {"OpenCode", {{"OPENCODE_MODES"}}},
    {"OpenCode", {{"OPENCODE_AI"}}},
    {"Antigravity", {{"ANTIGRAVITY_AGENT"}}},
    {"Antigravity", {{"ANTIGRAVITY_PROJECT_ID"}}},
    {"Auggie", {{"AUGMENT_AGENT"}}},
    {"Amp", {{"AMP_HOME"}}},
    {"Goose", {{"GOOSE_TERMINAL"}}},
    {"Aider", {{"OR_APP_NAME", Match::equals, "Aider"}}},
    {"OpenHands", {{"OR_APP_NAME", Match::equals, "OpenHands"}}},
    {"Cline", {{"CLINE_TASK_ID"}}},
    {"Roo Code", {{"ROO_CODE_TASK_ID"}}},
    {"Windsurf", {{"WINDSURF_SESSION"}}},
    {"Windsurf", {{"CODEIUM_EDITOR_APP_ROOT"}}},
    {"Qwen Code", {{"QWEN_CODE"}}},
    {"Droid", {{"DROID_CLI"}}},
    {"Kimi", {{"KIMI_CLI"}}},
    {"Zed", {{"TERM_PROGRAM", Match::equals, "zed"}, {"PAGER", Match::equals, "cat"}}},
    {"Junie", {{"JUNIE_DATA"}}},
    {"Junie", {{"JUNIE_SHIM_PATH"}}},
    {"Pi", {{"PI_CODING_AGENT", Match::equals, "true"}}},
    {"Pi", {{"PATH", Match::contains, ".pi/agent"}}},
    {"Jules", {{"HOME", Match::equals, "/home/jules"}, {"USER", Match::equals, "swebot"}}},
    {"Devin", {{"EDITOR", Match::contains, "devin"}}},
    {"Devin", {{"/opt/.devin", Match::file}}},
    {"Replit Assistant", {{"REPLIT_MODE", Match::equals, "assistant"}}},
    {"Bolt", {{"SHELL", Match::equals, "/bin/jsh"}}},

    // Set by any agent that follows the convention, then what may only be configured.
    {"AI_AGENT", {{"AI_AGENT"}}},
    {"AGENT_CLI", {{"AGENT_CLI"}}},
    {"Aider", {{"AIDER_API_KEY"}}},
    {"Goose", {{"GOOSE_PROVIDER"}}},
};

}  // namespace

std::span<const Surroundings> coding_agents() noexcept {
  return agents;
}

std::optional<std::string_view> detect_coding_agent(const Environment& environment) {
  return find_surroundings(agents, environment);
}

}  // namespace sotto::privacy
