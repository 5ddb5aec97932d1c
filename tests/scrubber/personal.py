"""Personal data: addresses of people, phones, cards, accounts and national numbers.

Each function of KINDS makes an Item; numbers that have check digits have the right ones.
"""
import dataclasses
import random
import string

import checksums
from templates import Secret, letters

FIRST = ("annika", "bogdan", "chiara", "dmitri", "elmira", "fernanda", "goran", "hiroko", "ilse",
         "joaquim", "katarzyna", "lucien", "maren", "nikhil", "oluwaseun", "priya", "quentin",
         "rosalia", "soren", "tomasz", "ursula", "vidya", "wojciech", "ximena", "yusuf", "zsofia")
LAST = ("almeida", "brandvold", "castellano", "delacroix", "eriksen", "fernandes", "grabowski",
        "hakimov", "iyengar", "jankovic", "kowalczyk", "lindqvist", "marchetti", "nakagawa",
        "okonkwo", "petrosyan", "quiroga", "rasmussen", "schuster", "takahashi", "uchenna",
        "vasquez", "wiesner", "yilmaz", "zielinski")
MAIL_HOSTS = ("gmail.com", "outlook.de", "yahoo.co.uk", "kronberg-werke.de", "mail.ru",
              "proton.me", "bluefern.io", "uni-heidelberg.de", "ferrovia.it", "nordlys.no",
              "icloud.com", "azulmar.com.br", "hikari-tech.co.jp", "gov.tasmania.net.au")


@dataclasses.dataclass(frozen=True)
class Item:
    """What a context carries, and what of it must not survive."""
    slot: str
    secrets: tuple[Secret, ...]
    is_line: bool = False    # it runs to the end of its line or string, as headers do

    @staticmethod
    def of(text: str, before: str = "", after: str = "", is_line: bool = False) -> "Item":
        return Item(before + text + after, (Secret.of(text),), is_line)


def digits(rng: random.Random, count: int) -> str:
    return letters(rng, "D", count)


def filled(rng: random.Random, pattern: str) -> str:
    """The pattern with a random digit for each 'd' and a random one but 0 and 1 for each 'n'."""
    return "".join(rng.choice(string.digits) if c == "d" else rng.choice("23456789") if c == "n"
                   else c for c in pattern)


def person(rng: random.Random) -> tuple[str, str]:
    return rng.choice(FIRST), rng.choice(LAST)


def mail(rng: random.Random) -> str:
    first, last = person(rng)
    local = rng.choice((f"{first}.{last}", f"{first[0]}{last}", f"{first}_{last}",
                        f"{first}{rng.randrange(100, 10000)}", f"{last}.{first[0]}",
                        f"{first}.{last}+{rng.choice(('news', 'spam', 'shop'))}"))
    return f"{local}@{rng.choice(MAIL_HOSTS)}"


def mail_with_name(rng: random.Random) -> Item:
    address = mail(rng)
    return Item.of(address, "Customer <", ">")


def mail_link(rng: random.Random) -> Item:
    return Item.of(mail(rng), "mailto:")


def capital_mail(rng: random.Random) -> Item:
    first, last = person(rng)
    return Item.of(f"{first.title()}.{last.title()}@{rng.choice(MAIL_HOSTS).title()}")


# Digits as people write them; 'd' any digit, 'n' 2 to 9.
PHONES = {
    "us_e164": ("", "+1nddnnddddd"),
    "us_brackets": ("", "(ndd) nnd-dddd"), "us_dashes": ("", "+1-ndd-nnd-dddd"),
    "us_local": ("phone: ", "ndd-nnd-dddd"), "gb_mobile": ("", "+44 7ddd dddddd"),
    "gb_london": ("", "+44 20 7ddd dddd"), "gb_local": ("mobile ", "07ddd dddddd"),
    "de_mobile": ("", "+49 17n ddddddd"), "de_berlin": ("", "+49 (0)30 ndddddd"),
    "de_local": ("Tel. ", "030 ndddddd"), "fr_mobile": ("", "+33 6 dd dd dd dd"),
    "fr_local": ("", "06 dd dd dd dd"), "es": ("", "+34 6dd ddd ddd"),
    "it": ("", "+39 33d ddddddd"), "pt": ("", "+351 9nd ddd ddd"),
    "br": ("", "+55 11 9dddd-dddd"), "br_local": ("", "(11) 9dddd-dddd"),
    "mx": ("", "+52 55 dddd dddd"), "in": ("", "+91 9dddd ddddd"),
    "jp": ("", "+81 90-dddd-dddd"), "jp_local": ("", "090-dddd-dddd"),
    "cn": ("", "+86 138 dddd dddd"), "kr": ("", "+82 10-dddd-dddd"),
    "au": ("", "+61 4dd ddd ddd"), "ch": ("", "+41 79 ddd dd dd"),
    "at": ("", "+43 664 ddddddd"), "nl": ("", "+31 6 dddd dddd"),
    "pl": ("", "+48 6dd ddd ddd"), "se": ("", "+46 70 ddd dd dd"),
    "ru": ("", "+7 (9dd) ddd-dd-dd"), "tr": ("", "+90 532 ddd dd dd"),
    "e164": ("", "+4915ddddddddd"), "zero_zero": ("call ", "0049 170 ddddddd"),
    "link": ("tel:", "+420ndddddddd"),
}


