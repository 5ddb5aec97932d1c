"""Texts that look like secrets and are none: each must come out of the scrubber unchanged."""
import base64
import hashlib
import random
import zlib

import checksums
from personal import digits
from templates import letters, uuid

LOREM = ("the", "river", "keeps", "moving", "past", "old", "stones", "while", "small", "boats",
         "wait", "under", "bright", "lamps", "near", "open", "market", "doors", "every", "evening")
NAMES = ("orders", "billing", "search", "catalog", "frontend", "ingest", "gateway", "mailer")


def digest(name: str):
    return lambda rng: hashlib.new(name, rng.randbytes(16)).hexdigest()


def words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(LOREM, k=count))


def image(rng) -> str:
    # A PNG of one grey row, as models get pictures.
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + check
    row = b"\0" + rng.randbytes(rng.randrange(30, 200))
    head = (len(row) - 1).to_bytes(4, "big") + b"\0\0\0\1\x08\0\0\0\0"
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
                            + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")).decode()


def order_number(rng) -> str:
    while checksums.is_luhn(number := rng.choice("45") + digits(rng, 15)):
        pass
    return number


def false_iban(rng) -> str:
    while checksums.is_iban(number := f"DE{rng.randrange(10, 98)}" + digits(rng, 18)):
        pass
    return number


