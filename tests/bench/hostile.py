"""Every kind of bad file and thousands of broken ones through the reading process: ``script/bench hostile``.

Fails on the first that ends in anything but a plan or a sentence; the table is Markdown.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterable

from tests.importer.hostile import containers, markup, words
from tests.importer.hostile.mutations import HONEST, mutations
from tests.importer.hostile.ways import looked_at, through_the_process

_HEAD = """\
| input | number | read as a plan | refused | longest look, CPU s | longest reading, wall s |
|---|---|---|---|---|---|
"""
_KINDS = {**containers.KINDS, **markup.KINDS, **words.KINDS}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="script/bench hostile", description=__doc__)
    parser.add_argument("-n", "--mutations", type=int, default=2_000)
    asked = parser.parse_args(arguments)
    sys.stdout.write(_HEAD)
    _run("honest files", HONEST.items())
    _run("kinds of bad files", ((name, data) for name, (data, _) in _KINDS.items()))
    _run("mutations of honest files", mutations(asked.mutations))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )
    sys.stdout.write(f"\nPeak memory of the reading process: {peak:.0f} MB.\n")


def _run(title: str, files: Iterable[tuple[str, bytes]]) -> None:
    """One line of the table."""
    endings, look, reading = [], 0.0, 0.0
    for name, data in files:
        busy, begun = time.process_time(), time.perf_counter()
        looked_at(data, name)
        look = max(look, time.process_time() - busy)
        endings.append(through_the_process(data, name))
        reading = max(reading, time.perf_counter() - begun)
    read = endings.count("read")
    sys.stdout.write(
        f"| {title} | {len(endings)} | {read} | {len(endings) - read} | {look:.2f} | {reading:.2f} |\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
