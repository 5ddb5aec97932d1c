"""Secrets that only their surroundings give away: a key name, a header, a URL, a PEM frame."""
import base64
import dataclasses
import json
import random
import textwrap

from personal import Item
from templates import Secret, expand, letters

PASSWORD_SIGNS = "!@#%^*_+-=?.~"
WORDS = ("amber", "basalt", "cobalt", "drift", "ember", "falcon", "glacier", "harbor", "indigo",
         "juniper", "kelp", "lantern", "meadow", "nectar", "onyx", "pepper", "quartz", "raven",
         "saffron", "thistle", "umber", "violet", "walnut", "yarrow", "zephyr")
HOSTS = ("api.bluefern.io", "files.nordlys.no", "shop.azulmar.com.br", "git.tallgrass.dev")


def strong_password(rng: random.Random) -> str:
    start = letters(rng, "A", rng.randrange(8, 18))
    return start + rng.choice(PASSWORD_SIGNS) + letters(rng, "A", rng.randrange(1, 5))


def weak_password(rng: random.Random) -> str:
    words = rng.choice(WORDS).title() + rng.choice(WORDS)
    return words + f"{rng.randrange(10, 2030)}" + rng.choice("!?#*")


def passphrase(rng: random.Random) -> str:
    return "-".join(rng.sample(WORDS, 4)) + f"-{rng.randrange(10, 99)}"


def shapeless(alphabet: str, count: int):
    return lambda rng: letters(rng, alphabet, count)


@dataclasses.dataclass(frozen=True)
class Pair:
    """A key name and the secret that it names; `key` is in the case of a variable."""
    key: str
    value: Secret


# Key names as programs and vendors spell them, each with what its values look like.
PAIRS = {
    "password": ("password", strong_password), "passwd": ("passwd", strong_password),
    "pwd": ("pwd", weak_password), "weak_password": ("password", weak_password),
    "passphrase": ("passphrase", passphrase), "db_password": ("DB_PASSWORD", strong_password),
    "mysql": ("MYSQL_ROOT_PASSWORD", weak_password), "pgpassword": ("PGPASSWORD", strong_password),
    "redis": ("REDIS_PASSWORD", strong_password), "smtp": ("smtp_pass", weak_password),
    "camel_password": ("userPassword", strong_password), "secret": ("secret", shapeless("A", 28)),
    "client_secret": ("client_secret", shapeless("u", 40)),
    "camel_secret": ("clientSecret", shapeless("A", 32)),
    "api_key": ("api_key", shapeless("h", 32)),
    "apikey": ("apikey", shapeless("A", 24)), "camel_api_key": ("apiKey", shapeless("l", 36)),
    "dashed_api_key": ("api-key", shapeless("A", 40)),
    "api_token": ("API_TOKEN", shapeless("A", 32)),
    "access_token": ("access_token", shapeless("u", 43)),
    "refresh_token": ("refreshToken", shapeless("u", 64)),
    "auth_token": ("AUTH_TOKEN", shapeless("h", 40)), "csrf": ("csrf_token", shapeless("b", 44)),
    "session_secret": ("SESSION_SECRET", shapeless("h", 64)),
    "secret_key_base": ("SECRET_KEY_BASE", shapeless("h", 128)),
    "django": ("SECRET_KEY", shapeless("l", 50)), "signing": ("signingKey", shapeless("b", 43)),
    "encryption": ("ENCRYPTION_KEY", shapeless("h", 64)), "otp": ("otp_secret", shapeless("B", 32)),
    "aws_secret": ("AWS_SECRET_ACCESS_KEY", shapeless("b", 40)),
    "aws_config": ("aws_secret_access_key", shapeless("b", 40)),
    "aws_session": ("AWS_SESSION_TOKEN", shapeless("b", 220)),
    "datadog": ("DD_API_KEY", shapeless("h", 32)), "okta": ("OKTA_API_TOKEN", shapeless("u", 42)),
    "cohere": ("CO_API_KEY", shapeless("A", 40)),
    "mistral": ("MISTRAL_API_KEY", shapeless("A", 32)),
    "azure_openai": ("AZURE_OPENAI_API_KEY", shapeless("h", 32)),
    "wandb": ("WANDB_API_KEY", shapeless("h", 40)),
    "cloudflare": ("CLOUDFLARE_API_KEY", shapeless("h", 37)),
    "heroku": ("HEROKU_API_KEY", lambda rng: expand("{uuid}", rng).text),
    "vault": ("unseal_key", shapeless("h", 66)), "webhook": ("WEBHOOK_SECRET", shapeless("A", 32)),
    "german": ("Passwort", strong_password), "spanish": ("contrase\u00f1a", weak_password),
    "portuguese": ("senha", strong_password), "french": ("mot_de_passe", strong_password),
    "russian": ("\u043f\u0430\u0440\u043e\u043b\u044c", strong_password),
    "chinese": ("\u5bc6\u7801", strong_password),
    "japanese": ("\u30d1\u30b9\u30ef\u30fc\u30c9", weak_password),
    "ethereum": ("private_key", lambda rng: "0x" + letters(rng, "h", 64)),
}


