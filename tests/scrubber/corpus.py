"""Labelled cases for the scrubber, the same for the same seed.

A case belongs to a class (what it must be found as) and to a part. The held-out part is kept
apart from tuning: README.md has the rule, is_held_out() applies it.
"""
import dataclasses
import functools
import hashlib
import html
import json
import pathlib
import random
import re
import tomllib
import urllib.parse

import benign
import hidden
import keyed
import national
import personal
import places
import templates
from keyed import Pair
from personal import Item
from templates import Secret

PARTS = ("tuning", "held out")
# Fractions of what must be found; of BENIGN, of what must come out unchanged.
TARGETS = {"shaped": 0.995, "keyed": 0.98, "personal": 0.98, "hosts": 0.99, "hidden": 0.95,
           "benign": 0.999}
BENIGN = "benign"
# The seeds of the held-out part are this far from those of tuning.
HELD_OUT_SEEDS = 1_000_000


@dataclasses.dataclass(frozen=True)
class Context:
    name: str
    text: str
    escape: str = ""
    lines: bool = True       # whether the slot may have several lines

    def fits(self, item: Item) -> bool:
        after = self.text.partition("{slot}")[2]
        return ((self.lines or "\n" not in item.slot)
                and (not item.is_line or after[:1] in ("", "\n", '"', "'", "`", "<", "\\")))

    def carry(self, slot: str, key: str = "") -> str:
        slot = {"": str, "html": html.escape, "percent": urllib.parse.quote_plus,
                "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1]}[self.escape](slot)
        return self.text.replace("{key}", key).replace("{slot}", slot)


@dataclasses.dataclass(frozen=True)
class Case:
    id: str
    kind: str
    context: str
    text: str
    secrets: tuple[Secret, ...]
    words: frozenset[str]      # of the context: these must survive

    def fragments(self) -> frozenset[str]:
        """The pieces of the secrets that no word around them has as well."""
        return frozenset(piece for secret in self.secrets for piece in secret.fragments()
                         if not any(piece in word for word in self.words))


def is_held_out(name: str, share: int) -> bool:
    """Whether this name falls into the one `share`-th that is kept apart."""
    return hashlib.sha256(name.encode()).digest()[0] % share == 0


def is_format_held_out(kind: str) -> bool:
    return is_held_out(kind, 4)


def is_context_held_out(context: str) -> bool:
    return is_held_out("context." + context, 3)


@functools.cache
def contexts(family: str) -> tuple[Context, ...]:
    path = pathlib.Path(__file__).parent / f"contexts_{family}.toml"
    return tuple(Context(f"{family}.{name}", **row)
                 for section in tomllib.loads(path.read_text()).values()
                 for name, row in section.items())


def shaped_kinds():
    formats = {f"credential.{name}": functools.partial(credential, template)
               for name, template in templates.credential_formats().items()}
    return formats | keyed.SHAPED_KINDS


def credential(template: str, rng: random.Random) -> Item:
    secret = templates.expand(template, rng)
    return Item(secret.text, (secret,))


def as_text(made: Item | Pair) -> Item:
    return made if isinstance(made, Item) else Item(f"{made.key}={made.value.text}", (made.value,))


def encoded(name: str, make, rng: random.Random) -> Item:
    item = as_text(make(rng))
    return Item(hidden.ENCODINGS[name](item.slot, rng), item.secrets)


def split(name: str, make, rng: random.Random) -> Item:
    item = as_text(make(rng))
    secret = item.secrets[0]
    return Item(item.slot.replace(secret.text, hidden.SPLITS[name](secret.text, rng)), (secret,))


def hidden_kinds():
    """Each form with the credentials, keys and personal data that can stand in it.

    What stands in it is never of a held-out kind: here the form and the context are held out.
    """
    def choice(pool):
        pool = [make for kind, make in pool.items() if not is_format_held_out(kind)]
        return lambda rng: rng.choice(pool)(rng)

    one_line = {name: make for name, make in shaped_kinds().items() if not name.startswith("pem.")}
    people = {name: make for name, make in personal.KINDS.items() if name.startswith("mail.")}
    groups = {"credential": one_line, "pair": keyed.PAIR_KINDS, "header": keyed.ITEM_KINDS,
              "mail": people}
    kinds = {f"{form}.{group}": functools.partial(encoded, form, choice(pool))
             for form in hidden.ENCODINGS for group, pool in groups.items()}
    for form in hidden.SPLITS:
        for group in ("credential", "pair"):
            make = long_enough(choice(groups[group]))
            kinds[f"{form}.{group}"] = functools.partial(split, form, make)
    return kinds


def long_enough(make):
    def again(rng: random.Random):
        while len(as_text(item := make(rng)).secrets[0].text) < hidden.LEAST_TO_SPLIT:
            pass
        return item
    return again


def benign_kinds():
    values = {name: lambda rng, make=make: Item(make(rng), ())
              for name, make in benign.VALUE_KINDS.items()}
    return values | {name: lambda rng, key=key, make=make: Pair(key, Secret.of(make(rng)))
                     for name, (key, make) in benign.SETTING_KINDS.items()}


@functools.cache
def kinds_of(klass: str) -> dict:
    return {"shaped": shaped_kinds, "keyed": lambda: keyed.PAIR_KINDS | keyed.ITEM_KINDS,
            "personal": lambda: personal.KINDS | national.KINDS, "hosts": lambda: places.KINDS,
            "hidden": hidden_kinds, BENIGN: benign_kinds}[klass]()


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{4,}", text))


def make_case(name: str, klass: str, kind: str, choose_context, rng: random.Random) -> Case:
    made = kinds_of(klass)[kind](rng)
    if isinstance(made, Pair):
        context = choose_context("keyed")
        while klass == BENIGN and context.escape == "percent":   # placeholders are not encoded
            context = choose_context("keyed")
        text, secrets = context.carry(made.value.text, made.key), (made.value,)
    else:
        context = choose_context("free")
        while not context.fits(made):
            context = choose_context("free")
        text, secrets = context.carry(made.slot), made.secrets
    if klass == BENIGN:
        secrets = ()
    return Case(name, kind, context.name, text, secrets, words_of(context.carry(" ", " ")))


def cases(klass: str, part: str, count: int, seed: int) -> list[Case]:
    """`count` cases that go round the kinds of the class.

    A case of tuning has a kind and a context of tuning. Of the held-out ones, half have a
    held-out kind, the others a held-out context.
    """
    held = part == PARTS[1]
    kinds = sorted(kinds_of(klass))
    apart = [kind for kind in kinds if is_format_held_out(kind)]
    together = [kind for kind in kinds if not is_format_held_out(kind)]
    seed += HELD_OUT_SEEDS if held else 0
    made = []
    for number in range(count):
        rng = random.Random(f"{seed}/{klass}/{number}")
        by_kind = held and number % 2 == 0
        pool = apart if by_kind else kinds if held else together
        kind = pool[(number // 2 if held else number) % len(pool)]

        def choose_context(family: str) -> Context:
            return rng.choice([context for context in contexts(family)
                               if by_kind or is_context_held_out(context.name) == held])
        made.append(make_case(f"{klass}/{part}/{number}", klass, kind, choose_context, rng))
    return made
