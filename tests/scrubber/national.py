"""National numbers of people and of phones, with the check digits their countries define."""
import random

import checksums
from personal import Item, digits
from templates import ALPHABETS

CONSONANTS = "BCDFGLMNPRSTVZ"


def born(rng: random.Random, pattern: str = "{y:02}{m:02}{d:02}") -> str:
    return pattern.format(year=rng.randrange(1940, 2000), y=rng.randrange(40, 99),
                          m=rng.randrange(1, 13), d=rng.randrange(1, 29))


def us_social_security(rng):
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return Item.of(f"{area:03}-{rng.randrange(1, 100):02}-{rng.randrange(1, 10000):04}")


def br_cpf(rng):
    number = digits(rng, 9)
    return Item.of(f"{number[:3]}.{number[3:6]}.{number[6:]}-{checksums.cpf_digits(number)}")


def br_cnpj(rng):
    number = digits(rng, 8) + "0001"
    return Item.of(f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:]}-"
                   f"{checksums.cnpj_digits(number)}")


def es_dni(rng):
    number = digits(rng, 8)
    return Item.of(number + "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23], "DNI ")


def es_nie(rng):
    first, number = rng.randrange(3), digits(rng, 7)
    return Item.of("XYZ"[first] + number + "TRWAGMYFPDXBNJZSQVHLCKE"[int(f"{first}{number}") % 23],
                   "NIE ")


def fr_social_security(rng):
    number = rng.choice("12") + born(rng, "{y:02}{m:02}") + f"{rng.randrange(10, 95)}"
    number += digits(rng, 6)
    key = 97 - int(number) % 97
    return Item.of(f"{number[0]} {number[1:3]} {number[3:5]} {number[5:7]} {number[7:10]} "
                   f"{number[10:]} {key:02}")


def it_fiscal_code(rng):
    code = ("".join(rng.choices(CONSONANTS, k=6)) + f"{rng.randrange(40, 99)}"
            + rng.choice("ABCDEHLMPRST") + f"{rng.randrange(1, 29):02}"
            + rng.choice("ABCDEFGHIL") + digits(rng, 3))
    odd = dict(zip(ALPHABETS["U"][26:] + ALPHABETS["U"][:26], (
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
        6, 8, 12, 14, 16, 10, 22, 25, 24, 23)))
    total = sum(odd[c] if place % 2 == 0 else int(c) if c.isdigit() else ord(c) - ord("A")
                for place, c in enumerate(code))
    return Item.of(code + chr(ord("A") + total % 26))


def de_tax_id(rng):
    # One digit twice, one missing, none in front that is zero: section 139b of the Abgabenordnung.
    while True:
        pool = rng.sample("0123456789", 9)
        number = rng.sample(pool + [rng.choice(pool)], 10)
        if number[0] != "0":
            number = "".join(number)
            return Item.of(number + checksums.iso7064_mod11_10(number), "Steuer-ID ")


def pl_pesel(rng):
    number = born(rng) + digits(rng, 4)
    check = -checksums.weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10
    return Item.of(f"{number}{check}", "PESEL ")


def nl_citizen_number(rng):
    while True:
        number = rng.choice("123456789") + digits(rng, 7)
        check = checksums.weighted(number, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return Item.of(f"{number}{check}", "BSN ")


def se_personal_number(rng):
    number = born(rng) + digits(rng, 3)
    return Item.of(f"{number[:6]}-{number[6:]}{checksums.luhn_digit(number)}", "personnummer ")


def fi_identity_code(rng):
    date, number = born(rng, "{d:02}{m:02}{y:02}"), f"{rng.randrange(2, 900):03}"
    return Item.of(f"{date}-{number}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(date + number) % 31]}")


def no_birth_number(rng):
    while True:
        number = born(rng, "{d:02}{m:02}{y:02}") + digits(rng, 3)
        first = -checksums.weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
        second = -checksums.weighted(f"{number}{first % 10}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if first < 10 and second < 10:
            return Item.of(f"{number}{first}{second}", "fodselsnummer ")


def cn_resident_id(rng):
    province = rng.choice((11, 12, 31, 32, 33, 37, 41, 42, 44, 51, 61))
    number = f"{province}01{rng.randrange(1, 30):02}" + born(rng, "{year}{m:02}{d:02}")
    number += digits(rng, 3)
    total = checksums.weighted(number, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return Item.of(number + "10X98765432"[total % 11])


def in_aadhaar(rng):
    number = rng.choice("23456789") + digits(rng, 10)
    number += checksums.verhoeff_digit(number)
    return Item.of(f"{number[:4]} {number[4:8]} {number[8:]}", "Aadhaar ")


def in_tax_number(rng):
    start = "".join(rng.choices(ALPHABETS["U"][:26], k=3)) + "P" + rng.choice(ALPHABETS["U"][:26])
    return Item.of(start + digits(rng, 4) + rng.choice(ALPHABETS["U"][:26]), "PAN ")


def gb_insurance_number(rng):
    number = rng.choice("ABCEGHJKLMNPRSTWXYZ") + rng.choice("ABCEGHJKLMPRSTWXYZ")
    return Item.of(f"{number} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} {rng.choice('ABCD')}",
                   "NI number ")


def gb_health_number(rng):
    while True:
        number = rng.choice("4679") + digits(rng, 8)
        check = -checksums.weighted(number, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return Item.of(f"{number[:3]} {number[3:6]} {number[6:]}{check}", "NHS number ")


def ca_insurance_number(rng):
    number = rng.choice("1234567") + digits(rng, 7)
    number += checksums.luhn_digit(number)
    return Item.of(f"{number[:3]} {number[3:6]} {number[6:]}", "SIN ")


def au_tax_number(rng):
    while True:
        number = rng.choice("123456789") + digits(rng, 8)
        if checksums.weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0:
            return Item.of(f"{number[:3]} {number[3:6]} {number[6:]}", "TFN ")


def kr_resident_number(rng):
    number = born(rng) + rng.choice("12") + digits(rng, 5)
    total = checksums.weighted(number, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    return Item.of(f"{number[:6]}-{number[6:]}{(11 - total % 11) % 10}")


def tr_identity_number(rng):
    number = [int(c) for c in rng.choice("123456789") + digits(rng, 8)]
    number.append((sum(number[0:9:2]) * 7 - sum(number[1:8:2])) % 10)
    number.append(sum(number) % 10)
    return Item.of("".join(map(str, number)), "T.C. kimlik no ")


def cl_tax_number(rng):
    number = f"{rng.randrange(5, 26)}{digits(rng, 6)}".zfill(8)
    total = checksums.weighted(number[::-1], (2, 3, 4, 5, 6, 7, 2, 3))
    check = "0K987654321"[total % 11]
    return Item.of(f"{int(number[:2])}.{number[2:5]}.{number[5:]}-{check}", "RUT ")


def phone_equipment_id(rng):
    number = "35" + digits(rng, 12)
    return Item.of(number + checksums.luhn_digit(number), "IMEI ")


KINDS = {f"national.{make.__name__}": make for make in (
    us_social_security, br_cpf, br_cnpj, es_dni, es_nie, fr_social_security, it_fiscal_code,
    de_tax_id, pl_pesel, nl_citizen_number, se_personal_number, fi_identity_code,
    no_birth_number, cn_resident_id, in_aadhaar, in_tax_number, gb_insurance_number,
    gb_health_number, ca_insurance_number, au_tax_number, kr_resident_number,
    tr_identity_number, cl_tax_number, phone_equipment_id)}
