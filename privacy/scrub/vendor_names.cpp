#include "privacy/scrub/vendor_names.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

// Sorted. Names of the vendors in the keyword lists of gitleaks, trufflehog and kingfisher, without
// those that are words of English; looked up 2026-11.
constexpr std::string_view list =
    "abstractapi abuseipdb abyssale accuweather adafruit adzuna aeroworkflow airbrake airship "
    "airtable airvisual aiven aiza alegra aletheiaapi algolia alienvault allsports "
    "alphavantage amadeus ambee amplitude anypoint apacta api2cart apideck apiflash apifonica "
    "apilayer apimatic apimetrics apitemplate appcues appdynamics appfollow appointedd "
    "appsflyer appsynergy apptivo asana assemblyai atera auth0 autodesk autoklose avaza "
    "aviationstack axonaut aylien ayrshare bannerbear baremetrics beebole besnappy besttime "
    "betterstack billomat bintray bitbar bitcoinaverage bitfinex bitly bitmex bittrex "
    "blazemeter blitapp blocknative bombbomb borgbase braintree brandfetch brightdata "
    "browserstack browshot bscscan buddyns budibase bugherd bugsnag bulksms buttercms "
    "calendarific calorieninja campayn capsulecrm captaindata carboninterface caspio censys "
    "centralstation cerebras cexio chargebee chartmogul chatfuel checklyhq checkvist circleci "
    "clarifai clearbit cliengo clientary clinchpad clockify cloudconvert cloudflare "
    "cloudinary cloudmersive cloudsmith cloverly cloze codacy codeclimate codecov codemagic "
    "cohere coinapi coinbase coinlib coinmarketcap commercejs contentful contentstack "
    "convertkit convier countrylayer coveralls craftmypdf crowdin cryptocompare "
    "currencyfreaks currencylayer currencyscoop currentsapi d7network dareboost databox "
    "datadog deepai deepgram deepl deepseek delighted detectify diffbot diggernaut "
    "digitalocean disqus dnscheck dovico dronahq droneci dropbox dwolla dynalist dynatrace "
    "dyspatch eagleeyenetworks easyinsight ecostruxureit edamam edenai elevenlabs enablex "
    "etherscan ethplorer etsy eventbrite everhour extractorapi faceplusplus fastforex fastly "
    "feedier fetchrss fibery figma financialmodelingprep finnhub firecrawl flickr flightapi "
    "flightstats formbucket formio formsite foursquare freshbooks freshdesk freshworks "
    "fullstory fxmarket geckoboard gengo geoapify geocodify geoip giphy gocanvas gocardless "
    "godaddy goodday graphhopper gtmetrix gumroad gyazo happyscribe hellosign helpcrunch "
    "helpscout heroku hiveage holidayapi honeycomb hotjar hubspot huggingface hybiscus "
    "iconfinder iexapis iexcloud igdb imagekit imagga infura insightly instabot instamojo "
    "intercom interseller intrinio invoiceocean ip2location ipgeolocation ipinfo ipinfodb "
    "ipquality ipstack jfrog jotform jumpcloud jupiterone kanbantool klaviyo klipfolio "
    "knapsackpro kucoin kylas languagelayer larksuite lastfm launchdarkly leadfeeder lemlist "
    "lemonsqueezy lendflow leonardoai lexigram linenotify linode liveagent livestorm "
    "locationiq logdna loggly loginradius logz lokalise loyverse lunchmoney madkudu magicbell "
    "mailboxlayer mailchimp mailerlite mailgun mailjet mailmodo mailsac mailtrap mandrill "
    "mapbox mapquest maptiler marketstack mattermost mavenlink maxmind meaningcloud "
    "mediastack meistertask meraki messagebird metaapi metrilo mezmo mixmax mixpanel mockaroo "
    "monkeylearn moonclerk moosend moralis mparticle mrticktock myintervals nethunt netlify "
    "netsuite neutrinoapi newrelic newsapi newscatcher newyorktimes nexmo nftport ngrok "
    "nicereply nozbeteams numverify nutritionix nylas nytimes oanda okta omdb omnisend "
    "onedesk onepagecrm onesignal onfleet oopspam opencagedata openuv openweather "
    "openweathermap opsgenie optimizely overloop owlbot packagecloud pagerduty pandadoc "
    "pandascore paperform papertrail paralleldots parsehub partnerstack paydirtapp paymoapp "
    "paymongo pdflayer pdfshift peopledatalabs pepipost photoroom phraseapp pinata pinecone "
    "pingdom pipedream pipedrive pixabay planyo plivo pollsapi poloniex positionstack "
    "postageapp postbacks postmark powrbot prismic prodpad proxycrawl pushbullet pusher qase "
    "qualaroo rapidapi rawg reachmail rebrandly recurly rentman repairshopr replyio "
    "requestfinance restpack ringcentral ritekit rocketreach rollbar ronin route4me rownd "
    "rudderstack runpod runrunit runscope salesblink salescookie salesflare salesforce "
    "salesmate sambanova satismeter saucelabs scaleway scalr scrapeowl scraperapi scraperbox "
    "scrapestack scrapfly scrapingant scrapingbee screenshotapi screenshotlayer scrutinizer "
    "securitytrails selectpdf sendbird sendinblue serpapi serphouse serpstack sheety "
    "sherpadesk shodan shopify shotstack shutterstock signalwire signaturit signupgenius "
    "sigopt simfin simplynoted simvoly sinch sirv siteleaf skrapp skybiometry smartystreets "
    "smooch snipcart snyk solarwinds sourcegraph sparkpost speechtext splunk spoonacular "
    "sportsmonk squarespace sslmate stabilityai stadiamaps statuscake statuspage stitchdata "
    "stockdata storecove stormboard stormglass storyblok storychief strava stytch sugester "
    "supernotes surveybot surveysparrow survicate tallyfy tatum tavily taxjar teamworkcrm "
    "teamworkdesk teamworkspaces telnyx textanywhere textmagic theoddsapi thinkific "
    "thousandeyes ticketmaster tickettailor tiingo timecamp tmdb tmetric todoist toggl tokeet "
    "tomtom tradier transferwise transifex travelpayouts travis trello twelvedata twilio "
    "twitter typeform typetalk uclassify unsplash upcdatabase uplead uploadcare uptimerobot "
    "urlscan userflow userstack vatlayer vbout veriphone versioneye viewneo virustotal "
    "visualcrossing voicegain vonage voodoosms voyageai vultr vyte wakatime walkscore wandb "
    "weatherbit weatherstack weaviate webex webflow webscraper websitepulse wepay whoxy "
    "wistia worksnaps workstack worldcoinindex worldweather wrike yelp youneedabudget yousign "
    "zendesk zenkit zenrows zenscrape zenserp zeplin zerobounce zerotier zipbooks zipcodeapi "
    "zipcodebase zonka zuora";

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
  constexpr std::size_t most_bytes = 24;
  if (word.size() > most_bytes) return false;
  std::array<char, most_bytes> lower{};
  std::ranges::transform(word, lower.begin(), core::to_lower);
  return std::ranges::binary_search(vendor_names, std::string_view(lower.data(), word.size()));
}

}  // namespace sotto::privacy
