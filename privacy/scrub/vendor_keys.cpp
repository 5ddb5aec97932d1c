#include "privacy/scrub/vendor_keys.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/text.hpp"
#include "privacy/scrub/checksums.hpp"

namespace sotto::privacy {
namespace {

using enum Alphabet;
using enum SecretKind;

// A row for each format, sorted by prefix; a newcomer adds one line here and one sample in
// tests/support/scrub_samples.cpp. Lengths are the shortest and the longest that were seen, 0 where
// the vendor promises none: keys grow.
// clang-format off
constexpr VendorKey keys[] = {
    {"1//", url_safe, 40, 0, token, "cloud.google.com", "2026-11"},
    {"4b1d", base62, 38, 38, api_key, "clickhouse.com", "2026-11"},
    {"A3-", upper_dash, 34, 0, api_key, "1password.com", "2026-11"},
    {"ABIA", upper_digit, 16, 16, api_key, "docs.aws.amazon.com", "2026-11"},
    {"ABSK", base64, 100, 0, api_key, "docs.aws.amazon.com", "2026-11"},
    {"AC", hex, 32, 32, api_key, "twilio.com", "2026-11"},
    {"ACCA", upper_digit, 16, 16, api_key, "docs.aws.amazon.com", "2026-11"},
    {"AGE-SECRET-KEY-1", upper_digit, 58, 58, private_key, "age-encryption.org", "2026-11"},
    {"AIza", url_safe, 35, 35, api_key, "cloud.google.com", "2026-11"},
    {"AKCp", base62, 60, 0, api_key, "jfrog.com", "2026-11"},
    {"AKIA", upper_digit, 16, 16, api_key, "docs.aws.amazon.com", "2026-11"},
    {"AKID", base62, 30, 34, api_key, "cloud.tencent.com", "2026-11"},
    {"API-", upper_digit, 25, 32, api_key, "octopus.com", "2026-11"},
    {"AQVN", url_safe, 35, 40, api_key, "yandex.cloud", "2026-11"},
    {"ASIA", upper_digit, 16, 16, api_key, "docs.aws.amazon.com", "2026-11"},
    {"ATATT3", url_safe, 60, 0, token, "developer.atlassian.com", "2026-11"},
    {"ATBB", base62, 28, 40, token, "developer.atlassian.com", "2026-11"},
    {"ATCTT3", url_safe, 60, 0, token, "developer.atlassian.com", "2026-11"},
    {"BBDC-", base64, 40, 48, token, "developer.atlassian.com", "2026-11"},
    {"BBFF-", url_safe, 40, 48, token, "docs.ubidots.com", "2026-11"},
    {"BSA", url_safe, 24, 32, api_key, "brave.com", "2026-11"},
    {"CFPAT-", url_safe, 43, 43, token, "contentful.com", "2026-11"},
    {"CLOJARS_", base62, 60, 60, token, "clojars.org", "2026-11"},
    {"EAAA", url_safe, 60, 0, token, "developer.squareup.com", "2026-11"},
    {"EAAB", base62, 60, 0, token, "developers.facebook.com", "2026-11"},
    {"EAAC", base62, 60, 0, token, "developers.facebook.com", "2026-11"},
    {"EAAG", base62, 60, 0, token, "developers.facebook.com", "2026-11"},
    {"EAAM", base62, 60, 0, token, "developers.facebook.com", "2026-11"},
    {"EZAK", base62, 54, 54, api_key, "docs.easypost.com", "2026-11"},
    {"EZTK", base62, 54, 54, api_key, "docs.easypost.com", "2026-11"},
    {"FLWPUBK", url_safe, 32, 0, api_key, "developer.flutterwave.com", "2026-11"},
    {"FLWSECK", url_safe, 12, 0, api_key, "developer.flutterwave.com", "2026-11"},
    {"GOCSPX-", url_safe, 28, 28, password, "cloud.google.com", "2026-11"},
    {"GR1348941", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"HRKU-", url_safe, 36, 0, api_key, "devcenter.heroku.com", "2026-11"},
    {"IGQV", url_safe, 60, 0, token, "developers.facebook.com", "2026-11"},
    {"LTAI", base62, 12, 24, api_key, "alibabacloud.com", "2026-11"},
    {"NRAA-", hex, 27, 27, api_key, "docs.newrelic.com", "2026-11"},
    {"NRAK-", upper_digit, 27, 27, api_key, "docs.newrelic.com", "2026-11"},
    {"NRII-", url_safe, 32, 32, api_key, "docs.newrelic.com", "2026-11"},
    {"NRIQ-", url_safe, 32, 32, api_key, "docs.newrelic.com", "2026-11"},
    {"NRJS-", hex, 19, 19, api_key, "docs.newrelic.com", "2026-11"},
    {"NRRA-", hex, 42, 42, api_key, "docs.newrelic.com", "2026-11"},
    {"PMAK-", url_safe, 50, 60, api_key, "postman.com", "2026-11"},
    {"SCW", upper_digit, 17, 17, api_key, "scaleway.com", "2026-11"},
    {"SG.", dotted, 50, 0, api_key, "docs.sendgrid.com", "2026-11"},
    {"SK", hex, 32, 32, api_key, "twilio.com", "2026-11"},
    {"aio_", base62, 28, 28, api_key, "io.adafruit.com", "2026-11"},
    {"akab-", url_safe, 16, 0, token, "techdocs.akamai.com", "2026-11"},
    {"amzn.mws.", url_safe, 36, 36, token, "developer-docs.amazon.com", "2026-11"},
    {"amzn1.oa2-cs.v1.", hex, 64, 64, password, "developer.amazon.com", "2026-11"},
    {"api_org_", base62, 30, 0, token, "huggingface.co", "2026-11"},
    {"apify_api_", base62, 30, 0, token, "docs.apify.com", "2026-11"},
    {"b.AAAAAQ", url_safe, 60, 0, token, "cloud.ibm.com", "2026-11"},
    {"bb_live_", base62, 20, 0, api_key, "docs.browserbase.com", "2026-11"},
    {"bkct_", url_safe, 30, 0, token, "buildkite.com", "2026-11"},
    {"bkua_", hex, 40, 40, token, "buildkite.com", "2026-11"},
    {"cal_live_", base62, 24, 0, api_key, "cal.com", "2026-11"},
    {"ccipat_", url_safe, 40, 0, token, "circleci.com", "2026-11"},
    {"cio", base62, 32, 32, token, "crates.io", "2026-11"},
    {"cmVmd", base62, 59, 59, token, "jfrog.com", "2026-11"},
    {"csb_v1_", url_safe, 30, 0, token, "codesandbox.io", "2026-11"},
    {"csk-", base62, 40, 0, api_key, "inference-docs.cerebras.ai", "2026-11"},
    {"dG9rOj", base64, 40, 0, token, "asana.com", "2026-11"},
    {"dapi", hex, 32, 34, api_key, "docs.databricks.com", "2026-11"},
    {"dckr_oat_", url_safe, 24, 0, token, "docs.docker.com", "2026-11"},
    {"dckr_pat_", url_safe, 24, 0, token, "docs.docker.com", "2026-11"},
    {"doo_v1_", hex, 64, 64, token, "docs.digitalocean.com", "2026-11"},
    {"dop_v1_", hex, 64, 64, token, "docs.digitalocean.com", "2026-11"},
    {"dor_v1_", hex, 64, 64, token, "docs.digitalocean.com", "2026-11"},
    {"dp.audit.", base62, 40, 44, token, "docs.doppler.com", "2026-11"},
    {"dp.ct.", base62, 40, 44, token, "docs.doppler.com", "2026-11"},
    {"dp.pt.", base62, 40, 44, token, "docs.doppler.com", "2026-11"},
    {"dp.said.", base62, 40, 44, token, "docs.doppler.com", "2026-11"},
    {"dp.scim.", base62, 40, 44, token, "docs.doppler.com", "2026-11"},
    {"dp.st.", dotted, 40, 0, token, "docs.doppler.com", "2026-11"},
    {"dt0c01.", dotted, 80, 0, token, "docs.dynatrace.com", "2026-11"},
    {"dt0s01.", dotted, 80, 0, token, "docs.dynatrace.com", "2026-11"},
    {"dtn_", base62, 40, 0, api_key, "daytona.io", "2026-11"},
    {"duffel_live_", url_safe, 43, 43, token, "duffel.com", "2026-11"},
    {"duffel_test_", url_safe, 43, 43, token, "duffel.com", "2026-11"},
    {"e2b_", hex, 40, 40, api_key, "e2b.dev", "2026-11"},
    {"fc-", hex, 32, 32, api_key, "docs.firecrawl.dev", "2026-11"},
    {"figd_", url_safe, 36, 0, token, "figma.com", "2026-11"},
    {"figu_", url_safe, 36, 0, token, "figma.com", "2026-11"},
    {"fio-u-", url_safe, 60, 0, token, "developer.frame.io", "2026-11"},
    {"fm1a_", base64, 80, 0, token, "fly.io", "2026-11"},
    {"fm1r_", base64, 80, 0, token, "fly.io", "2026-11"},
    {"fm2_", base64, 80, 0, token, "fly.io", "2026-11"},
    {"fo1_", url_safe, 43, 43, token, "fly.io", "2026-11"},
    {"fw_", base62, 22, 0, api_key, "fireworks.ai", "2026-11"},
    {"gAAAAA", url_safe, 80, 0, token, "cryptography.io", "2026-11"},
    {"gho_", base62, 36, 0, token, "docs.github.com", "2026-11", Check::crc32_base62},
    {"ghp_", base62, 36, 0, token, "docs.github.com", "2026-11", Check::crc32_base62},
    {"ghr_", base62, 36, 0, token, "docs.github.com", "2026-11", Check::crc32_base62},
    {"ghs_", base62, 36, 0, token, "docs.github.com", "2026-11", Check::crc32_base62},
    {"ghu_", base62, 36, 0, token, "docs.github.com", "2026-11", Check::crc32_base62},
    {"github_pat_", identifier, 60, 0, token, "docs.github.com", "2026-11"},
    {"glagent-", url_safe, 40, 0, token, "docs.gitlab.com", "2026-11"},
    {"glc_", base64, 32, 0, token, "grafana.com", "2026-11"},
    {"glcbt-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"gldt-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glffct-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glft-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glimt-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"gloas-", url_safe, 40, 0, token, "docs.gitlab.com", "2026-11"},
    {"glpat-", dotted, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glptt-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glrt-", dotted, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glrtr-", dotted, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glsa_", url_safe, 32, 0, token, "grafana.com", "2026-11"},
    {"glsoat-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"glwt-", url_safe, 20, 0, token, "docs.gitlab.com", "2026-11"},
    {"gsk_", base62, 40, 0, api_key, "console.groq.com", "2026-11"},
    {"hf_", base62, 30, 0, token, "huggingface.co", "2026-11"},
    {"hvb.", url_safe, 80, 0, token, "developer.hashicorp.com", "2026-11"},
    {"hvr.", url_safe, 80, 0, token, "developer.hashicorp.com", "2026-11"},
    {"hvs.", url_safe, 24, 0, token, "developer.hashicorp.com", "2026-11"},
    {"ico-", base62, 32, 32, api_key, "infracost.io", "2026-11"},
    {"jina_", base62, 40, 0, api_key, "jina.ai", "2026-11"},
    {"key-", hex, 32, 32, api_key, "documentation.mailgun.com", "2026-11"},
    {"lin_api_", base62, 32, 0, api_key, "linear.app", "2026-11"},
    {"lin_oauth_", base62, 32, 0, token, "linear.app", "2026-11"},
    {"llx-", base62, 40, 0, api_key, "docs.cloud.llamaindex.ai", "2026-11"},
    {"ls__", base62, 32, 0, api_key, "docs.smith.langchain.com", "2026-11"},
    {"lsv2_pt_", url_safe, 32, 0, api_key, "docs.smith.langchain.com", "2026-11"},
    {"lsv2_sk_", url_safe, 32, 0, api_key, "docs.smith.langchain.com", "2026-11"},
    {"m0-", base62, 36, 0, api_key, "docs.mem0.ai", "2026-11"},
    {"nfc_", base62, 36, 0, token, "docs.netlify.com", "2026-11"},
    {"nfo_", base62, 36, 0, token, "docs.netlify.com", "2026-11"},
    {"nfp_", base62, 36, 0, token, "docs.netlify.com", "2026-11"},
    {"nfu_", base62, 36, 0, token, "docs.netlify.com", "2026-11"},
    {"npm_", base62, 36, 36, token, "docs.npmjs.com", "2026-11", Check::crc32_base62},
    {"ntn_", base62, 40, 0, token, "developers.notion.com", "2026-11"},
    {"nvapi-", url_safe, 60, 0, api_key, "docs.nvidia.com", "2026-11"},
    {"ops_eyJ", base64, 60, 0, token, "developer.1password.com", "2026-11"},
    {"oy2", base62, 43, 43, api_key, "learn.microsoft.com", "2026-11"},
    {"p8e-", base62, 32, 32, password, "developer.adobe.com", "2026-11"},
    {"pa-", url_safe, 40, 46, api_key, "docs.voyageai.com", "2026-11"},
    {"pat", dotted, 79, 79, token, "airtable.com", "2026-11"},
    {"pat-", url_safe, 36, 44, token, "developers.hubspot.com", "2026-11"},
    {"pat.", dotted, 60, 0, token, "developer.harness.io", "2026-11"},
    {"pcsk_", url_safe, 40, 0, api_key, "docs.pinecone.io", "2026-11"},
    {"phc_", base62, 40, 0, api_key, "posthog.com", "2026-11"},
    {"phs_", base62, 32, 0, api_key, "posthog.com", "2026-11"},
    {"phx_", base62, 40, 0, api_key, "posthog.com", "2026-11"},
    {"pk-lf-", url_safe, 20, 0, api_key, "langfuse.com", "2026-11"},
    {"pk_", identifier, 38, 50, api_key, "clickup.com", "2026-11"},
    {"pk_live_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"pk_test_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"pnb_", base62, 36, 36, api_key, "docs.prefect.io", "2026-11"},
    {"pnu_", base62, 36, 36, api_key, "docs.prefect.io", "2026-11"},
    {"pplx-", base62, 40, 0, api_key, "docs.perplexity.ai", "2026-11"},
    {"pscale_oauth_", dotted, 32, 64, token, "planetscale.com", "2026-11"},
    {"pscale_pw_", dotted, 32, 64, password, "planetscale.com", "2026-11"},
    {"pscale_tkn_", dotted, 32, 64, token, "planetscale.com", "2026-11"},
    {"pul-", hex, 40, 40, token, "pulumi.com", "2026-11"},
    {"pypi-", url_safe, 60, 0, token, "docs.pypi.org", "2026-11"},
    {"r8_", base62, 37, 0, token, "replicate.com", "2026-11"},
    {"rdme_", base62, 60, 0, api_key, "docs.readme.com", "2026-11"},
    {"re_", identifier, 28, 0, api_key, "resend.com", "2026-11"},
    {"rk_live_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"rk_prod_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"rk_test_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"rnd_", base62, 28, 0, api_key, "render.com", "2026-11"},
    {"rpa_", base62, 40, 0, api_key, "docs.runpod.io", "2026-11"},
    {"rubygems_", hex, 48, 48, token, "guides.rubygems.org", "2026-11"},
    {"rzp_live_", base62, 14, 0, api_key, "razorpay.com", "2026-11"},
    {"rzp_test_", base62, 14, 0, api_key, "razorpay.com", "2026-11"},
    {"s-s4t2af-", hex, 64, 64, password, "api.intra.42.fr", "2026-11"},
    {"s-s4t2ud-", hex, 64, 64, password, "api.intra.42.fr", "2026-11"},
    {"sat.", dotted, 60, 0, token, "developer.harness.io", "2026-11"},
    {"sb_publishable_", url_safe, 24, 0, api_key, "supabase.com", "2026-11"},
    {"sb_secret_", url_safe, 24, 0, api_key, "supabase.com", "2026-11"},
    {"sbp_", hex, 40, 40, token, "supabase.com", "2026-11"},
    {"secret_", base62, 43, 43, token, "developers.notion.com", "2026-11"},
    {"sgp_", identifier, 40, 0, token, "sourcegraph.com", "2026-11"},
    {"sha256~", url_safe, 43, 43, token, "docs.openshift.com", "2026-11"},
    {"shippo_live_", hex, 40, 40, api_key, "docs.goshippo.com", "2026-11"},
    {"shippo_test_", hex, 40, 40, api_key, "docs.goshippo.com", "2026-11"},
    {"shpat_", base62, 32, 32, token, "shopify.dev", "2026-11"},
    {"shpca_", base62, 32, 32, token, "shopify.dev", "2026-11"},
    {"shppa_", base62, 32, 32, token, "shopify.dev", "2026-11"},
    {"shpss_", base62, 32, 32, token, "shopify.dev", "2026-11"},
    {"shptka_", base62, 32, 32, token, "shopify.dev", "2026-11"},
    {"sk-", base62, 20, 0, api_key, "platform.openai.com", "2026-11"},
    {"sk-None-", url_safe, 20, 0, api_key, "platform.openai.com", "2026-11"},
    {"sk-admin-", url_safe, 20, 0, api_key, "platform.openai.com", "2026-11"},
    {"sk-ant-", url_safe, 20, 0, api_key, "docs.anthropic.com", "2026-11"},
    {"sk-lf-", url_safe, 20, 0, api_key, "langfuse.com", "2026-11"},
    {"sk-lw-", url_safe, 20, 0, api_key, "langwatch.ai", "2026-11"},
    {"sk-or-", url_safe, 30, 0, api_key, "openrouter.ai", "2026-11"},
    {"sk-proj-", url_safe, 20, 0, api_key, "platform.openai.com", "2026-11"},
    {"sk-svcacct-", url_safe, 20, 0, api_key, "platform.openai.com", "2026-11"},
    {"sk_", base62, 40, 64, api_key, "elevenlabs.io", "2026-11"},
    {"sk_live_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"sk_prod_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"sk_test_", base62, 20, 0, api_key, "docs.stripe.com", "2026-11"},
    {"sl.", url_safe, 60, 0, token, "dropbox.com", "2026-11"},
    {"sm_aat_", base62, 16, 16, token, "settlemint.com", "2026-11"},
    {"sm_pat_", base62, 16, 16, token, "settlemint.com", "2026-11"},
    {"sm_sat_", base62, 16, 16, token, "settlemint.com", "2026-11"},
    {"sntryi_", hex, 64, 64, token, "docs.sentry.io", "2026-11"},
    {"sntrys_", base64, 60, 0, token, "docs.sentry.io", "2026-11"},
    {"sntryu_", hex, 64, 64, token, "docs.sentry.io", "2026-11"},
    {"sq0atp-", url_safe, 22, 0, token, "developer.squareup.com", "2026-11"},
    {"sq0csp-", url_safe, 40, 0, api_key, "developer.squareup.com", "2026-11"},
    {"sq0idp-", url_safe, 22, 0, api_key, "developer.squareup.com", "2026-11"},
    {"sqa_", hex, 40, 40, token, "docs.sonarsource.com", "2026-11"},
    {"sqp_", hex, 40, 40, token, "docs.sonarsource.com", "2026-11"},
    {"squ_", hex, 40, 40, token, "docs.sonarsource.com", "2026-11"},
    {"syt_", url_safe, 30, 0, token, "spec.matrix.org", "2026-11"},
    {"tfp_", url_safe, 40, 0, token, "typeform.com", "2026-11"},
    {"tgp_v1_", url_safe, 40, 0, api_key, "together.ai", "2026-11"},
    {"tk-eu-", url_safe, 48, 48, token, "scalingo.com", "2026-11"},
    {"tk-us-", url_safe, 48, 48, token, "scalingo.com", "2026-11"},
    {"tskey-api-", url_safe, 20, 0, api_key, "tailscale.com", "2026-11"},
    {"tskey-auth-", url_safe, 20, 0, api_key, "tailscale.com", "2026-11"},
    {"tskey-client-", url_safe, 20, 0, api_key, "tailscale.com", "2026-11"},
    {"tvly-", url_safe, 24, 0, api_key, "tavily.com", "2026-11"},
    {"v1.0-", url_safe, 100, 0, api_key, "developers.cloudflare.com", "2026-11"},
    {"vck_", base62, 40, 0, api_key, "vercel.com", "2026-11"},
    {"vcp_", base62, 40, 0, token, "vercel.com", "2026-11"},
    {"vercel_blob_rw_", identifier, 30, 0, token, "vercel.com", "2026-11"},
    {"waka_", url_safe, 36, 36, api_key, "wakatime.com", "2026-11"},
    {"wandb_v1_", url_safe, 30, 0, api_key, "wandb.ai", "2026-11"},
    {"whsec_", base64, 24, 0, password, "docs.stripe.com", "2026-11"},
    {"xai-", base62, 40, 0, api_key, "docs.x.ai", "2026-11"},
    {"xapp-", url_safe, 30, 0, token, "docs.slack.dev", "2026-11"},
    {"xkeysib-", url_safe, 70, 0, api_key, "developers.brevo.com", "2026-11"},
    {"xoxa-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxb-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxc-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxd-", base64, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxe-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxe.xox", dotted, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxo-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxp-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxr-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xoxs-", url_safe, 20, 0, token, "docs.slack.dev", "2026-11"},
    {"xsmtpsib-", url_safe, 70, 0, password, "developers.brevo.com", "2026-11"},
    {"y0_", url_safe, 50, 0, token, "yandex.com", "2026-11"},
    {"ya29.", url_safe, 40, 0, token, "cloud.google.com", "2026-11"},
    {"zpka_", identifier, 30, 0, api_key, "zuplo.com", "2026-11"},
};
// clang-format on
static_assert(std::ranges::is_sorted(keys, {}, &VendorKey::prefix));

constexpr std::array<std::uint8_t, 256> alphabets = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const bool is_upper_digit = (c >= 'A' && c <= 'Z') || core::is_digit(c);
    const bool is_base62 = core::is_letter(c) || core::is_digit(c);
    const auto set = [&table, byte](Alphabet alphabet, bool is_member) {
      if (!is_member) return;
      table[byte] = static_cast<std::uint8_t>(table[byte] | 1U << static_cast<unsigned>(alphabet));
    };
    set(hex, core::hex_value(c) >= 0);
    set(upper_digit, is_upper_digit);
    set(upper_dash, is_upper_digit || c == '-');
    set(base62, is_base62);
    set(identifier, is_base62 || c == '_');
    set(url_safe, is_base62 || c == '_' || c == '-');
    set(dotted, is_base62 || c == '_' || c == '-' || c == '.');
    set(Alphabet::base64, is_base62 || std::string_view("+/=_-").find(c) != std::string_view::npos);
  }
  return table;
}();

// A small filter over the first three bytes: one bit of 4,096 for each three that a row has.
constexpr std::size_t filter_bits = 4096;
constexpr std::size_t filter_bit(char first, char second, char third) noexcept {
  const auto byte = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
  return (byte(first) * 577 ^ byte(second) * 67 ^ byte(third)) % filter_bits;
}
constexpr std::array<std::uint64_t, filter_bits / 64> filter = [] {
  std::array<std::uint64_t, filter_bits / 64> table{};
  for (const VendorKey& key : keys) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char third = key.prefix.size() > 2 ? key.prefix[2] : static_cast<char>(byte);
      const std::size_t bit = filter_bit(key.prefix[0], key.prefix[1], third);
      table[bit / 64] |= std::uint64_t{1} << bit % 64;
      if (key.prefix.size() > 2) break;
    }
  }
  return table;
}();

}  // namespace

