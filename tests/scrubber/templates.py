"""Random instances of the formats that formats_*.toml describe.

A template is literal text with fields: {A:20} is 20 letters and digits (ALPHABETS names the
others), {uuid} a random UUID, {crc32_base62} a checksum of the random part before it, {wif},
{xprv} and {bech32:PREFIX} whole keys with the checksum of their kind.
"""
import dataclasses
import pathlib
import random
import re
import string
import tomllib

import checksums

LOWER_HEX = "0123456789abcdef"
ALPHABETS = {
    "D": string.digits,
    "a": string.ascii_letters,
    "h": LOWER_HEX,
    "H": LOWER_HEX.upper(),
    "l": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "A": string.ascii_letters + string.digits,
    "B": string.ascii_uppercase + "234567",
    "b": string.ascii_letters + string.digits + "+/",
    "u": string.ascii_letters + string.digits + "-_",
}
FIELD = re.compile(r"\{([A-Za-z0-9_]+)(?::([^}]*))?\}")
# A piece of this many characters is enough to recognise a secret, so it must not survive.
FRAGMENT = 8
# A fragment is the secret's only when most of it is random: "sk_live_" alone gives nothing away.
RANDOM_IN_FRAGMENT = 6


@dataclasses.dataclass(frozen=True)
class Secret:
    """What must not survive: a text, and for each of its characters whether it is random."""
    text: str
    is_random: tuple[bool, ...]

    @staticmethod
    def of(text: str) -> "Secret":
        return Secret(text, (True,) * len(text))

    def fragments(self) -> frozenset[str]:
        """The whole text, and each of its pieces that gives something away."""
        starts = range(len(self.text) - FRAGMENT + 1)
        return frozenset({self.text} | {
            self.text[start:start + FRAGMENT] for start in starts
            if sum(self.is_random[start:start + FRAGMENT]) >= RANDOM_IN_FRAGMENT})


def letters(rng: random.Random, alphabet: str, count: int) -> str:
    return "".join(rng.choices(ALPHABETS[alphabet], k=count))


def uuid(rng: random.Random) -> str:
    text = letters(rng, "h", 32)
    text = text[:12] + "4" + text[13:16] + rng.choice("89ab") + text[17:]
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def field(rng: random.Random, name: str, argument: str | None, before: str, payload: str) -> str:
    match name:
        case "uuid":
            return uuid(rng)
        case "crc32_base62":
            return checksums.crc32_base62(payload)
        case "crc32_base36":
            return checksums.crc32_base36(before)
        case "wif":
            return checksums.base58check(b"\x80" + rng.randbytes(32) + b"\x01")
        case "xprv":
            return checksums.base58check(b"\x04\x88\xad\xe4" + rng.randbytes(74))
        case "bech32":
            key = checksums.bech32(argument.lower(), rng.randbytes(32))
            return key.upper() if argument.isupper() else key
    return letters(rng, name, int(argument))


def expand(template: str, rng: random.Random) -> Secret:
    text, is_random, payload, end = "", [], "", 0
    for found in FIELD.finditer(template):
        literal = template[end:found.start()]
        value = field(rng, found[1], found[2], text + literal, payload)
        text += literal + value
        is_random += [False] * len(literal) + [True] * len(value)
        payload, end = payload + value, found.end()
    literal = template[end:]
    return Secret(text + literal, tuple(is_random + [False] * len(literal)))


def credential_formats() -> dict[str, str]:
    """Every template of formats_*.toml by its name."""
    formats = {}
    for path in sorted(pathlib.Path(__file__).parent.glob("formats_*.toml")):
        for section in tomllib.loads(path.read_text()).values():
            if isinstance(section, dict):
                formats |= {name: row["template"] for name, row in section.items()}
    return formats
