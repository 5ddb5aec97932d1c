#!/usr/bin/env python3
"""Looks at the installed libraries: what the shared ones export, and what the client runs when a
program loads it.

usage: tests/symbols.py SHARED_FOLDER STATIC_FOLDER    exit status 1 and one line per finding
"""
import pathlib
import re
import subprocess
import sys

# Names of namespace sotto, with what the compiler makes for a class, and C entry points.
OURS = re.compile(r"^((typeinfo|typeinfo name|vtable|VTT) for )?sotto::|^sotto_[a-z0-9_]+$")
INTERNAL = re.compile(r"sotto::(core|privacy|transport|pipeline|telemetry|observability|runtime)::")
# Asio keeps the keys of its thread-local data in static objects; nothing of ours is made at load.
MAY_CONSTRUCT = re.compile(r"^http_\w+\.cpp$")
CONSTRUCTOR = re.compile(r" _GLOBAL__sub_I_(\S+)$", re.MULTILINE)


def constructed(library: pathlib.Path) -> list[str]:
    """The sources whose objects construct something when a program starts."""
    output = subprocess.run(["nm", "--defined-only", library],
                            check=True, capture_output=True, text=True).stdout
    return CONSTRUCTOR.findall(output)


def exported(library: pathlib.Path) -> list[str]:
    output = subprocess.run(["nm", "-DC", "--defined-only", library],
                            check=True, capture_output=True, text=True).stdout
    return [line.split(" ", 2)[2] for line in output.splitlines()]


def findings(library: pathlib.Path):
    names = exported(library)
    if not any(name.startswith("sotto::") for name in names):
        yield "exports nothing of ours"
    for name in names:
        if not OURS.match(name):
            yield f"exports {name}"
        elif INTERNAL.search(name):
            yield f"exports the internal name {name}"


def main() -> int:
    libraries = sorted(p for p in pathlib.Path(sys.argv[1]).glob("libsotto*.so") if p.is_file())
    found = [f"{library.name}: {what}" for library in libraries for what in findings(library)]
    if not libraries:
        found.append("no library found")
    found += [f"{source}: constructs an object when the program starts"
              for source in constructed(pathlib.Path(sys.argv[2]) / "libsotto.a")
              if not MAY_CONSTRUCT.match(source)]
    print("\n".join(found) or f"symbols: ok, {len(libraries)} libraries")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