def certificate(rng) -> str:
    label = rng.choice(("CERTIFICATE", "PUBLIC KEY"))
    body = letters(rng, "b", 64 * 5)
    lines = [body[start:start + 64] for start in range(0, len(body), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"))


def embedding(rng) -> str:
    return "[" + ", ".join(f"{rng.uniform(-1, 1):.17f}" for _ in range(12)) + "]"


def documentation_address(rng) -> str:
    return rng.choice(("192.0.2.", "198.51.100.", "203.0.113.")) + str(rng.randrange(1, 255))


def pick(*choices: str):
    return lambda rng: rng.choice(choices)


def version(rng) -> str:
    return ".".join(str(rng.randrange(1, 40)) for _ in range(3))


VALUES = {
    "uuid": uuid, "uuid_capitals": lambda rng: uuid(rng).upper(), "md5": digest("md5"),
    "sha1": digest("sha1"), "sha256": digest("sha256"), "sha512": digest("sha512"),
    "git_name": lambda rng: digest("sha1")(rng)[:rng.randrange(7, 13)],
    "git_range": lambda rng: f"{digest('sha1')(rng)[:9]}..{digest('sha1')(rng)[:9]}",
    "image_digest": lambda rng:
        f"registry.example.com/{rng.choice(NAMES)}@sha256:{digest('sha256')(rng)}",
    "checksum_line": lambda rng: f"{digest('md5')(rng)}  {rng.choice(NAMES)}-{version(rng)}.tar.gz",
    "integrity": lambda rng: "sha512-" + base64.b64encode(rng.randbytes(64)).decode(),
    "go_sum": lambda rng: "h1:" + base64.b64encode(rng.randbytes(32)).decode(),
    "traceparent": lambda rng: f"00-{letters(rng, 'h', 32)}-{letters(rng, 'h', 16)}-01",
    "ulid": lambda rng: "01J" + "".join(rng.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=23)),
    "version": lambda rng: f"v{version(rng)}-rc.{rng.randrange(1, 9)}",
    "version_four": lambda rng: f"10.0.{rng.randrange(19000, 27000)}.{rng.randrange(1000, 9999)}",
    "version_upgrade": lambda rng:
        f"upgrade {rng.choice(('V8', 'Git', 'Chromium', 'libfoo'))} from "
                                   f"{version(rng)}.{rng.randrange(90)} to {version(rng)}.{rng.randrange(90)}",
    "version_since": lambda rng:
        f"broken since {rng.choice(('version ', 'release ', 'v', 'V'))}"
        f"{version(rng)}.{rng.randrange(30)}",
    "oid": lambda rng:
        f"1.3.6.1.4.1.{rng.randrange(300, 60000)}.{rng.randrange(1, 9)}.{rng.randrange(1, 9)}",
    "model": pick("claude-3-5-sonnet-20241022", "gpt-4o-mini-2024-07-18", "gemini-1.5-pro-002",
                  "meta-llama/Llama-3.1-70B-Instruct", "text-embedding-3-large",
                  "mistral-large-2411", "anthropic.claude-3-haiku-20240307-v1:0"),
    "call_id": lambda rng: f"call {rng.randrange(1, 99)} of {rng.randrange(100, 999)}",
    "placeholder": pick("${API_KEY}", "<your-token>", "sk-xxxxxxxxxxxxxxxxxxxxxxxx", 
                        "$(cat token.txt)",
                        "AKIAXXXXXXXXXXXXXXXX", "{{ secrets.TOKEN }}", "YOUR_API_KEY", "********",
                        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "%(password)s", "<API_KEY>"),
    "placeholder_assigned": pick(
        "password=<password>", "api_key = os.environ[\"API_KEY\"]", "token: ${TOKEN}",
        "password: \"\"", "secret: null", "const token = process.env.TOKEN;", "PASSWORD=changeme",
        "api_key=YOUR_API_KEY", "token = getToken()", "password=******", "\"token\": true"),
    "key_words": pick("max_tokens=4096", "total_tokens: 1835", "tokenizer: cl100k_base",
                      "author: unknown", "keyboard: qwertz", "authentication failed",
                      "passenger: 3",
                      "the password must have twelve characters", "secretary: vacant",
                      "primary_key: id", "sort_key=created_at", "foreign key: order_id",
                      "authority=example.com", "monkey: banana", "pass: 41, fail: 2",
                      "Forgot your password? Reset it here."),
    "base64_text": lambda rng: base64.b64encode(words(rng, rng.randrange(6, 30)).encode()).decode(),
    "base64_image": image, "data_image": lambda rng: "data:image/png;base64," + image(rng),
    "certificate": certificate,
    "ssh_public_key": lambda rng: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + letters(rng, "b", 43),
    "time_iso": lambda rng: f"2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T"
                            f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}.{digits(rng, 6)}Z",
    "time_clock": lambda rng:
        f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}",
    "time_millis": lambda rng:
        f"17{digits(rng, 11)}", "time_micros": lambda rng: f"17{digits(rng, 14)}",
    "time_nanos": lambda rng: f"17{digits(rng, 17)}",
    "date_range": lambda rng: f"{rng.randrange(1990, 2010)}-{rng.randrange(2011, 2026)}",
    "order_number": order_number, "false_iban": false_iban,
    "isbn": lambda rng: f"978-3-{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 1)}",
    "large_number": lambda rng: f"{rng.randrange(10**9, 10**12):,}",
    "round_number": lambda rng: f"n={rng.choice((1, 2, 25, 5))}{'0' * rng.randrange(5, 10)}",
    "define_value": lambda rng:
        f"#define MAX_LEVEL {rng.randrange(1, 100)}{'0' * rng.randrange(4, 9)}",
    "measurement": lambda rng: f"{rng.uniform(10**6, 10**9):.{rng.randrange(1, 10)}f}",
    "section_number": lambda rng:
        "see section " + ".".join(str(rng.randrange(1, 12)) for _ in range(4)),
    "table_of_codes": lambda rng:
        " ".join(f"{rng.randrange(0x3000, 0x9fff):04X}" for _ in range(5)),
    "loopback": pick("127.0.0.1", "127.0.0.1:8080", "http://127.0.0.1:3000/health", "::1",
                     "http://localhost:11434/api", "0.0.0.0:4318", "[::1]:4317", "localhost"),
    "documentation_address": documentation_address,
    "documentation_v6": lambda rng: f"2001:db8::{letters(rng, 'h', 3)}:{letters(rng, 'h', 2)}",
    "netmask": pick("255.255.255.0", "255.255.0.0", "224.0.0.251", "255.255.255.255"),
    "cpp_scope": pick("std::vector<std::byte>", "a::b::c()", "detail::fe::add", "abc::de::f0"),
    "memory_address": lambda rng: f"0x00007f{letters(rng, 'h', 10)}",
    "colour": lambda rng: f"#{letters(rng, 'h', 6)}",
    "public_url": lambda rng:
        f"https://docs.example.com/{rng.choice(NAMES)}/v2/guide?page={rng.randrange(9)}#top",
    "repository": pick("git@github.com:acme/orders.git", "github.com/acme/orders", "orders@1.4.2",
                       "@types/node@20.11.5", "ssh://git@github.com/acme/orders.git"),
    "decorator": pick("@app.route(\"/orders\")", "@pytest.fixture", "@Override",
                      "@dataclass(frozen=True)"),
    "file_local": pick(".env.local", "settings.local.json", "appsettings.Local.json",
                       "Makefile.internal",
                       "/usr/local/lib/libfoo.so.1.2.3", "/home", "~/.config/app",
                       "C:\\Windows\\System32"),
    "pod_name": lambda rng: f"{rng.choice(NAMES)}-{letters(rng, 'l', 10)}-{letters(rng, 'l', 5)}",
    "embedding": embedding,
    "coordinates": lambda rng: f"{rng.uniform(-90, 90):.6f}, {rng.uniform(-180, 180):.6f}",
    "semver_range": lambda rng: f">={version(rng)},<{rng.randrange(40, 50)}.0.0",
    "base64_hash": lambda rng: "sha256:" + base64.b64encode(rng.randbytes(32)).decode(),
    "etag": lambda rng: f'W/"{letters(rng, "h", 2)}-{letters(rng, "h", 11)}"',
    "html_text": lambda rng: f"{words(rng, 3)} &amp; {words(rng, 2)} &lt;{words(rng, 1)}&gt;",
    "percent_text": lambda rng: words(rng, 5).replace(" ", "%20"),
    "regex": pick(r"^[A-Za-z0-9+/]{40}$", r"\b\d{3}-\d{2}-\d{4}\b", r"ghp_[A-Za-z0-9]{36}",
                  r"sk-[a-z]{20,}"),
    "camel_names": pick("getAuthenticationTokenProviderFactoryBean",
                        "kMaxNumberOfRetriesBeforeFailure",
                        "TEST_SuiteForVeryLongIdentifierNames", "__ZN4core11json_writer5writeEv"),
    "exit_line": lambda rng:
        f"process {rng.randrange(100, 99999)} "
        f"exited with code {rng.randrange(256)} after {rng.randrange(10**5)} ms",
    "sentence": lambda rng: words(rng, 14).capitalize() + ".",
}
# Benign settings, for the contexts that have a key name.
SETTINGS = {
    "commit": ("commit", digest("sha1")), "checksum": ("checksum", digest("sha256")),
    "etag": ("etag", digest("md5")),
    "request_id": ("request_id", uuid),
    "trace_id": ("traceId", lambda rng: letters(rng, "h", 32)),
    "image": ("IMAGE_TAG", lambda rng: f"v{version(rng)}"),
    "max_tokens": ("max_tokens", lambda rng: str(rng.randrange(1, 9000))),
    "model": ("model", VALUES["model"]), "region": ("AWS_REGION", pick("eu-west-1", "us-east-2")),
    "order": ("order_number", order_number), "build": ("build_id", lambda rng: digits(rng, 10)),
    "tokenizer": ("tokenizer", pick("cl100k_base", "o200k_base")),
    "cache": ("cache_key", pick("orders_by_day", "menu-v3")),
    "sort": ("sort_key", pick("created_at", "name")),
    "author": ("author", pick("unknown", "nobody")),
    "empty": ("password", pick("${PASSWORD}", "<password>", "********", "null", "{{ password }}")),
    "variable": ("API_KEY", pick("${API_KEY}", "$API_KEY", "<your-key>", "YOUR_API_KEY")),
}
VALUE_KINDS = {f"benign.{name}": make for name, make in VALUES.items()}
SETTING_KINDS = {f"setting.{name}": row for name, row in SETTINGS.items()}
