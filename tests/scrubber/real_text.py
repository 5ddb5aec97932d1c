"""Prose and code that is on a Debian machine, for false positives per megabyte."""
import collections
import difflib
import pathlib
import random
import re
import sysconfig
from collections.abc import Iterator

from corpus import is_held_out

STANDARD_LIBRARY = sysconfig.get_paths()["stdlib"]
# Folder and the names to take from it.
SOURCES = {
    "prose": (("/usr/share/common-licenses", "*"), ("/usr/share/perl", "*.pod"),
              ("/usr/share/doc", "README*"), ("/usr/share/doc", "NEWS*"),
              ("/usr/share/doc", "*.txt"), ("/usr/share/doc", "*.md"),
              ("/usr/share/doc", "copyright")),
    "code": (("/usr/include", "*.h"), ("/usr/include/c++", "*"), ("/usr/share/perl", "*.pm"),
             (STANDARD_LIBRARY, "*.py")),
}
# A message of this size is what a model is asked; a piece ends with a line.
PIECE_BYTES = 4096
LARGEST_FILE_BYTES = 400_000
# Of one folder, such as a package's manual: many authors, not one long list of changes.
MOST_OF_FOLDER_BYTES = 100_000
# What these texts really hold is a find, not a false positive: mail addresses of authors, private
# and well-known addresses, phones, quoted passwords, home folders, JSON web tokens of manuals.
FINDS = (re.compile(r"[\w.+-]+(?:@| at |<at>| ?[(\[]at[)\]] ?)[\w-]+(?:(?:\.| ?[(\[]dot[)\]] ?)[\w-]+)+"),
         re.compile(r"(?<![\d.])(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d{1,3}){2,3}(?![\d.])"),
         re.compile(r"(?<![\d.])(?:8\.8\.8\.8|8\.8\.4\.4|1\.1\.1\.1)(?![\d.])"),
         re.compile(r"(?i)(?:password|passwd|passphrase|secret)['\"]?\s*(?:=>?|:)\s*b?['\"]"),
         re.compile(r"\(\d{3}\) ?\d{3}[-.]\d{4}|\+\d{1,3}[ -.(]\d"),
         re.compile(r"\beyJ[\w-]{8,}\.eyJ"),
         re.compile(r"(?:/home/|/Users/|\\Users\\)\w"))


def files_of(family: str, held: bool) -> list[pathlib.Path]:
    found = {path for folder, pattern in SOURCES[family]
             for path in pathlib.Path(folder).rglob(pattern)
             if is_held_out(str(path), 3) == held and "site-packages" not in path.parts}
    return sorted(found)


def texts(files: list[pathlib.Path], megabytes: float, seed: int) -> Iterator[str]:
    """Pieces of the files in an order that the seed makes, until there are so many megabytes."""
    left, of_folder = megabytes * 1e6, collections.Counter()
    for path in random.Random(seed).sample(files, len(files)):
        if of_folder[path.parent] > MOST_OF_FOLDER_BYTES:
            continue
        try:
            if not path.is_file() or path.stat().st_size > LARGEST_FILE_BYTES:
                continue
            lines = path.read_text("utf-8").splitlines(keepends=True)
        except (OSError, UnicodeDecodeError):
            continue
        piece = ""
        for line in lines:
            piece += line
            if len(piece) >= PIECE_BYTES or line is lines[-1]:
                yield piece
                left -= len(piece.encode())
                of_folder[path.parent] += len(piece.encode())
                piece = ""
            if left <= 0:
                return


def replaced(before: str, after: str) -> list[tuple[str, str]]:
    """What the scrubber took out of a text, with the two words before it, and what it put there."""
    old, new = before.split(), after.split()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [(" ".join(old[max(0, a - 2):b]), " ".join(new[c:d]))
            for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def is_false_positive(piece: str) -> bool:
    return not any(find.search(piece) for find in FINDS)
