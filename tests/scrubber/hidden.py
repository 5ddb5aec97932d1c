"""Encoded and split forms of a secret, and the way back: every reading of an output."""
import base64
import html
import json
import random
import re
import string
import urllib.parse

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# How deep a reader decodes; as deep as the forms below go.
DEPTH = 3


def quote_all(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def base64_text(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def wrapped(text: str, width: int = 76) -> str:
    return "\n".join(text[start:start + width] for start in range(0, len(text), width))


def record(text: str) -> str:
    return json.dumps({"id": 7, "note": text, "done": False}, ensure_ascii=False)


def sentence(text: str) -> str:
    return f"the import printed {text} and stopped"


# Each takes the text with the secret and gives what stands in the context.
ENCODINGS = {
    "json_in_json": lambda text, rng: json.dumps({"body": record(text)}, ensure_ascii=False),
    "json_in_json_twice": lambda text, rng: json.dumps(
        {"event": json.dumps({"body": record(text)}, ensure_ascii=False)}, ensure_ascii=False),
    "json_unicode": lambda text, rng: '"' + "".join(
        f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c for c in text) + '"',
    "percent_some": lambda text, rng: urllib.parse.quote(record(text), safe=""),
    "percent_all": lambda text, rng: quote_all(text),
    "percent_query": lambda text, rng: "https://search.tallgrass.dev/find?q="
    + urllib.parse.quote_plus(sentence(text)) + "&page=2",
    "percent_twice": lambda text, rng:
        urllib.parse.quote(urllib.parse.quote(record(text), safe=""), safe=""),
    "base64_bare": lambda text, rng: base64_text(text),
    "base64_sentence": lambda text, rng: base64_text(sentence(text)),
    "base64_json": lambda text, rng: base64_text(record(text)),
    "base64_url": lambda text, rng:
        base64.urlsafe_b64encode(record(text).encode()).decode().rstrip("="),
    "base64_data": lambda text, rng: "data:text/plain;base64," + base64_text(sentence(text)),
    "base64_lines": lambda text, rng:
        wrapped(base64_text(sentence(text) + "; " + "nothing else. " * 9)),
    "base64_twice": lambda text, rng: base64_text(base64_text(sentence(text))),
    "base64_percent": lambda text, rng: urllib.parse.quote(base64_text(record(text)), safe=""),
    "html_decimal": lambda text, rng: "".join(f"&#{ord(c)};" for c in text),
    "html_hex": lambda text, rng: "".join(f"&#x{ord(c):x};" for c in text),
    "html_signs": lambda text, rng: "".join(
        c if c.isalnum() or c.isspace() else f"&#{ord(c)};" for c in text),
}

LINE_BREAKS = {"newline": "\n", "windows": "\r\n", "indented": "\n    ", "backslash": "\\\n",
               "quoted_printable": "=\n", "mail_quote": "\n> ", "json_newline": "\\n"}


def zero_width(secret: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(secret))
    return secret[:place] + rng.choice(ZERO_WIDTH) + secret[place:]


def zero_width_often(secret: str, rng: random.Random) -> str:
    return "".join(c + (rng.choice(ZERO_WIDTH) if place % 4 == 3 else "")
                   for place, c in enumerate(secret))


def split_by(line_break: str):
    def split(secret: str, rng: random.Random) -> str:
        place = rng.randrange(8, len(secret) - 7)
        return secret[:place] + line_break + secret[place:]
    return split


# Each takes the secret itself; a split one needs this many characters.
LEAST_TO_SPLIT = 20
SPLITS = {f"line_{name}": split_by(line_break) for name, line_break in LINE_BREAKS.items()}
SPLITS |= {"zero_width": zero_width, "zero_width_often": zero_width_often}

BASE64_RUN = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
BROKEN_LINE = re.compile(r"(?:\\|=)?(?:\r\n|\n|\\r\\n|\\n)(?:[ \t]*>)?[ \t]*")


def decoded_run(found: re.Match, offset: int) -> str:
    run = found[0].rstrip("=").replace("-", "+").replace("_", "/")
    body = run[offset:]
    body = body[:len(body) - (1 if len(body) % 4 == 1 else 0)]
    text = base64.b64decode(body + "=" * (-len(body) % 4)).decode("utf-8", "replace")
    readable = sum(c in string.printable or (c.isprintable() and c != "\ufffd") for c in text)
    return run[:offset] + text if text and readable >= 0.8 * len(text) else found[0]


def unescaped(text: str) -> str:
    def sign(found: re.Match) -> str:
        if found[1]:
            return chr(int(found[1], 16))
        return {"n": "\n", "r": "\r", "t": "\t"}.get(found[2], found[2])
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|([\"\\/nrt]))", sign, text)


def joined(text: str) -> str:
    return BROKEN_LINE.sub("", re.sub(f"[{ZERO_WIDTH}]", "", text))


DECODERS = [urllib.parse.unquote_plus, html.unescape, unescaped, joined]
DECODERS += [lambda text, offset=offset: BASE64_RUN.sub(lambda m: decoded_run(m, offset), text)
             for offset in range(4)]


def readings(text: str, depth: int = DEPTH) -> set[str]:
    """What somebody finds in a text who decodes every form above, in any order."""
    seen, latest = {text}, {text}
    for _ in range(depth):
        latest = {decode(one) for one in latest for decode in DECODERS} - seen
        seen |= latest
    return seen
