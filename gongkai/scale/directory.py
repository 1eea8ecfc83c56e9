"""Bureaus below one city office, their sections, and the people in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, islice, product
from random import Random

from django.contrib.auth.hashers import make_password

from gongkai.scale import words
from units.models import Membership, Unit, User
from units.services import create_unit

SECTIONS_EACH = len(words.SECTIONS)
Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Bureau:
    """An organisation, its sections, and who acts in them: ids of users."""

    organisation: Unit
    sections: list[Unit]
    office: User
    heads: dict[int, User]


def build(*, units: int, users: int, password: str, draw: Random) -> list[Bureau]:
    """``units`` sections in bureaus of up to twenty; heads first, then handlers until there are ``users``."""
    city = create_unit(name="明川市人民政府", kind=Unit.Kind.ORGANISATION)
    numbers = -(-units // SECTIONS_EACH)
    names = (f"{place}县{bureau}" for bureau, place in product(words.BUREAUS, words.PLACES))
    placed = [
        _sections(city, name, min(SECTIONS_EACH, units - index * SECTIONS_EACH))
        for index, name in enumerate(islice(names, numbers))
    ]
    people = _People(password, draw)
    bureaus = [_staff(organisation, sections, people) for organisation, sections in placed]
    people.add("leader1", Role.LEADER, city)
    every = [section for bureau in bureaus for section in bureau.sections]
    for number in range(max(0, users - len(people.made))):
        people.add(f"handler{number + 1}", Role.HANDLER, every[number % len(every)])
    people.save()
    return bureaus


def _sections(city: Unit, name: str, number: int) -> tuple[Unit, list[Unit]]:
    organisation = create_unit(name=name, kind=Unit.Kind.ORGANISATION, parent=city)
    return organisation, [
        create_unit(name=section, kind=Unit.Kind.SECTION, parent=organisation)
        for section in words.SECTIONS[:number]
    ]


def _staff(organisation: Unit, sections: list[Unit], people: _People) -> Bureau:
    number = next(people.bureaus)
    office = people.add(f"office{number}", Role.OFFICE, sections[0])
    heads = {section.pk: people.add(f"head{section.pk}", Role.HEAD, section) for section in sections}
    return Bureau(organisation, sections, office, heads)


class _People:
    """Users and their roles, written in two statements at the end."""

    def __init__(self, password: str, draw: Random) -> None:
        self.bureaus = count(1)
        self.made: list[User] = []
        self._roles: list[Membership] = []
        self._password = make_password(password)  # once: the hasher is slow on purpose
        self._draw = draw

    def add(self, username: str, role: Role, unit: Unit) -> User:
        user = User(username=username, name=words.person(self._draw), password=self._password)
        self.made.append(user)
        self._roles.append(Membership(user=user, unit=unit, role=role))
        return user

    def save(self) -> None:
        User.objects.bulk_create(self.made, batch_size=1000)
        for membership in self._roles:
            membership.user_id = membership.user.pk
        Membership.objects.bulk_create(self._roles, batch_size=1000)
