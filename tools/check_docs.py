#!/usr/bin/env python3
"""Checks that the documents say what the code says.

- A ```cpp block is an excerpt of a compiled file: the line above it is <!-- example: FILE -->.
- A relative link, and a path of this tree in `backticks`, leads to something that exists.
- A setting that a document names exists in the code, and each that config.hpp names stands in
  docs/settings.md.

usage: tools/check_docs.py [ROOT]      exit status 1 and one line per finding
"""
import pathlib
import re
import sys
import textwrap

from check_layers import files_of

EXAMPLE = re.compile(r"^<!-- example: (\S+) -->$")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
PATH = re.compile(r"`([a-z_0-9.]+(?:/[A-Za-z_0-9.*-]+)*\.(?:hpp|cpp|py|sh|md|toml|cmake|txt|json))`")
SETTING = re.compile(r"\b(?:SOTTO|LANGFUSE|OTEL)_[A-Z0-9_]*[A-Z0-9]\b")
CODE = (".hpp", ".cpp", ".cmake", ".in", "CMakeLists.txt", "CMakePresets.json")
SETTINGS_PAGE = "docs/settings.md"


def dedent(lines: list[str]) -> list[str]:
    return [line.rstrip() for line in textwrap.dedent("\n".join(lines)).split("\n")]


def is_excerpt(block: list[str], lines: list[str]) -> bool:
    wanted = dedent(block)
    return any(dedent(lines[i:i + len(wanted)]) == wanted
               for i in range(len(lines) - len(wanted) + 1))


def cpp_blocks(lines: list[str]):
    """The number of each block's first line, the file it is taken from, and its lines."""
    start = source = None
    for number, line in enumerate(lines, 1):
        if line == "```cpp":
            above = next((text for text in reversed(lines[:number - 1]) if text), "")
            start, source = number, EXAMPLE.match(above)
        elif line == "```" and start:
            yield start, source.group(1) if source else None, lines[start:number - 1]
            start = None


def check_blocks(root: pathlib.Path, lines: list[str]):
    for number, source, block in cpp_blocks(lines):
        if source is None:
            yield number, "a cpp block without <!-- example: FILE --> above it"
        elif not (root / source).is_file():
            yield number, f"{source} does not exist"
        elif not is_excerpt(block, (root / source).read_text().splitlines()):
            yield number, f"this block is not an excerpt of {source}"


def check_paths(root: pathlib.Path, path: str, lines: list[str]):
    here, is_code = (root / path).parent, False
    for number, line in enumerate(lines, 1):
        is_code ^= line.startswith("```")
        if is_code:
            continue
        for target in LINK.findall(line):
            if "://" not in target and not target.startswith("mailto:"):
                if not (here / target).exists():
                    yield number, f"the link to {target} leads nowhere"
        for target in PATH.findall(line):
            if not any(True for base in (root, here) for _ in base.glob(target)):
                yield number, f"{target} does not exist"


def check(root: pathlib.Path):
    files = files_of(root)
    code = {name for path in files if path.endswith(CODE)
            for name in SETTING.findall((root / path).read_text())}
    for path in (p for p in files if p.endswith(".md")):
        lines = (root / path).read_text().splitlines()
        found = [*check_blocks(root, lines), *check_paths(root, path, lines)]
        for number, line in enumerate(lines, 1):
            found += [(number, f"{name} is not in the code")
                      for name in SETTING.findall(line) if name not in code]
        yield from ((path, number, what) for number, what in sorted(found))

    if SETTINGS_PAGE not in files:
        yield SETTINGS_PAGE, 1, "is missing; `sotto settings --markdown` prints it"
        return
    documented = SETTING.findall((root / SETTINGS_PAGE).read_text())
    config = root / "include/sotto/config.hpp"
    for number, line in enumerate(config.read_text().splitlines(), 1):
        for name in SETTING.findall(line.partition("//")[2]):
            if name not in documented:
                yield "include/sotto/config.hpp", number, f"{name} is not in {SETTINGS_PAGE}"


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = [f"{path}:{number}: {what}" for path, number, what in check(root)]
    print("\n".join(findings) or "docs: ok")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
