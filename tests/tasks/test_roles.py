from itertools import chain, combinations

import pytest

from tasks.roles import ROLE_LABELS, Role, decides, owes

EVERY_MIX = list(chain.from_iterable(combinations(Role, size) for size in range(len(Role) + 1)))


@pytest.mark.parametrize(
    ("present", "deciding"),
    [
        ({Role.LEAD, Role.ASSIST}, {Role.LEAD}),
        ({Role.LEAD, Role.COORDINATE, Role.IMPLEMENT}, {Role.LEAD, Role.COORDINATE}),
        ({Role.RESPONSIBLE, Role.ASSIST, Role.GUIDE}, {Role.RESPONSIBLE}),
        ({Role.IMPLEMENT, Role.RESPONSIBLE}, {Role.IMPLEMENT, Role.RESPONSIBLE}),
        ({Role.ASSIST, Role.GUIDE}, {Role.ASSIST}),
        ({Role.GUIDE}, set()),
        (set(), set()),
    ],
)
def test_who_decides(present, deciding):
    assert decides(present) == deciding


@pytest.mark.parametrize("present", EVERY_MIX)
def test_somebody_decides_wherever_somebody_owes(present):
    assert decides(present) <= set(present)
    assert all(owes(role) for role in decides(present))
    assert bool(decides(present)) == any(owes(role) for role in present)


def test_stored_strings_count_as_roles():
    assert decides(["lead", "assist"]) == {Role.LEAD}
    assert not owes("guide")


def test_every_role_has_a_word():
    assert set(ROLE_LABELS) == set(Role)