bool is_in(Alphabet alphabet, char c) noexcept {
  return (alphabets[static_cast<unsigned char>(c)] >> static_cast<unsigned>(alphabet) & 1U) != 0;
}

std::span<const VendorKey> vendor_keys() noexcept {
  return keys;
}

std::span<const VendorKey> vendor_keys(char first) noexcept {
  // Where the rows of each first byte begin and end.
  struct Rows {
    std::uint16_t begin = 0;
    std::uint16_t end = 0;
  };
  static constexpr std::array<Rows, 256> by_first = [] {
    std::array<Rows, 256> table{};
    for (std::size_t i = std::size(keys); i-- > 0;) {
      Rows& rows = table[static_cast<unsigned char>(keys[i].prefix[0])];
      if (rows.end == 0) rows.end = static_cast<std::uint16_t>(i + 1);
      rows.begin = static_cast<std::uint16_t>(i);
    }
    return table;
  }();
  const Rows rows = by_first[static_cast<unsigned char>(first)];
  return std::span(keys).subspan(rows.begin, rows.end - rows.begin);
}

bool may_begin_vendor_key(char first, char second, char third) noexcept {
  const std::size_t bit = filter_bit(first, second, third);
  return (filter[bit / 64] >> bit % 64 & 1U) != 0;
}

bool has_right_checksum(Check check, std::string_view body) noexcept {
  constexpr std::size_t checksum_bytes = 6;
  if (check == Check::none || body.size() <= checksum_bytes) return false;
  const std::size_t data = body.size() - checksum_bytes;
  std::uint64_t written = 0;
  for (const char c : body.substr(data)) {
    const int digit = core::is_digit(c) ? c - '0' : c >= 'a' ? c - 'a' + 36 : c - 'A' + 10;
    written = written * 62 + static_cast<std::uint64_t>(digit);
  }
  return written == crc32(body.substr(0, data));
}

}  // namespace sotto::privacy