def pair(key: str, value):
    return lambda rng: Pair(key, Secret.of(value(rng)))


def basic(rng, user: str) -> Item:
    value = base64.b64encode(f"{user}:{strong_password(rng)}".encode()).decode()
    return Item("Authorization: Basic " + value, (Secret.of(value.rstrip("=")),), is_line=True)


def header(name: str, before: str, alphabet: str, count: int, after: str = ""):
    return lambda rng: Item.of(letters(rng, alphabet, count), f"{name}: {before}", after, True)


def curl_user(rng):
    return Item.of(strong_password(rng), "curl -u ci:", f" https://{rng.choice(HOSTS)}/v1/jobs")


def curl_bearer(rng):
    return Item.of(letters(rng, "A", 40), 'curl -H "Authorization: Bearer ',
                   f'" https://{rng.choice(HOSTS)}/v1/jobs')


HEADERS = {
    "bearer": header("Authorization", "Bearer ", "A", 40),
    "bearer_short": header("Authorization", "Bearer ", "h", 32),
    "bearer_lower": header("authorization", "bearer ", "u", 43),
    "basic": lambda rng: basic(rng, "service"), "token": header("Authorization", "Token ", "h", 40),
    "api_key": header("X-Api-Key", "", "A", 36), "auth_token": header("X-Auth-Token", "", "h", 32),
    "gitlab": header("PRIVATE-TOKEN", "", "A", 20),
    "proxy": header("Proxy-Authorization", "Bearer ", "A", 32),
    "aws_token": header("X-Amz-Security-Token", "", "b", 180),
    "cookie": header("Cookie", "theme=dark; sessionid=", "l", 32, "; lang=en"),
    "cookie_php": header("Cookie", "PHPSESSID=", "l", 26),
    "set_cookie": header("Set-Cookie", "connect.sid=", "A", 48, "; Path=/; HttpOnly"),
    "curl_user": curl_user, "curl_bearer": curl_bearer,
}


def url_password(scheme: str, user: str, rest: str):
    def make(rng: random.Random) -> Item:
        value = letters(rng, "A", rng.randrange(10, 24))
        return Item.of(value, f"{scheme}://{user}:", f"@{rng.choice(HOSTS)}{rest}")
    return make


def url_query(name: str, alphabet: str, count: int):
    def make(rng: random.Random) -> Item:
        return Item.of(letters(rng, alphabet, count),
                       f"https://{rng.choice(HOSTS)}/v1/export?format=csv&{name}=", "&page=2")
    return make


def connection(before: str, after: str):
    return lambda rng: Item.of(letters(rng, "A", 18), before, after)


