"""Where somebody's machines and files are: addresses, names of hosts, home folders."""
import ipaddress
import random

from personal import FIRST, LAST, Item, person
from templates import Secret, letters

ZONES = ("corp", "internal", "lan", "local", "intranet", "home.arpa", "localdomain", "intra")
PURPOSES = ("build", "db", "files", "gitlab", "grafana", "jenkins", "kafka", "ldap", "mail",
            "nas", "postgres", "printer", "proxy", "redis", "vault", "web", "wiki", "zabbix")
COMPANIES = ("kronberg", "bluefern", "azulmar", "hikari", "nordlys", "tallgrass", "vermeil")
FILES = ("projects/billing/main.py", "notes/todo.md", ".config/app/settings.json",
         "src/server/handler.go", "Downloads/report.pdf", ".cache/pip/http", "work/data.csv")
# Public addresses that are in every text about networks and give nobody away.
WELL_KNOWN = {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}


def public_address(rng: random.Random) -> str:
    while True:
        address = ipaddress.IPv4Address(rng.randrange(20 << 24, 223 << 24))
        if address.is_global and str(address) not in WELL_KNOWN and min(address.packed) > 9:
            return str(address)


def private_address(rng: random.Random) -> str:
    return rng.choice((f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(2, 255)}",
                       f"172.{rng.randrange(16, 32)}.{rng.randrange(256)}.{rng.randrange(2, 255)}",
                       f"192.168.{rng.randrange(256)}.{rng.randrange(2, 255)}"))


def address_with_port(rng):
    return Item.of(private_address(rng), after=f":{rng.choice((22, 443, 5432, 6379, 8080, 9200))}")


def address_in_url(rng):
    return Item.of(public_address(rng), "http://", "/api/v2/items")


def blocks(rng: random.Random, count: int) -> str:
    return ":".join(f"{rng.randrange(0x1000, 0x10000):x}" for _ in range(count))


def global_prefix(rng: random.Random) -> str:
    return f"2a0{rng.randrange(1, 10)}:{rng.randrange(0x1000, 0x10000):x}"


def v6_full(rng):
    return Item.of(f"{global_prefix(rng)}:{blocks(rng, 6)}")


def v6_short(rng):
    return Item.of(f"{global_prefix(rng)}::{blocks(rng, rng.randrange(1, 4))}")


def v6_link_local(rng):
    return Item.of(f"fe80::{blocks(rng, 4)}", after="%eth0")


def v6_unique_local(rng):
    return Item.of(f"fd{letters(rng, 'h', 2)}:{blocks(rng, 2)}::{blocks(rng, 2)}")


def v6_in_url(rng):
    return Item.of(f"{global_prefix(rng)}::{blocks(rng, 2)}", "http://[", "]:8080/health")


def hardware(rng: random.Random) -> list[str]:
    return [f"{byte:02x}" for byte in (rng.randrange(64) * 4, *rng.randbytes(5))]


def mac_colons(rng):
    return Item.of(":".join(hardware(rng)))


def mac_dashes(rng):
    return Item.of("-".join(hardware(rng)).upper())


def mac_dots(rng):
    text = "".join(hardware(rng))
    return Item.of(f"{text[:4]}.{text[4:8]}.{text[8:]}")


def machine(rng: random.Random) -> str:
    return f"{rng.choice(PURPOSES)}-{rng.randrange(1, 100):02}"


def host_in_zone(zone: str):
    return lambda rng: Item.of(f"{machine(rng)}.{rng.choice(COMPANIES)}.{zone}")


def host_short(rng):
    return Item.of(f"{machine(rng)}.{rng.choice(ZONES[:5])}")


def host_in_url(rng):
    return Item.of(f"{machine(rng)}.{rng.choice(COMPANIES)}.{rng.choice(ZONES[:6])}",
                   "https://", ":8443/login")


def host_of_shell(rng):
    return Item.of(f"{machine(rng)}.{rng.choice(COMPANIES)}.corp", "ssh deploy@", " uptime")


def host_in_cluster(rng):
    return Item.of(f"{rng.choice(PURPOSES)}.{rng.choice(COMPANIES)}-prod.svc.cluster.local")


def host_on_aws(rng):
    numbers = private_address(rng).replace(".", "-")
    return Item.of(f"ip-{numbers}.eu-west-{rng.randrange(1, 4)}.compute.internal")


def host_on_google(rng):
    return Item.of(f"{machine(rng)}.europe-west{rng.randrange(1, 5)}-b.c."
                   f"{rng.choice(COMPANIES)}-{rng.randrange(100000, 999999)}.internal")


def windows_share(rng):
    server = f"{rng.choice(COMPANIES).upper()}-FS{rng.randrange(1, 30):02}"
    return Item.of(server, "\\\\", "\\public\\templates")


def account(rng: random.Random) -> str:
    first, last = person(rng)
    return rng.choice((first, last, f"{first[0]}{last}", f"{first}.{last}", f"{first}{last[0]}",
                       f"{first}{rng.randrange(10, 99)}", f"{first}_{last}", f"{last}-{first[0]}"))


def home(before: str, after: str = "", separator: str = "/"):
    def make(rng: random.Random) -> Item:
        path = (after or rng.choice(FILES)).replace("/", separator)
        return Item.of(account(rng), before, separator + path)
    return make


def home_alone(rng):
    return Item.of(account(rng), "/home/")


def home_with_space(rng):
    first, last = person(rng)
    name = f"{first.title()} {last.title()}"
    return Item("C:\\Users\\" + name + "\\Documents\\plan.docx",
                (Secret.of(name), Secret.of(first.title()), Secret.of(last.title())))


def home_escaped(rng):
    return Item.of(account(rng), "C:\\\\Users\\\\", "\\\\AppData\\\\Local\\\\Temp")


KINDS = {f"host.{zone.replace('.', '_')}": host_in_zone(zone) for zone in ZONES}
KINDS |= {f"host.{make.__name__}": make for make in (
    host_short, host_in_url, host_of_shell, host_in_cluster, host_on_aws, host_on_google,
    windows_share)}
KINDS |= {"address.public": lambda rng: Item.of(public_address(rng)),
          "address.private": lambda rng: Item.of(private_address(rng))}
KINDS |= {f"address.{make.__name__}": make for make in (
    address_with_port, address_in_url, v6_full, v6_short, v6_link_local, v6_unique_local,
    v6_in_url, mac_colons, mac_dashes, mac_dots)}
KINDS |= {"home.linux": home("/home/"), "home.linux_alone": home_alone,
          "home.macos": home("/Users/"),
          "home.windows": home("C:\\Users\\", separator="\\"), "home.windows_escaped": home_escaped,
          "home.windows_slashes": home("C:/Users/"), "home.windows_space": home_with_space,
          "home.windows_lower": home("c:\\users\\", separator="\\"),
          "home.wsl": home("/mnt/c/Users/"), "home.msys": home("/c/Users/"),
          "home.file_url": home("file:///home/"), "home.file_url_macos": home("file:///Users/"),
          "home.coreos": home("/var/home/"), "home.solaris": home("/export/home/"),
          "home.in_flag": home("-I/home/", "include")}
# Words that contexts must not contain, or a name that survived could not be told from them.
NAMES = frozenset(FIRST + LAST)
