"""The check digits and checksums of public formats, as their specifications describe them."""
import hashlib
import string
import zlib

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE36 = string.digits + string.ascii_lowercase
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def in_base(number: int, alphabet: str, width: int) -> str:
    digits = ""
    while number or len(digits) < width:
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return digits


def crc32_base62(payload: str) -> str:
    """The last six characters of GitHub's and npm's tokens."""
    return in_base(zlib.crc32(payload.encode()), BASE62, 6)


def crc32_base36(payload: str) -> str:
    """The last seven characters of GitLab's routable tokens."""
    return in_base(zlib.crc32(payload.encode()), BASE36, 7)


def base58check(payload: bytes) -> str:
    """Bitcoin's encoding of keys; none of ours starts with a zero byte."""
    digest = hashlib.sha256(hashlib.sha256(payload).digest()).digest()
    return in_base(int.from_bytes(payload + digest[:4], "big"), BASE58, 1)


def bech32(prefix: str, payload: bytes) -> str:
    """BIP 173, section "Bech32"."""
    def polymod(values) -> int:
        check = 1
        for value in values:
            top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
            for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD,
                                             0x2A1462B3)):
                check ^= generator if top >> bit & 1 else 0
        return check

    bits = "".join(f"{byte:08b}" for byte in payload)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[start:start + 5], 2) for start in range(0, len(bits), 5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = polymod(expanded + values + [0] * 6) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(BECH32[value] for value in values)


def luhn_digit(digits: str) -> str:
    """The digit that makes a card, an IMEI or a Swedish number valid (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def is_luhn(digits: str) -> bool:
    return luhn_digit(digits[:-1]) == digits[-1]


def iban(country: str, account: str) -> str:
    """ISO 13616: two check digits that make the number 1 modulo 97."""
    number = int("".join(str(int(c, 36)) for c in account + country + "00"))
    return f"{country}{98 - number % 97:02}{account}"


def is_iban(text: str) -> bool:
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def cpf_digits(digits: str) -> str:
    """The two last digits of a Brazilian CPF, from its first nine."""
    for count in (9, 10):
        rest = weighted(digits, tuple(range(count + 1, 1, -1))) * 10 % 11 % 10
        digits += str(rest)
    return digits[9:]


def cnpj_digits(digits: str) -> str:
    """The two last digits of a Brazilian CNPJ, from its first twelve."""
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    for count in (12, 13):
        rest = weighted(digits, weights[13 - count:]) % 11
        digits += "0" if rest < 2 else str(11 - rest)
    return digits[12:]


def verhoeff_digit(digits: str) -> str:
    """The last digit of an Indian Aadhaar, from its first eleven."""
    def times(a: int, b: int) -> int:  # the dihedral group of order ten
        if a < 5:
            return (a + b) % 5 + (5 if b >= 5 else 0)
        return (a - b) % 5 + (0 if b >= 5 else 5)

    shuffle, check = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4), 0
    for place, digit in enumerate(reversed(digits), 1):
        value = int(digit)
        for _ in range(place % 8):
            value = shuffle[value]
        check = times(check, value)
    return next(str(digit) for digit in range(10) if times(check, digit) == 0)


def iso7064_mod11_10(digits: str) -> str:
    """The last digit of a German tax id, from its first ten."""
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)