URLS = {
    "https": url_password("https", "deploy", "/group/repo.git"),
    "postgres": url_password("postgres", "app", ":5432/orders"),
    "postgresql": url_password("postgresql+asyncpg", "app", "/orders?ssl=true"),
    "mysql": url_password("mysql", "root", ":3306/shop"),
    "redis": url_password("redis", "", ":6379/0"),
    "mongodb": url_password("mongodb+srv", "app", "/main?retryWrites=true"),
    "amqp": url_password("amqps", "worker", "/jobs"), "ftp": url_password("ftp", "upload", "/in/"),
    "smtp": url_password("smtps", "mailer", ":465"),
    "access_token": url_query("access_token", "u", 43), "api_key": url_query("api_key", "h", 32),
    "key": url_query("key", "A", 39), "token": url_query("token", "A", 24),
    "signature": url_query("X-Amz-Signature", "h", 64), "sig": url_query("sig", "u", 43),
    "client_secret": url_query("client_secret", "A", 32),
    "password": url_query("password", "A", 14),
    "sqlserver": connection("Server=tcp:orders;Database=shop;User Id=app;Password=", ";Encrypt=true"),
    "jdbc": connection("jdbc:mysql://orders/shop?user=app&password=", "&useSSL=true"),
    "go_dsn": connection("app:", "@tcp(orders:3306)/shop?parseTime=true"),
    "libpq": connection("host=orders dbname=shop user=app password=", " sslmode=require"),
    "azure_storage": lambda rng: Item.of(
        letters(rng, "b", 86), "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=",
        "==;EndpointSuffix=core.windows.net"),
}

FRAMES = {
    "rsa": ("RSA PRIVATE KEY", 26), "ec": ("EC PRIVATE KEY", 3), "pkcs8": ("PRIVATE KEY", 26),
    "encrypted": ("ENCRYPTED PRIVATE KEY", 28), "openssh": ("OPENSSH PRIVATE KEY", 6),
    "dsa": ("DSA PRIVATE KEY", 10), "pgp": ("PGP PRIVATE KEY BLOCK", 20),
}


def private_key(label: str, count: int, cut: str):
    """A PEM key; cut off before its END line, or before its last characters, or whole."""
    def make(rng: random.Random) -> Item:
        body = letters(rng, "b", 64 * count - rng.randrange(2, 40)) + "="
        lines = textwrap.wrap(body, 64, break_on_hyphens=False)
        if cut == "middle":
            lines = lines[:max(2, count // 2)]
            lines[-1] = lines[-1][:40]
        text = [f"-----BEGIN {label}-----", *lines]
        if not cut:
            text.append(f"-----END {label}-----")
        return Item("\n".join(text), tuple(Secret.of(line) for line in lines))
    return make


def web_token(algorithm: str, signature: int):
    def make(rng: random.Random) -> Item:
        def part(value) -> str:
            text = json.dumps(value, separators=(",", ":")).encode()
            return base64.urlsafe_b64encode(text).decode().rstrip("=")
        head = {"alg": algorithm, "typ": "JWT"}
        if signature > 43:
            head["kid"] = letters(rng, "h", 16)
        body = {"sub": letters(rng, "D", 10), "iat": 1700000000 + rng.randrange(9**8),
                "scope": "read", "jti": letters(rng, "h", 24)}
        text = f"{part(head)}.{part(body)}." + letters(rng, "u", signature)
        start = len(part(head)) + 1
        return Item(text, (Secret(text, tuple(place >= start for place in range(len(text)))),))
    return make


PAIR_KINDS = {f"key.{name}": pair(*row) for name, row in PAIRS.items()}
ITEM_KINDS = {f"header.{name}": make for name, make in HEADERS.items()}
ITEM_KINDS |= {f"url.{name}": make for name, make in URLS.items()}
SHAPED_KINDS = {f"pem.{name}{'_' + cut if cut else ''}": private_key(*row, cut)
                for name, row in FRAMES.items() for cut in ("", "end", "middle")}
SHAPED_KINDS |= {f"jwt.{name.lower()}": web_token(name, count)
                 for name, count in (("HS256", 43), ("RS256", 342), ("ES256", 86), ("EdDSA", 86))}
