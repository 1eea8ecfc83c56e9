"""What a reader is given: the bytes, their name, and how much of them it may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from common.uploads.limits import Limits


@dataclass(frozen=True)
class Source:
    """An upload: ``filename`` is only a hint and may be empty."""

    data: bytes
    filename: str = ""
    limits: Limits = field(default=Limits())

    @cached_property
    def extension(self) -> str:
        """Lower case, without the dot; empty where there is none."""
        return PurePath(self.filename).suffix.lower().lstrip(".")

    @cached_property
    def head(self) -> bytes:
        """The first 4 kB: enough to tell one kind from another."""
        return self.data[:4096]
