#!/usr/bin/env python3
"""How often does each public call enter the kernel, once the thread has made it before? Runs
steady_state under strace; what a call did stands between two writes to a file that is not open.

usage: bench/system_calls.py FOLDER_OF_PROGRAMS
"""
import collections
import pathlib
import re
import shutil
import sys
import tempfile

import scenario

LINE = re.compile(r'^(\d+) +(?:<\.\.\. )?(\w+)')
MARK = re.compile(r'write\(-1, "([^"]+)"')
CALLS = 100  # as in steady_state.cpp


def count(trace: list[str]) -> dict[str, int]:
    """System calls of the marking thread by the mark that they stand behind."""
    counts = collections.Counter()
    thread, mark = None, None
    for line in trace:
        marked, called = MARK.search(line), LINE.match(line)
        if marked:
            mark, thread = marked.group(1), called.group(1)
            counts[mark] += 0
        elif called and called.group(1) == thread and "resumed>" not in line:
            counts[mark] += 1
    return counts


def main() -> int:
    if not shutil.which("strace"):
        scenario.skip("system calls", "strace is not installed")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder, "trace")
        scenario.run(["strace", "-f", "-s", "64", "-o", trace,
                      pathlib.Path(sys.argv[1], "steady_state")])
        counts = count(trace.read_text().splitlines())
    for call, calls in counts.items():
        if call != "between calls":
            scenario.report(f"steady_state/{call}/system_calls", calls / CALLS, "per call")
    return 0


if __name__ == "__main__":
    sys.exit(main())
