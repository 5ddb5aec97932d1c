"""The generator: check digits, secrets that are where they should be, and the hold-out."""
import hashlib
import random
import re
import tomllib
import unittest
import pathlib

import checksums
import corpus
import hidden
import national
import personal
import templates
from corpus import BENIGN, PARTS, TARGETS

HERE = pathlib.Path(__file__).parent
ROUNDS = 20


def number(text: str) -> str:
    return re.sub(r"\D", "", text)


def sum_of(text: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number(text), weights, strict=True))


# Whether a number is valid, and an example that its country publishes.
NATIONAL = {
    "es_dni": (lambda t: "TRWAGMYFPDXBNJZSQVHLCKE"[int(number(t)) % 23] == t[-1], "12345678Z"),
    "es_nie": (lambda t: "TRWAGMYFPDXBNJZSQVHLCKE"[int(str("XYZ".index(t[0])) + number(t)) % 23]
               == t[-1], "X1234567L"),
    "fr_social_security": (lambda t: (int(number(t)[:13]) + int(number(t)[13:])) % 97 == 0,
                           "2 55 08 14 168 025 38"),
    "de_tax_id": (lambda t: checksums.iso7064_mod11_10(t[:-1]) == t[-1], "86095742719"),
    "pl_pesel": (lambda t: sum_of(t, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0, "44051401359"),
    "nl_citizen_number": (lambda t: sum_of(t, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0, "111222333"),
    "se_personal_number": (lambda t: checksums.is_luhn(number(t)), "811218-9876"),
    "fi_identity_code": (lambda t: "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(number(t[:10])) % 31]
                         == t[-1], "131052-308T"),
    "cn_resident_id": (lambda t: (sum_of(t[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8,
                                                  4, 2)) + "0123456789X".index(t[-1])) % 11 == 1,
                       "11010519491231002X"),
    "gb_health_number": (lambda t: sum_of(t, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0,
                         "943 476 5919"),
    "au_tax_number": (lambda t: sum_of(t, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0, "123 456 782"),
    "tr_identity_number": (lambda t: sum(map(int, t[:10])) % 10 == int(t[10])
                           and (7 * sum(map(int, t[:9:2])) - sum(map(int, t[1:8:2]))) % 10
                           == int(t[9]), "10000000146"),
    "cl_tax_number": (lambda t: (sum_of(t[:-1].zfill(11), (3, 2, 7, 6, 5, 4, 3, 2))
                                 + "0123456789K".index(t[-1])) % 11 == 0, "12.345.678-5"),
    "phone_equipment_id": (lambda t: checksums.is_luhn(t), "490154203237518"),
    "br_cpf": (lambda t: checksums.cpf_digits(number(t)[:9]) == number(t)[9:], "111.444.777-35"),
    "br_cnpj": (lambda t: checksums.cnpj_digits(number(t)[:12]) == number(t)[12:],
                "11.222.333/0001-81"),
    "in_aadhaar": (lambda t: checksums.verhoeff_digit(number(t)[:-1]) == t[-1], "2363"),
}


class Checksums(unittest.TestCase):
    def test_agree_with_published_examples(self):
        self.assertTrue(checksums.is_luhn("79927398713"))
        self.assertEqual(checksums.iban("GB", "WEST12345698765432"), "GB82WEST12345698765432")
        self.assertEqual(checksums.bech32("a", b""), "a12uel5l")
        self.assertEqual(checksums.in_base(61 * 62, checksums.BASE62, 6), "0000z0")

    def test_end_base58_with_a_double_hash(self):
        value = 0
        for letter in checksums.base58check(b"\x80 any payload"):
            value = value * 58 + checksums.BASE58.index(letter)
        body = value.to_bytes(17, "big")
        self.assertEqual(body[:-4], b"\x80 any payload")
        self.assertEqual(body[-4:], hashlib.sha256(hashlib.sha256(body[:-4]).digest()).digest()[:4])

    def test_of_national_numbers_agree_with_examples_and_with_every_generated_one(self):
        for name, (is_valid, example) in NATIONAL.items():
            made = [getattr(national, name)(random.Random(seed)).secrets[0].text
                    for seed in range(ROUNDS)]
            for text in [example, *made]:
                self.assertTrue(is_valid(text), f"{name}: {text}")

    def test_of_cards_and_accounts_are_right(self):
        for kind, make in personal.KINDS.items():
            text = re.sub("[ -]", "", make(random.Random(kind)).secrets[0].text)
            if kind.startswith("card."):
                self.assertTrue(checksums.is_luhn(text), kind)
            if kind.startswith("iban."):
                self.assertTrue(checksums.is_iban(text), kind)


class Formats(unittest.TestCase):
    def rows(self):
        for path in sorted(HERE.glob("formats_*.toml")):
            table = tomllib.loads(path.read_text())
            self.assertRegex(table.pop("seen"), r"^20\d\d-\d\d$")
            yield from ((name, row) for section in table.values() for name, row in section.items())

    def test_are_at_least_160_with_different_names_and_a_source_each(self):
        names = [name for name, row in self.rows() if row["source"] and row["template"]]
        self.assertGreaterEqual(len(names), 160)
        self.assertEqual(len(names), len(set(names)))

    def test_make_another_instance_each_time(self):
        for name, row in self.rows():
            one, other = (templates.expand(row["template"], random.Random(seed)).text
                          for seed in (1, 2))
            self.assertNotEqual(one, other, name)

    def test_count_a_piece_as_the_secret_s_only_where_it_is_random(self):
        secret = templates.expand("sk_live_{D:8}", random.Random(1))
        self.assertIn(secret.text[-8:], secret.fragments())
        self.assertNotIn("sk_live_", secret.fragments())


class Cases(unittest.TestCase):
    def each(self, *classes):
        for klass in classes or TARGETS:
            for part in PARTS:
                for case in corpus.cases(klass, part, 2 * len(corpus.kinds_of(klass)), 7):
                    yield klass, part, case

    def test_contain_their_secrets_in_some_reading(self):
        for klass, _, case in self.each(*(set(TARGETS) - {BENIGN})):
            readings = hidden.readings(case.text, hidden.DEPTH if klass == "hidden" else 1)
            for secret in case.secrets:
                self.assertTrue(any(secret.text in one for one in readings), case)

    def test_have_no_secret_in_the_words_around_it(self):
        for _, _, case in self.each():
            for secret in case.secrets:
                self.assertIn(secret.text, case.fragments())

    def test_that_are_benign_match_no_format(self):
        fields = {name: "[" + re.escape(letters) + "]" for name, letters in
                  templates.ALPHABETS.items()}
        patterns = []
        for template in corpus.templates.credential_formats().values():
            pieces = re.split(r"\{([A-Za-z]):(\d+)\}", template)
            if "{" not in "".join(pieces[::3]):
                patterns.append("".join(
                    re.escape(pieces[at]) + (f"{fields[pieces[at + 1]]}{{{pieces[at + 2]}}}"
                                             if at + 1 < len(pieces) else "")
                    for at in range(0, len(pieces), 3)))
        pattern = re.compile(r"(?<![\w/+.-])(?:" + "|".join(patterns) + r")(?![\w/+-])")
        for _, _, case in self.each(BENIGN):
            if case.kind != "benign.placeholder":
                self.assertIsNone(pattern.search(case.text), case)

    def test_are_the_same_for_the_same_seed_only(self):
        for klass in TARGETS:
            self.assertEqual(*(corpus.cases(klass, "tuning", 50, 3) for _ in range(2)))
            self.assertNotEqual(*(corpus.cases(klass, "tuning", 50, seed) for seed in (3, 4)))

    def test_have_every_kind_of_their_class(self):
        for klass in TARGETS:
            seen = {case.kind for part in PARTS
                    for case in corpus.cases(klass, part, 2 * len(corpus.kinds_of(klass)), 1)}
            self.assertEqual(seen, set(corpus.kinds_of(klass)))


class HoldOut(unittest.TestCase):
    def test_keeps_kinds_and_contexts_from_tuning(self):
        for klass in TARGETS:
            for case in corpus.cases(klass, "tuning", 300, 1):
                self.assertFalse(corpus.is_format_held_out(case.kind))
                self.assertFalse(corpus.is_context_held_out(case.context))
            for case in corpus.cases(klass, "held out", 300, 1):
                self.assertTrue(corpus.is_format_held_out(case.kind)
                                or corpus.is_context_held_out(case.context))

    def test_is_a_quarter_of_the_kinds_and_a_third_of_the_contexts(self):
        kinds = [corpus.is_format_held_out(kind) for klass in TARGETS
                 for kind in corpus.kinds_of(klass)]
        contexts = [corpus.is_context_held_out(context.name) for family in ("free", "keyed")
                    for context in corpus.contexts(family)]
        self.assertAlmostEqual(sum(kinds) / len(kinds), 1 / 4, delta=0.05)
        self.assertAlmostEqual(sum(contexts) / len(contexts), 1 / 3, delta=0.08)


if __name__ == "__main__":
    unittest.main()
