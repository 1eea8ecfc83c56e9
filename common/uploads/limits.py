"""How large an upload may be, and how much its reading may cost."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be.  Sizes are bytes, ``seconds`` are wall time, ``cpu_seconds`` processor time.

    The defaults leave a wide margin: a real table of 10,000 rows measures 1.4 MB, unpacked 20 MB.
    ``merged_cells`` counts the positions of the grid that merged cells cover; ``stream_size`` holds for one
    stream of a PDF.
    """

    file_size: int = 20 * MEGABYTE
    text_size: int = 5 * MEGABYTE
    entries: int = 2_000
    member_size: int = 120 * MEGABYTE
    total_size: int = 200 * MEGABYTE
    ratio: int = 150
    ratio_from: int = MEGABYTE
    rows: int = 20_000
    columns: int = 200
    merged_cells: int = 500_000
    stream_size: int = 40 * MEGABYTE
    pages: int = 200
    memory: int = 1024 * MEGABYTE
    cpu_seconds: int = 20
    seconds: int = 25
    written: int = 64 * MEGABYTE
