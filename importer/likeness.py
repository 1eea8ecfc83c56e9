"""Like texts among many: the few that are worth comparing letter by letter.  Pure."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

# Up to so many texts each is compared with each; beyond, only those near it or with rare words in common.
_ALL = 1_500
_NEAR = 32
_COMPARED = 1_000
_LENGTH = 3


class Likeness:
    """Texts by key; the keys' order is that of the document.

    Comparing ten thousand texts with ten thousand others takes half a minute.  A text that was reworded still
    stands near its old place, or keeps some run of three characters that few others have.
    """

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts
        self._keys = list(texts)
        self._holders: dict[str, list[int]] = {}
        if len(texts) > _ALL:
            for key, text in texts.items():
                for run in _runs(text):
                    self._holders.setdefault(run, []).append(key)

    def like(self, text: str, share: float, *, cutoff: float, limit: int) -> dict[int, float]:
        """Key → likeness 0 … 100 of the likest texts.  ``share`` (0 … 1): how far down it stands."""
        texts: Mapping[int, str] = self._texts
        if len(texts) > _ALL:
            texts = {key: texts[key] for key in self._worth_comparing(text, share)}
        found = process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit)
        return {key: score for _, score, key in found}

    def _worth_comparing(self, text: str, share: float) -> set[int]:
        """Those near its place, then those that share its rarest runs, until they are many."""
        middle = round(share * len(self._keys))
        found = set(self._keys[max(0, middle - _NEAR) : middle + _NEAR])
        for holders in sorted((self._holders.get(run, []) for run in _runs(text)), key=len):
            if len(found) + len(holders) > _COMPARED:
                break
            found.update(holders)
        return found


def _runs(text: str) -> set[str]:
    return {text[start : start + _LENGTH] for start in range(max(1, len(text) - _LENGTH + 1))}
