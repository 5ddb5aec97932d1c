#!/usr/bin/env python3
"""What do the SDKs that most programs of this kind use today need for a span, end to end? Skipped
where npm cannot install them.

usage: bench/peers_js.py FOLDER_OF_PROGRAMS [--quick]
"""
import json
import pathlib
import shutil
import subprocess
import sys

import scenario


def main() -> int:
    programs, is_quick = pathlib.Path(sys.argv[1]), "--quick" in sys.argv[2:]
    packages = programs.parent / "npm"
    if not shutil.which("npm"):
        scenario.skip("JavaScript SDKs", "npm is not installed")
        return 0
    installed = subprocess.run([scenario.ROOT / "tests/npm/install.sh", packages],
                               capture_output=True)
    if installed.returncode != 0:
        scenario.skip("JavaScript SDKs", "npm could not install them")
        return 0
    shutil.copy(scenario.ROOT / "bench/peers.mjs", packages)
    spans = 20_000 if is_quick else 100_000
    for sdk in ("opentelemetry", "langfuse"):
        with scenario.Sink(programs) as sink:
            output = scenario.run(["node", packages / "peers.mjs", sdk, sink.base_url, spans])
        numbers, received = json.loads(output), sink.received["spans"]
        scenario.report(f"peers/{sdk}_js/rate", received / numbers["seconds"], "spans/s")
        scenario.report(f"peers/{sdk}_js/cpu_per_span", numbers["cpuSeconds"] / spans * 1e9, "ns")
        scenario.report(f"peers/{sdk}_js/memory", numbers["megabytes"], "MiB")
        scenario.report(f"peers/{sdk}_js/lost", spans - received, "spans")
    return 0


if __name__ == "__main__":
    sys.exit(main())