def phone(lead: str, pattern: str):
    return lambda rng: Item.of(filled(rng, pattern), lead)


# Prefix, digits in all, and how they are grouped when they are.
CARDS = {
    "visa": ("4", 16, (4, 4, 4, 4)), "mastercard": ("5n", 16, (4, 4, 4, 4)),
    "mastercard_2": ("22n1", 16, (4, 4, 4, 4)), "amex": ("37", 15, (4, 6, 5)),
    "discover": ("6011", 16, (4, 4, 4, 4)), "jcb": ("3530", 16, (4, 4, 4, 4)),
    "diners": ("36", 14, (4, 6, 4)), "unionpay": ("62", 16, (4, 4, 4, 4)),
}


def grouped(text: str, sizes, separator: str) -> str:
    pieces, start = [], 0
    for size in sizes:
        pieces.append(text[start:start + size])
        start += size
    return separator.join(pieces)


def card(prefix: str, count: int, sizes, separator: str):
    def make(rng: random.Random) -> Item:
        start = prefix.replace("5n", "5" + rng.choice("12345")).replace("22n1", "22" + rng.choice(
            "3456789") + "1")
        number = start + digits(rng, count - 1 - len(start))
        number += checksums.luhn_digit(number)
        return Item.of(grouped(number, sizes, separator) if separator else number)
    return make


# The account part: 'd' a digit, 'A' a capital letter or digit, 'L' a capital letter.
IBANS = {
    "DE": "d" * 18, "FR": "d" * 10 + "A" * 11 + "dd", "GB": "LLLL" + "d" * 14,
    "NL": "LLLL" + "d" * 10, "ES": "d" * 20, "IT": "L" + "d" * 10 + "A" * 12,
    "CH": "d" * 5 + "A" * 12, "AT": "d" * 16, "BE": "d" * 12, "PL": "d" * 24, "PT": "d" * 21,
    "SE": "d" * 20, "NO": "d" * 11, "DK": "d" * 14, "FI": "d" * 14, "IE": "LLLL" + "d" * 14,
    "CZ": "d" * 20, "SA": "dd" + "A" * 18, "AE": "d" * 19, "BR": "d" * 23 + "LA",
}


def bank_account(country: str, is_grouped: bool):
    def make(rng: random.Random) -> Item:
        account = "".join(rng.choice({"d": string.digits, "L": string.ascii_uppercase,
                                      "A": string.ascii_uppercase + string.digits}[c])
                          for c in IBANS[country])
        number = checksums.iban(country, account)
        if is_grouped:
            number = " ".join(number[start:start + 4] for start in range(0, len(number), 4))
        return Item.of(number)
    return make


KINDS = {"mail.plain": lambda rng: Item.of(mail(rng)), "mail.name": mail_with_name,
         "mail.link": mail_link, "mail.capitals": capital_mail}
KINDS |= {f"phone.{name}": phone(*row) for name, row in PHONES.items()}
KINDS |= {f"card.{name}{label}": card(*row, separator) for name, row in CARDS.items()
          for label, separator in (("", ""), ("_spaced", " "), ("_dashed", "-"))}
KINDS |= {f"iban.{country.lower()}{'_grouped' if is_grouped else ''}":
          bank_account(country, is_grouped) for country in IBANS for is_grouped in (False, True)}
