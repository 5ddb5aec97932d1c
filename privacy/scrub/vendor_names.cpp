#include "privacy/scrub/vendor_names.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

// Sorted. Names of the vendors in the keyword lists of gitleaks, trufflehog and kingfisher, without
// those that are words of English; looked up 2026-11.
constexpr std::string_view list =
    "abstractapi abuseipdb abyssale accuweather adafruit adobeio adzuna aeroworkflow airbrake "
    "airship airtable airvisual aiven aiza alegra aletheiaapi algolia alienvault allsports "
    "alphavantage amadeus ambee amplitude anypoint apacta api2cart apideck apiflash apifonica "
    "apilayer apimatic apimetrics apitemplate appcues appdynamics appfollow appointedd "
    "appsflyer appsynergy apptivo artifactory asana assemblyai atera atlassian audd auth0 "
    "autodesk autoklose avaza aviationstack axonaut aylien ayrshare bannerbear baremetrics "
    "beebole besnappy besttime betterstack billomat bintray bitbar bitcoinaverage bitfinex "
    "bitly bitmex bittrex blazemeter blitapp blocknative blogger blynk bombbomb boostnote "
    "borgbase braintree brandfetch brightdata browserstack browshot bscscan buddyns budibase "
    "bugherd bugsnag bulbul bulksms buttercms caflou calendarific calorieninja campayn "
    "cannyio capsulecrm captaindata carboninterface caspio censys centralstation cerebras "
    "cexio chargebee chartmogul chatfuel checklyhq checkvist circleci clarifai clearbit "
    "clickhelp clickup cliengo clientary clinchpad clockify cloudconvert cloudflare "
    "cloudimage cloudinary cloudmersive cloudsight cloudsmith cloverly cloze clustdoc codacy "
    "codeclimate codecov codemagic codequiry cohere coinapi coinbase coinlayer coinlib "
    "coinmarketcap commercejs companyhub contentful contentstack convertapi convertkit "
    "convier countrylayer coveralls craftmypdf crowdin cryptocompare currencyfreaks "
    "currencylayer currencyscoop currentsapi d7network dareboost databox datadog datagov "
    "deepai deepgram deepl deepseek delighted detectify detectlanguage dfuse diffbot "
    "diggernaut digitalocean disqus dnscheck docparser dovico dronahq droneci dropbox dwolla "
    "dynalist dynatrace dyspatch eagleeyenetworks easyinsight ecostruxureit edamam edenai "
    "elevenlabs enablex etherscan ethplorer etsy eventbrite everhour exchangerate "
    "exchangeratesapi extractorapi faceplusplus fastforex fastly feedier fetchrss fibery "
    "figma finage financialmodelingprep finicity finnhub firecrawl fixerio fleetbase flickr "
    "flightapi flightstats formbucket formio formsite foursquare frameio freshbooks freshdesk "
    "freshworks fullstory fxmarket geckoboard gengo geoapify geocodify geocodio geoip "
    "getgeoapi getresponse getsandbox giphy gitter glassnode gocanvas gocardless godaddy "
    "goodday graphcms graphhopper groovehq gtmetrix gumroad gyazo happi happyscribe hellosign "
    "helpcrunch helpscout heroku hiveage holidayapi honeycomb hotjar html2pdf hubspot "
    "huggingface hunterio hybiscus hypertrack ibmcloud iconfinder iexapis iexcloud igdb "
    "imagekit imagga infura insightly instabot instagram instamojo integromat intercom "
    "interseller intrinio invoiceocean ip2location ipapi ipgeolocation ipify ipinfo ipinfodb "
    "ipquality ipstack jfrog jira jotform jumpcloud jupiterone juro kanbantool karmacrm "
    "keenio kickbox klaviyo klipfolio knapsackpro kontent kucoin kylas languagelayer "
    "larksuite lastfm launchdarkly leadfeeder lemlist lemonsqueezy lendflow leonardoai "
    "lessannoyingcrm lexigram linenotify linkpreview linode liveagent livestorm loadmill "
    "locationiq logdna loggly loginradius logz logzio lokalise loyverse lunchmoney luno "
    "madkudu magicbell mailboxlayer mailchimp mailerlite mailgun mailjet mailmodo mailsac "
    "mailtrap mandrill mapbox mapquest maptiler marketstack mattermost mavenlink maxmind "
    "meaningcloud mediastack meistertask meraki mesibo messagebird metaapi metrilo mezmo "
    "mindmeister mixmax mixpanel mockaroo monkeylearn moonclerk moosend moralis mparticle "
    "mrticktock myintervals nethunt netlify netsuite neutrinoapi newrelic newsapi newscatcher "
    "newyorktimes nexmo nftport ngrok nicereply nightfall nozbeteams numverify nutritionix "
    "nvapi nylas nytimes oanda okta omdb omnisend onedesk onelogin onepagecrm onesignal "
    "onfleet oopspam opencagedata openuv openweather openweathermap opsgenie optimizely "
    "overloop owlbot packagecloud pagerduty pandadoc pandascore paperform papertrail "
    "paralleldots parsehub parseur partnerstack pastebin paydirtapp paymoapp paymongo paypal "
    "pdflayer pdfshift peopledatalabs pepipost photoroom phraseapp pinata pinecone pingdom "
    "pipedream pipedrive pixabay plaid planyo plivo podio pollsapi poloniex positionstack "
    "postageapp postbacks postmark powrbot prismic prodpad prospectcrm protocolsio proxycrawl "
    "purestake pushbullet pusher qase qualaroo qubole quickmetrics rapidapi rawg razorpay "
    "reachmail rebrandly recurly rentman repairshopr replyio requestfinance restpack "
    "ringcentral ritekit rocketreach rockset rollbar ronin route4me rownd rubygems "
    "rudderstack runpod runrunit runscope salesblink salescookie salesflare salesforce "
    "salesmate sambanova satismeter saucelabs scaleway scalr scrapeowl scraperapi scraperbox "
    "scrapersite scrapestack scrapfly scrapingant scrapingbee screenshotapi screenshotlayer "
    "scrutinizer securitytrails selectpdf sendbird sendinblue serpapi serphouse serpstack "
    "sheety sherpadesk shipday shodan shopify shotstack shutterstock signalwire signaturit "
    "signupgenius sigopt simfin simplesat simplynoted simvoly sinch sirv siteleaf skrapio "
    "skrapp skybiometry smartsheet smartsheets smartystreets smooch snipcart snyk solarwinds "
    "sonarcloud sonarqube sourcegraph sparkpost speechtext splunk spoonacular sportsmonk "
    "spotify squarespace sslmate stabilityai stadiamaps statuscake statuspage statuspal "
    "stitchdata stockdata storecove stormboard stormglass storyblok storychief strava stripe "
    "stytch sugester supernotes surveyanyplace surveybot surveysparrow survicate swiftype "
    "tallyfy tatum tavily taxjar teamgate teamworkcrm teamworkdesk teamworkspaces telnyx "
    "textanywhere textmagic theoddsapi thinkific thousandeyes ticketmaster tickettailor "
    "tiingo timecamp tmdb tmetric todoist toggl tokeet tomorrowio tomtom tradier transferwise "
    "transifex travelpayouts travis trello twelvedata twilio twitter typeform typetalk "
    "uclassify unsplash upcdatabase uplead uploadcare uptimerobot upwave urlscan userflow "
    "userstack vatlayer vbout vercel verimail veriphone versioneye viewneo virustotal "
    "visualcrossing voicegain vonage voodoosms vouchery voyageai vpnapi vultr vyte wakatime "
    "walkscore wandb weatherbit weatherstack weaviate webex webflow webscraper webscraping "
    "websitepulse wepay whoxy wistia worksnaps workstack worldcoinindex worldweather wrike "
    "yandex yelp youneedabudget yousign youtube zendesk zenkit zenrows zenscrape zenserp "
    "zeplin zerobounce zerotier zipapi zipbooks zipcodeapi zipcodebase zonka zuora";

constexpr auto vendor_names = [] {
  std::array<std::string_view, std::ranges::count(list, ' ') + 1> names;
  std::string_view rest = list;
  for (std::string_view& name : names) {
    name = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
  }
  return names;
}();
static_assert(std::ranges::is_sorted(vendor_names));

}  // namespace

bool is_vendor_name(std::string_view word) noexcept {
  constexpr std::size_t most_bytes = 32;
  constexpr std::size_t least_prefix = 5;  // of "trellokey": what is shorter begins other words
  if (word.size() > most_bytes) return false;
  std::array<char, most_bytes> lower{};
  std::ranges::transform(word, lower.begin(), core::to_lower);
  const std::string_view name(lower.data(), word.size());
  const auto next = std::ranges::upper_bound(vendor_names, name);
  if (next == vendor_names.begin()) return false;
  const std::string_view vendor = *std::prev(next);
  return vendor == name || (vendor.size() >= least_prefix && name.starts_with(vendor));
}

}  // namespace sotto::privacy
