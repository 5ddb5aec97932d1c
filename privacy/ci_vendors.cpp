#include "privacy/surroundings.hpp"

namespace sotto::privacy {
namespace {

using Match = Condition::Match;

// Sources: ci-info 4.5.0 (all 55 vendors and its nine general variables), std-env 4.2.0, and the
// CI detection of the .NET SDK.
constexpr Surroundings vendors[] = {
    {"Agola CI", {{"AGOLA_GIT_REF"}}},
    {"Alpic", {{"ALPIC_HOST"}}},
    {"Appcircle", {{"AC_APPCIRCLE"}}},
    {"AppVeyor", {{"APPVEYOR"}}},
    {"AWS CodeBuild", {{"CODEBUILD_BUILD_ARN"}}},
    {"AWS CodeBuild", {{"CODEBUILD_BUILD_ID"}, {"AWS_REGION"}}},
    {"Azure Pipelines", {{"TF_BUILD"}}},
    {"Azure Pipelines", {{"SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"}}},
    {"Bamboo", {{"bamboo_planKey"}}},
    {"Bitbucket Pipelines", {{"BITBUCKET_COMMIT"}}},
    {"Bitrise", {{"BITRISE_IO"}}},
    {"Buddy", {{"BUDDY_WORKSPACE_ID"}}},
    {"Buildkite", {{"BUILDKITE"}}},
    {"Capawesome Cloud", {{"CAPAWESOME_CLOUD"}}},
    {"CircleCI", {{"CIRCLECI"}}},
    {"Cirrus CI", {{"CIRRUS_CI"}}},
    {"Cloudflare Pages", {{"CF_PAGES"}}},
    {"Cloudflare Workers", {{"WORKERS_CI"}}},
    {"Codefresh", {{"CF_BUILD_ID"}}},
    {"Codemagic", {{"CM_BUILD_ID"}}},
    {"Codeship", {{"CI_NAME", Match::equals, "codeship"}}},
    {"Drone", {{"DRONE"}}},
    {"Drone", {{"DRONE_BUILD_EVENT"}}},
    {"dsari", {{"DSARI"}}},
    {"Earthly", {{"EARTHLY_CI"}}},
    {"Expo Application Services", {{"EAS_BUILD"}}},
    {"Gerrit", {{"GERRIT_PROJECT"}}},
    {"Gitea Actions", {{"GITEA_ACTIONS"}}},
    {"GitHub Actions", {{"GITHUB_ACTIONS"}}},
    {"GitLab CI", {{"GITLAB_CI"}}},
    {"GoCD", {{"GO_PIPELINE_LABEL"}}},
    {"Google Cloud Build", {{"BUILDER_OUTPUT"}}},
    {"Google Cloud Build", {{"BUILD_ID"}, {"PROJECT_ID"}}},
    {"Harness CI", {{"HARNESS_BUILD_ID"}}},
    {"Heroku", {{"NODE", Match::contains, "/app/.heroku/node/bin/node"}}},
    {"Hudson", {{"HUDSON_URL"}}},
    {"Jenkins", {{"JENKINS_URL"}, {"BUILD_ID"}}},
    {"Jenkins", {{"BUILD_ID"}, {"BUILD_URL"}}},
    {"JetBrains Space", {{"JB_SPACE_API_URL"}}},
    {"LayerCI", {{"LAYERCI"}}},
    {"Magnum CI", {{"MAGNUM"}}},
    {"Netlify CI", {{"NETLIFY"}}},
    {"Nevercode", {{"NEVERCODE"}}},
    {"Prow", {{"PROW_JOB_ID"}}},
    {"ReleaseHub", {{"RELEASE_BUILD_ID"}}},
    {"Render", {{"RENDER"}}},
    {"RWX", {{"RWX"}}},
    {"Sail CI", {{"SAILCI"}}},
    {"Screwdriver", {{"SCREWDRIVER"}}},
    {"Semaphore", {{"SEMAPHORE"}}},
    {"Sourcehut", {{"CI_NAME", Match::equals, "sourcehut"}}},
    {"Strider CD", {{"STRIDER"}}},
    {"TaskCluster", {{"TASK_ID"}, {"RUN_ID"}}},
    {"TeamCity", {{"TEAMCITY_VERSION"}}},
    {"Travis CI", {{"TRAVIS"}}},
    {"Vela", {{"VELA"}}},
    {"Vercel", {{"NOW_BUILDER"}}},
    {"Vercel", {{"VERCEL"}}},
    {"Visual Studio App Center", {{"APPCENTER_BUILD_ID"}}},
    {"Woodpecker", {{"CI", Match::equals, "woodpecker"}}},
    {"Xcode Cloud", {{"CI_XCODE_PROJECT"}}},
    {"Xcode Server", {{"XCS"}}},

    // Known to std-env only: older build servers, and platforms that build and host.
    {"AWS Amplify", {{"AWS_APP_ID"}}},
    {"Azure Static Web Apps", {{"INPUT_AZURE_STATIC_WEB_APPS_API_TOKEN"}}},
    {"Cleavr", {{"CLEAVR"}}},
    {"Codesphere", {{"CODESPHERE_APP_ID"}}},
    {"Deno Deploy", {{"DENO_DEPLOY"}}},
    {"Deno Deploy", {{"DENO_DEPLOYMENT_ID"}}},
    {"EdgeOne Pages", {{"EO_PAGES_CI"}}},
    {"Firebase App Hosting", {{"FIREBASE_APP_HOSTING"}}},
    {"Google Cloud Run", {{"K_SERVICE"}}},
    {"Google Cloud Run", {{"CLOUD_RUN_JOB"}}},
    {"Railway", {{"RAILWAY_PROJECT_ID"}}},
    {"Railway", {{"RAILWAY_SERVICE_ID"}}},
    {"Shippable", {{"SHIPPABLE"}}},
    {"Solano CI", {{"TDDIUM"}}},
    {"Stormkit", {{"STORMKIT"}}},
    {"Zeabur", {{"ZEABUR"}}},

    // Not a vendor, but set by some: the variable itself is the name.
    {"BUILD_ID", {{"BUILD_ID"}}},
    {"BUILD_NUMBER", {{"BUILD_NUMBER"}}},
    {"CI", {{"CI"}}},
    {"CI_APP_ID", {{"CI_APP_ID"}}},
    {"CI_BUILD_ID", {{"CI_BUILD_ID"}}},
    {"CI_BUILD_NUMBER", {{"CI_BUILD_NUMBER"}}},
    {"CI_NAME", {{"CI_NAME"}}},
    {"CONTINUOUS_INTEGRATION", {{"CONTINUOUS_INTEGRATION"}}},
    {"RUN_ID", {{"RUN_ID"}}},
};

}  // namespace

std::span<const Surroundings> ci_vendors() noexcept {
  return vendors;
}

std::optional<std::string_view> detect_ci(const Environment& environment) {
  if (environment.variable("CI") == "false") return std::nullopt;
  return find_surroundings(vendors, environment);
}

}  // namespace sotto::privacy
