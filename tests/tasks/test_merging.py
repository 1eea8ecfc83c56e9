"""Two editors at one field: the rule itself, and drawn interleavings of people and tabs against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.merging import Verdict, decide

FIELDS = ("text", "deadline", "units")


def test_the_rule() -> None:
    assert decide(seen="甲", stands="甲", wanted="乙") is Verdict.WRITE
    assert decide(seen="甲 ", stands="甲", wanted="乙") is Verdict.WRITE
    assert decide(seen="甲", stands="乙", wanted="乙") is Verdict.SAME
    assert decide(seen="甲", stands="乙", wanted="丙") is Verdict.ASK
    assert decide(seen="甲", stands="乙", wanted="丙", own=True) is Verdict.WRITE


@dataclass
class Cell:
    """A field as the service keeps it: what stands, who wrote it, and every write with what it overwrote."""

    stands: str = "原文"
    writer: int | None = None
    writes: list[tuple[int, str, str | None, int | None]] = field(default_factory=list)

    def save(self, person: int, seen: str, wanted: str) -> Verdict:
        verdict = decide(seen=seen, stands=self.stands, wanted=wanted)
        if verdict is Verdict.ASK:
            own = self.writer == person
            verdict = decide(seen=seen, stands=self.stands, wanted=wanted, own=own)
        if verdict is Verdict.WRITE:
            self.writes.append((person, seen, self.stands, self.writer))
            self.stands, self.writer = wanted, person
        return verdict


Step = tuple[int, int, str, str, str]


def drawn(luck: Random) -> list[Step]:
    """Four to fourteen steps: who, in which of their tabs, at which field, what they do, and write."""
    acts = ("look", "save", "save and insist")
    return [
        (
            luck.randrange(3),
            luck.randrange(2),
            luck.choice(FIELDS),
            luck.choice(acts),
            luck.choice("甲乙丙丁"),
        )
        for _ in range(luck.randint(4, 14))
    ]


@settings(max_examples=50)
@given(st.integers(min_value=0))
def test_no_update_is_lost_in_ten_thousand_interleavings(seed: int) -> None:
    """50 examples of 200 interleavings: nobody overwrites what another wrote and they never saw."""
    luck = Random(seed)
    for _ in range(200):
        play(drawn(luck))


def play(steps: list[Step]) -> None:
    cells = {name: Cell() for name in FIELDS}
    # What each tab shows of each field, and every value that a person has had before their eyes.
    shown = {(who, tab, name): "原文" for who in range(3) for tab in range(2) for name in FIELDS}
    known = {(who, name): {"原文"} for who in range(3) for name in FIELDS}
    for who, tab, name, act, wanted in steps:
        cell = cells[name]
        if act == "look":
            shown[who, tab, name] = cell.stands
            known[who, name].add(cell.stands)
            continue
        stood, writer = cell.stands, cell.writer
        verdict = cell.save(who, shown[who, tab, name], wanted)
        if verdict is Verdict.WRITE:
            assert stood in known[who, name] or writer == who, "an update was lost"
        if verdict is Verdict.ASK:
            assert cell.stands == stood, "asking writes nothing"
            assert writer != who, "an own earlier save never clashes"
            known[who, name].add(stood)  # the conflict shows both values
            shown[who, tab, name] = stood
            if act == "save and insist":
                assert cell.save(who, stood, wanted) is Verdict.WRITE
        if cell.stands == wanted:
            known[who, name].add(wanted)
            shown[who, tab, name] = wanted
