#pragma once

#include <string_view>

#include "privacy/scrub/national_checks.hpp"
#include "privacy/text_scrubber.hpp"

/// The numbers that states and banks give to people, one row each.
namespace sotto::privacy::national {

/// Words one of which has to stand before the number, "|" between them, as has_word_at() takes
/// them.
constexpr std::string_view no_word;  // the format or its check says enough
constexpr std::string_view any_word =
    "aadhaar|fodsel|henkilotunnus|rvnr|african id|thai id|hk "
    "id|documento|abn|amka|asmens|bsn|citizen|cnp|cpf|cpr|cuit|curp|dni|ein|emso|fiscal|"
    "fnr|f\xc3\xb8"
    "dsel|id card|id no|id "
    "number|identity|identific|identidad|identit\xc3|imei|insurance|isikukood|jmbg|"
    "kimlik|kods|ktp|matrikel|mykad|my number|national|nhs|nif|nik|nino|nric|oib|"
    "personal id|personal code|personal number|passport|personn|pesel|pps|rfc|"
    "rijksregister|rodne|rodn\xc3\xa9|rut|sin|snils|social|sozial|ssn|steuer|svnr|taj|tax|tckn|tfn|"
    "tin|utr|afm|burgerservice|cedula|cnpj|contribuinte|cuil|egn|fein|gst|hkid|"
    "idnr|insz|kennitala|medicare|nas|ni no|ni number|nip|niss|numeric personal|"
    "permanent account|ppsn|sa id|sofinummer|sv nummer|uidai|zehut|krankenversicherung|"
    "rentenversicherung|sozialversicherung|versicherung|lohnsteuer|"
    "\xd0\x98\xd0\x9d\xd0\x9d|\xd0\xa1\xd0\x9d\xd0\x98\xd0\x9b\xd0\xa1|"
    "\xd0\x95\xd0\x93\xd0\x9d|"
    "\xd0\xbf\xd0\xb0\xd1\x81\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82|"
    "\xd0\x9f\xd0\xb0\xd1\x81\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82|"
    "\xe3\x83\x9e\xe3\x82\xa4\xe3\x83\x8a\xe3\x83\xb3|"
    "\xe5\x80\x8b\xe4\xba\xba\xe7\x95\xaa\xe5\x8f\xb7|"
    "\xe8\xba\xab\xe4\xbb\xbd\xe8\xaf\x81|\xe8\xba\xab\xe5\x88\x86\xe8\xad\x89|"
    "\xe8\xba\xab\xe4\xbb\xbd\xe8\xad\x89|\xd7\x96\xd7\x94\xd7\x95\xd7\xaa|"
    "\xd7\xaa.\xd7\x96|\xd7\xaa\"\xd7\x96|\xce\x91\xce\x9c\xce\x9a\xce\x91|"
    "\xce\x91\xce\xa6\xce\x9c|r\xc4\x8c|em\xc5\xa0o|\xd0\x88\xd0\x9c\xd0\x91\xd0\x93|"
    "\xe0\xb8\x9b\xe0\xb8\xa3\xe0\xb8\xb0\xe0\xb8\x8a\xe0\xb8\xb2|"
    "\xe0\xa4\x86\xe0\xa4\xa7\xe0\xa4\xbe\xe0\xa4\xb0";
constexpr std::string_view american = "ssn|social|taxpayer|tax id|itin";
constexpr std::string_view russian_passport =
    "passport|pasport|\xd0\xbf\xd0\xb0\xd1\x81\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82|"
    "\xd0\x9f\xd0\xb0\xd1\x81\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82";
constexpr std::string_view polish_card =
    "dowod|dow\xc3\xb3"
    "d";
constexpr std::string_view korean_id =
    "rrn|resident registration|\xec\xa3\xbc\xeb\xaf\xbc\xeb\x93\xb1\xeb\xa1\x9d|"
    "\xec\x99\xb8\xea\xb5\xad\xec\x9d\xb8\xeb\x93\xb1\xeb\xa1\x9d";
constexpr std::string_view new_zealand = "ird|tax|inland revenue";
constexpr std::string_view cedula =
    "cedula|c\xc3\xa9"
    "dula|ciudadan|c.i.|c.c.|documento";
constexpr std::string_view spanish_insurance = "seguridad social|nss|naf|afiliaci";
constexpr std::string_view health_card =
    "phn|health card|care card|ohip|personal health|cns|cartao sus|cart\xc3\xa3o sus|ramq|"
    "assurance maladie|nam|nhi|dea";
constexpr std::string_view sim_card = "iccid|sim|imsi|imei";
constexpr std::string_view sri_lankan_id = "nic|nic no|nic number|national identity card";
constexpr std::string_view other_ids = "civil id|qid|qatar id|idnp|matricule|matricola|dui|cui|dpi";
constexpr std::string_view german_tax = "steuernummer|steuer nr|st. nr|stnr|finanzamt";
constexpr std::string_view portuguese_card = "cidad\xc3\xa3o|cidadao|citizen";
constexpr std::string_view hungarian_tax =
    "ad\xc3\xb3"
    "azonos|adoazonos";
constexpr std::string_view ukrainian_tax =
    "inn|"
    "\xd0\xa0\xd0\x9d\xd0\x9e\xd0\x9a\xd0\x9f\xd0\x9f|\xd0\x86\xd0\x9f\xd0\x9d|"
    "\xd0\x98\xd0\x9d\xd0\x9d";
constexpr std::string_view kazakh_id = "iin|\xd0\x98\xd0\x98\xd0\x9d|\xd0\x96\xd0\xa1\xd0\x9d";
constexpr std::string_view arabic_id =
    "national id|iqama|\xd8\xa7\xd9\x84\xd8\xb1\xd9\x82\xd9\x85 "
    "\xd8\xa7\xd9\x84\xd9\x82\xd9\x88\xd9\x85\xd9\x8a|"
    "\xd8\xb1\xd9\x82\xd9\x85 \xd8\xa7\xd9\x84\xd9\x87\xd9\x88\xd9\x8a\xd8\xa9";
constexpr std::string_view vietnamese_id =
    "cccd|cmnd|c\xc4\x83n c\xc6\xb0\xe1\xbb\x9b"
    "c";

/// In the format 9 is a digit, A a capital, * either, and everything else itself; the check sees
/// those without the rest.
struct NationalId {
  std::string_view format;
  Check check;
  std::string_view words;  // without one too many other numbers pass the check
  std::string_view source;
  std::string_view date;
};
constexpr NationalId national_ids[] = {
    {"99999999A", is_dni, no_word, "interior.gob.es", "2026-11"},
    {"99999999-A", is_dni, no_word, "interior.gob.es", "2026-11"},
    {"A9999999A", is_nie, no_word, "interior.gob.es", "2026-11"},
    {"A-9999999-A", is_nie, no_word, "interior.gob.es", "2026-11"},
    {"999999-999*", is_hetu, no_word, "dvv.fi", "2026-11"},
    {"999999A999*", is_hetu_of_2000, no_word, "dvv.fi", "2026-11"},
    {"AA999999A", is_nino, any_word, "gov.uk", "2026-11"},
    {"AA 99 99 99 A", is_nino, no_word, "gov.uk", "2026-11"},
    {"AAAAAA99A99A999A", is_fiscal_code, no_word, "agenziaentrate.gov.it", "2026-11"},
    {"999-99-9999", is_ssn, no_word, "ssa.gov", "2026-11"},
    {"999 99 9999", is_ssn, american, "ssa.gov", "2026-11"},
    {"999999999", is_ssn, american, "ssa.gov", "2026-11"},
    {"999.999.999-99", is_cpf, no_word, "gov.br", "2026-11"},
    {"99999999999", is_cpf, any_word, "gov.br", "2026-11"},
    {"99.999.999/9999-99", is_cnpj, no_word, "gov.br", "2026-11"},
    {"999 999 9999", is_nhs, any_word, "nhs.uk", "2026-11"},
    {"9999999999", is_nhs, any_word, "nhs.uk", "2026-11"},
    {"99999999999", is_pesel, any_word, "gov.pl", "2026-11"},
    {"999999999", is_bsn, any_word, "rvig.nl", "2026-11"},
    {"999.9999.9999.99", is_ahv, no_word, "zas.admin.ch", "2026-11"},
    {"9 99 99 99 999 999 99", is_insee, no_word, "insee.fr", "2026-11"},
    {"999999999999999", is_insee, no_word, "insee.fr", "2026-11"},
    {"999999-9999", is_personnummer, no_word, "skatteverket.se", "2026-11"},
    {"99999999-9999", is_long_personnummer, no_word, "skatteverket.se", "2026-11"},
    {"999999-9999", is_cpr, "cpr|personnummer", "cpr.dk", "2026-11"},
    {"999999-9999999", is_rrn, no_word, "mois.go.kr", "2026-11"},
    {"9999 9999 9999", is_aadhaar, no_word, "uidai.gov.in", "2026-11"},
    {"999999999999", is_aadhaar, any_word, "uidai.gov.in", "2026-11"},
    {"999-999-999", has_luhn_digit, any_word, "canada.ca", "2026-11"},
    {"999 999 999", has_luhn_digit, any_word, "canada.ca", "2026-11"},
    {"999 999 999", is_tfn, any_word, "ato.gov.au", "2026-11"},
    {"999999999", is_tfn, any_word, "ato.gov.au", "2026-11"},
    {"99 999 999 999", is_tax_id, any_word, "bzst.de", "2026-11"},
    {"99999999999", is_tax_id, any_word, "bzst.de", "2026-11"},
    {"99.99.99-999.99", is_belgian, no_word, "ibz.rrn.fgov.be", "2026-11"},
    {"99999999999", is_belgian, any_word, "ibz.rrn.fgov.be", "2026-11"},
    {"999999 99999", is_norwegian, no_word, "skatteetaten.no", "2026-11"},
    {"99999999999", is_norwegian, any_word, "skatteetaten.no", "2026-11"},
    {"999999-9999", is_icelandic, no_word, "skra.is", "2026-11"},
    {"AAAA999999AAAAAA**", is_curp, no_word, "gob.mx", "2026-11"},
    {"AAAA999999***", is_rfc, any_word, "sat.gob.mx", "2026-11"},
    {"999999999", is_portuguese, any_word, "portaldasfinancas.gov.pt", "2026-11"},
    {"999 999 999", is_portuguese, any_word, "portaldasfinancas.gov.pt", "2026-11"},
    {"99999999999", is_turkish, any_word, "nvi.gov.tr", "2026-11"},
    {"999999/9999", is_czech, no_word, "mvcr.cz", "2026-11"},
    {"9999999999999", is_romanian, any_word, "mai.gov.ro", "2026-11"},
    {"9999999999", is_bulgarian, any_word, "grao.bg", "2026-11"},
    {"999999999", has_luhn_digit, any_word, "gov.il", "2026-11"},
    {"9999999999999", is_south_african, any_word, "dha.gov.za", "2026-11"},
    {"999999 9999 999", is_south_african, no_word, "dha.gov.za", "2026-11"},
    {"999999999999", is_my_number, any_word, "soumu.go.jp", "2026-11"},
    {"9999 9999 9999", is_my_number, any_word, "soumu.go.jp", "2026-11"},
    {"9999-9999-9999", is_my_number, any_word, "soumu.go.jp", "2026-11"},
    {"A9999999A", is_nric, no_word, "ica.gov.sg", "2026-11"},
    {"A999999(*)", is_hong_kong, no_word, "immd.gov.hk", "2026-11"},
    {"A999999999", is_taiwanese, any_word, "ris.gov.tw", "2026-11"},
    {"999999-99-9999", is_malaysian, no_word, "jpn.gov.my", "2026-11"},
    {"9-9999-99999-99-9", is_thai, no_word, "bora.dopa.go.th", "2026-11"},
    {"9999999999999", is_thai, any_word, "bora.dopa.go.th", "2026-11"},
    {"9999999999999999", is_indonesian, any_word, "dukcapil.kemendagri.go.id", "2026-11"},
    {"99.999.999-*", is_chilean, no_word, "sii.cl", "2026-11"},
    {"9.999.999-*", is_chilean, no_word, "sii.cl", "2026-11"},
    {"99999999-*", is_chilean, any_word, "sii.cl", "2026-11"},
    {"99-99999999-9", is_cuit, no_word, "afip.gob.ar", "2026-11"},
    {"99999999999", is_cuit, any_word, "afip.gob.ar", "2026-11"},
    {"9999999AA", is_pps, any_word, "gov.ie", "2026-11"},
    {"9999999A", is_pps, any_word, "gov.ie", "2026-11"},
    {"99999999999", is_born_luhn, any_word, "amka.gr", "2026-11"},
    {"99999999999", is_baltic, any_word, "siseministeerium.ee", "2026-11"},
    {"999999-99999", is_latvian, no_word, "pmlp.gov.lv", "2026-11"},
    {"9999999999999", is_jmbg, any_word, "stat.si", "2026-11"},
    {"999 999 999", is_taj, any_word, "neak.gov.hu", "2026-11"},
    {"999999999", is_taj, any_word, "neak.gov.hu", "2026-11"},
    {"9999 999999", is_austrian, no_word, "sozialversicherung.at", "2026-11"},
    {"9999999999", is_austrian, any_word, "sozialversicherung.at", "2026-11"},
    {"999-999-999 99", is_snils, no_word, "sfr.gov.ru", "2026-11"},
    {"99999999999", is_snils, any_word, "sfr.gov.ru", "2026-11"},
    {"999999999999", is_inn, any_word, "nalog.gov.ru", "2026-11"},
    {"9999 999999", is_any, russian_passport, "mvd.ru", "2026-11"},
    {"AAAAA9999A", is_pan, no_word, "incometax.gov.in", "2026-11"},
    {"99999-9999999-9", is_cnic, no_word, "nadra.gov.pk", "2026-11"},
    {"999-99-9999", is_itin, no_word, "irs.gov", "2026-11"},
    {"99-9999999", is_any, "ein|fein|employer id|tax id|taxpayer|irs", "irs.gov", "2026-11"},
    {"9999 99999 9", is_medicare, no_word, "servicesaustralia.gov.au", "2026-11"},
    {"99 999 999 999", is_abn, any_word, "abr.business.gov.au", "2026-11"},
    {"99 999999 A 999", is_german_insurance, no_word, "deutsche-rentenversicherung.de", "2026-11"},
    {"99999999A999", is_german_insurance, any_word, "deutsche-rentenversicherung.de", "2026-11"},
    {"999-999-99-99", is_nip, no_word, "podatki.gov.pl", "2026-11"},
    {"9999999999999", is_ahv, no_word, "zas.admin.ch", "2026-11"},
    {"999-9999-9999999-9", is_emirates, no_word, "icp.gov.ae", "2026-11"},
    {"AAAAA999999AA*AA", is_any, no_word, "gov.uk", "2026-11"},
    {"99-999999-999999-9", has_luhn_digit, no_word, "imei.info", "2026-11"},
    {"99999999999999999*", is_chinese, no_word, "gov.cn", "2026-11"},
    {"999999999999999999", is_chinese, no_word, "gov.cn", "2026-11"},
    {"999999999999999", has_luhn_digit, any_word, "imei.info", "2026-11"},
    {"99.999.999-A", is_dni, no_word, "interior.gob.es", "2026-11"},
    {"999-999-9999", is_nhs, any_word, "nhs.uk", "2026-11"},
    {"9999999999", is_utr, "utr|unique taxpayer", "gov.uk", "2026-11"},
    {"99999 99999", is_utr, "utr|unique taxpayer", "gov.uk", "2026-11"},
    {"999999999", is_any, "ein|fein|employer id", "irs.gov", "2026-11"},
    {"99999999999999", is_cnpj, any_word, "gov.br", "2026-11"},
    {"AAAA-999999-***", is_rfc, any_word, "sat.gob.mx", "2026-11"},
    {"99999999999", has_luhn_digit, "nss|imss|seguridad social|seguro social", "imss.gob.mx",
     "2026-11"},
    {"99 99 99 9999 9", has_luhn_digit, "nss|imss|seguridad social|seguro social", "imss.gob.mx",
     "2026-11"},
    {"9999 99 999", is_bsn, any_word, "rvig.nl", "2026-11"},
    {"999.999.999", is_bsn, any_word, "rvig.nl", "2026-11"},
    {"99.99.99-999-99", is_belgian, no_word, "ibz.rrn.fgov.be", "2026-11"},
    {"9999999999", is_nip, any_word, "podatki.gov.pl", "2026-11"},
    {"999-99-99-999", is_nip, any_word, "podatki.gov.pl", "2026-11"},
    {"AAA999999", is_any, polish_card, "gov.pl", "2026-11"},
    {"9999999999", is_czech, any_word, "mvcr.cz", "2026-11"},
    {"9999999999", is_cpr, "cpr|personnummer", "cpr.dk", "2026-11"},
    {"9999999999", is_icelandic, "kennitala|kt", "skra.is", "2026-11"},
    {"999999999", is_greek_tax, any_word, "aade.gr", "2026-11"},
    {"9999-9999-9999", is_aadhaar, any_word, "uidai.gov.in", "2026-11"},
    {"AAA9999999", is_any, "voter|epic|elector", "eci.gov.in", "2026-11"},
    {"9999999999999", is_rrn, korean_id, "mois.go.kr", "2026-11"},
    {"999999999999", is_malaysian, "mykad|nric|ic no|ic number|pengenalan", "jpn.gov.my",
     "2026-11"},
    {"A9999999", is_hong_kong, any_word, "immd.gov.hk", "2026-11"},
    {"A999999A", is_hong_kong, any_word, "immd.gov.hk", "2026-11"},
    {"99.999.999.9-999.999", is_any, no_word, "pajak.go.id", "2026-11"},
    {"999999999999999", is_any, "npwp", "pajak.go.id", "2026-11"},
    {"9999999999", is_medicare, "medicare", "servicesaustralia.gov.au", "2026-11"},
    {"999999999", is_ird, new_zealand, "ird.govt.nz", "2026-11"},
    {"999-999-999", is_ird, new_zealand, "ird.govt.nz", "2026-11"},
    {"999 999 999", is_ird, new_zealand, "ird.govt.nz", "2026-11"},
    {"99999999", is_ird_of_8, new_zealand, "ird.govt.nz", "2026-11"},
    {"99-999-999", is_ird_of_8, new_zealand, "ird.govt.nz", "2026-11"},
    {"99999999", is_any, "dni|documento nacional", "argentina.gob.ar", "2026-11"},
    {"99.999.999", is_any,
     "dni|documento nacional|cedula|c\xc3\xa9"
     "dula",
     "argentina.gob.ar", "2026-11"},
    {"9999999999", is_any, cedula, "registraduria.gov.co", "2026-11"},
    {"99999999", is_any, cedula, "registraduria.gov.co", "2026-11"},
    {"9.999.999.999", is_any, cedula, "registraduria.gov.co", "2026-11"},
    {"999999999-9", is_nit, "nit", "dian.gov.co", "2026-11"},
    {"999.999.999-9", is_nit, "nit", "dian.gov.co", "2026-11"},
    {"999999999-9", is_any, cedula, "registrocivil.gob.ec", "2026-11"},
    {"99999999999", is_ruc, "ruc", "sunat.gob.pe", "2026-11"},
    {"9.999.999-9", is_any, cedula, "gub.uy", "2026-11"},
    {"A-99999999", is_any, cedula, "saime.gob.ve", "2026-11"},
    {"A99999999", is_any, cedula, "saime.gob.ve", "2026-11"},
    {"A-9999999", is_any, cedula, "saime.gob.ve", "2026-11"},
    {"999-9999999-9", has_luhn_digit, cedula, "jce.gob.do", "2026-11"},
    {"99999999999", has_luhn_digit, cedula, "jce.gob.do", "2026-11"},
    {"9-9999-9999", is_any, cedula, "tse.go.cr", "2026-11"},
    {"9999999999999", is_any, "fiscal|spi", "impots.gouv.fr", "2026-11"},
    {"99 99 999 999 999", is_any, "fiscal|spi", "impots.gouv.fr", "2026-11"},
    {"A999999999", is_any, "kranken|versichert|kvnr|egk", "gkv-spitzenverband.de", "2026-11"},
    {"999/999/99999", is_any, german_tax, "bzst.de", "2026-11"},
    {"99/999/99999", is_any, german_tax, "bzst.de", "2026-11"},
    {"999/9999/9999", is_any, german_tax, "bzst.de", "2026-11"},
    {"999999999AA9", is_any, portuguese_card, "autenticacao.gov.pt", "2026-11"},
    {"99999999 9 AA9", is_any, portuguese_card, "autenticacao.gov.pt", "2026-11"},
    {"999-999-999", is_taj, any_word, "neak.gov.hu", "2026-11"},
    {"9-999999-9999", is_any, "szem\xc3\xa9lyi|szemelyi", "nyilvantarto.hu", "2026-11"},
    {"99999999999", is_any, "szem\xc3\xa9lyi|szemelyi", "nyilvantarto.hu", "2026-11"},
    {"9999999999", is_any, hungarian_tax, "nav.gov.hu", "2026-11"},
    {"99 99 999999", is_any, russian_passport, "mvd.ru", "2026-11"},
    {"9999999999", is_rnokpp, ukrainian_tax, "tax.gov.ua", "2026-11"},
    {"999999999999", is_any, kazakh_id, "egov.kz", "2026-11"},
    {"99999999999", is_any, "nin|bvn|nimc", "nimc.gov.ng", "2026-11"},
    {"99999999999999", is_any, arabic_id, "moi.gov.eg", "2026-11"},
    {"9999999999", is_any, arabic_id, "absher.sa", "2026-11"},
    {"9999999999999", is_cnic, "cnic", "nadra.gov.pk", "2026-11"},
    {"99-9999999-9", is_any, "sss", "sss.gov.ph", "2026-11"},
    {"999-999-999-999", is_any, "tin|taxpayer", "bir.gov.ph", "2026-11"},
    {"9999-9999-9999-9999", is_any, "philsys|pcn", "philsys.gov.ph", "2026-11"},
    {"999999999999", is_any, vietnamese_id, "bocongan.gov.vn", "2026-11"},
    {"999999999999", is_any, sri_lankan_id, "drp.gov.lk", "2026-11"},
    {"99999999999", is_oib, "oib", "porezna-uprava.gov.hr", "2026-11"},
    {"AA-99-99-99-A", is_nino, no_word, "gov.uk", "2026-11"},
    {"9 99 99 9A 999 999 99", is_corsican, no_word, "insee.fr", "2026-11"},
    {"999999A99999999", is_corsican, no_word, "insee.fr", "2026-11"},
    {"999.99999.99-9", is_pis, no_word, "caixa.gov.br", "2026-11"},
    {"99999999999", is_pis, "pis|pasep|nis", "caixa.gov.br", "2026-11"},
    {"99.999.999-*", is_any, "rg|identidade", "gov.br", "2026-11"},
    {"999999999999", is_any, "titulo de eleitor|t\xc3\xadtulo de eleitor", "tse.jus.br", "2026-11"},
    {"999999999999999", is_any, health_card, "saude.gov.br", "2026-11"},
    {"999 9999 9999 9999", is_any, health_card, "saude.gov.br", "2026-11"},
    {"99/99999999/99", is_any, spanish_insurance, "seg-social.es", "2026-11"},
    {"99 99999999 99", is_any, spanish_insurance, "seg-social.es", "2026-11"},
    {"999999999999", is_any, spanish_insurance, "seg-social.es", "2026-11"},
    {"AAA9999", is_any, health_card, "health.govt.nz", "2026-11"},
    {"9999 999 999", is_any, health_card, "health.gov.bc.ca", "2026-11"},
    {"9999-999-999", is_any, health_card, "ontario.ca", "2026-11"},
    {"9999999999", is_any, health_card, "ontario.ca", "2026-11"},
    {"AAAA 9999 9999", is_any, health_card, "ramq.gouv.qc.ca", "2026-11"},
    {"AAAA99999999", is_any, health_card, "ramq.gouv.qc.ca", "2026-11"},
    {"99999999999", has_luhn_digit, "partita iva|p.iva|piva", "agenziaentrate.gov.it", "2026-11"},
    {"AA9999999", is_dea, health_card, "deadiversion.usdoj.gov", "2026-11"},
    {"999999999999", is_any, other_ids, "paci.gov.kw", "2026-11"},
    {"99999999999", is_any, other_ids, "moi.gov.qa", "2026-11"},
    {"9999999999999", is_any, other_ids, "asp.gov.md", "2026-11"},
    {"99999999-9", is_any, other_ids, "rnpn.gob.sv", "2026-11"},
    {"9999 99999 9999", is_any, other_ids, "renap.gob.gt", "2026-11"},
    {"9999999999999", is_any, other_ids, "renap.gob.gt", "2026-11"},
    {"999999999A", is_any, sri_lankan_id, "drp.gov.lk", "2026-11"},
    {"9999999999999999999", has_luhn_digit, sim_card, "itu.int", "2026-11"},
    {"99999999999999999999", has_luhn_digit, sim_card, "itu.int", "2026-11"},
    {"9999 9999 9999 9999 999", has_luhn_digit, sim_card, "itu.int", "2026-11"},
    {"999999999999999", is_any, "imsi", "itu.int", "2026-11"},
    {"9999999999999999", is_any, sim_card, "imei.info", "2026-11"},
    {"999999999999", is_inn, ukrainian_tax, "nalog.gov.ru", "2026-11"},
    {"99999999A999", is_any, any_word, "deutsche-rentenversicherung.de", "2026-11"},
    {"999999999", is_routing, "routing|aba", "aba.com", "2026-11"},
    {"9999999999", is_npi, "npi|national provider", "cms.gov", "2026-11"},
    {"99AAAAA9999A9A*", is_gstin, no_word, "gst.gov.in", "2026-11"},
};

/// A number of capitals and digits whose form says little: one of the words has to stand before it.
struct Document {
  std::string_view words;
  std::size_t least_bytes;
  std::size_t most_bytes;
  std::size_t least_digits;
  bool has_letters;
  SecretKind kind;
};
constexpr Document documents[] = {
    {"passport|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|pasaport|reisepass|"
     "passnummer|pass "
     "nr|\xe6\x8a\xa4\xe7\x85\xa7|\xe8\xad\xb7\xe7\x85\xa7|\xe6\x97\x85\xe5\x88\xb8|"
     "\xe3\x83\x91\xe3\x82\xb9\xe3\x83\x9d\xe3\x83\xbc\xe3\x83\x88|\xec\x97\xac\xea\xb6\x8c",
     7, 10, 4, true, SecretKind::national_id},
    {"driver licen|drivers licen|driver's licen|driving licen|permis de conduire|fuhrerschein|"
     "f\xc3\xbchrerschein|patente di guida|rijbewijs|licencia de conducir|carteira de "
     "motorista|cnh|dvla|\xec\x9a\xb4\xec\xa0\x84\xeb\xa9\xb4\xed\x97\x88|"
     "\xe9\x81\x8b\xe8\xbb\xa2\xe5\x85\x8d\xe8\xa8\xb1|\xe5\x85\x8d\xe8\xa8\xb1\xe8\xa8\xbc",
     7, 20, 4, true, SecretKind::national_id},
    {"personalausweis|ausweisnummer|ausweis nr|identity card|id card|carte d'identit|"
     "carta d'identit|carta identit",
     8, 12, 4, true, SecretKind::national_id},
    {"vin|vehicle identification|chassis no|chassis number|fahrgestell", 17, 17, 4, true,
     SecretKind::national_id},
    {"bank account|account number|account no|acct no|acct number|checking account|"
     "savings account|kontonummer|konto nr|rekeningnummer|numero de cuenta|"
     "n\xc3\xbamero de cuenta|numero de compte|num\xc3\xa9ro de compte",
     7, 18, 7, false, SecretKind::iban},
    {"clabe|interbancaria", 18, 18, 18, false, SecretKind::iban},
};

}  // namespace sotto::privacy::national
