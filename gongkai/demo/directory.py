"""The demo's city: units with aliases and collectives, and the people who hold posts in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from gongkai.demo import content
from units.accounts import give_role
from units.models import Membership, Unit, UnitGroup, User
from units.services import create_unit, name_group, remember_alias

Role = Membership.Role


@dataclass
class Bureau:
    """An organisation with its sections, collectives and people by name."""

    organisation: Unit
    raw: dict[str, Any]
    sections: dict[str, Unit] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    # The people of each role, by the name of the section ("" is the organisation itself).
    posts: dict[tuple[str, str], list[User]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.organisation.name

    @property
    def clerk(self) -> User:
        """The one in the office who imports, issues and decides."""
        return next(people[0] for (role, _), people in self.posts.items() if role == Role.OFFICE)

    def head(self, section: str) -> User:
        return self.posts[Role.HEAD, section][0]

    def reporters(self, section: str) -> list[User]:
        return [*self.posts.get((Role.HANDLER, section), ()), self.head(section)]


def build() -> list[Bureau]:
    """City, bureaus and people; the bureaus come in the order of bureaus.toml, the city last."""
    raw = content.read("bureaus")
    city = create_unit(name=raw["city"], kind=Unit.Kind.ORGANISATION)
    office = create_unit(name=raw["city_office"], kind=Unit.Kind.SECTION, parent=city)
    bureaus = [_bureau(each, city) for each in raw["bureau"]]
    everything = [*bureaus, Bureau(city, {}, {office.name: office})]
    _people({each.name: each for each in everything})
    return everything


def _bureau(raw: dict[str, Any], city: Unit) -> Bureau:
    organisation = create_unit(name=raw["name"], kind=Unit.Kind.ORGANISATION, parent=city)
    bureau = Bureau(organisation, raw)
    for name in raw["sections"]:
        bureau.sections[name] = create_unit(name=name, kind=Unit.Kind.SECTION, parent=organisation)
    for alias, name in raw.get("aliases", {}).items():
        remember_alias(organisation=organisation, name=alias, unit=bureau.sections[name])
    for name, members in raw["groups"].items():
        units = [bureau.sections[member] for member in members]
        bureau.groups[name] = name_group(organisation=organisation, name=name, members=units)
    return bureau


def _people(bureaus: dict[str, Bureau]) -> None:
    raw = content.read("people")
    # One password for all, so one hash: hashing is slow on purpose, and twenty of them would be felt.
    password = make_password(raw["password"])
    for person in raw["person"]:
        user = User.objects.create_user(person["username"], name=person["name"])
        user.password = password
        user.save(update_fields=["password"])
        bureau = bureaus[person["bureau"]]
        for role, section in person["posts"]:
            unit = bureau.sections[section] if section else bureau.organisation
            give_role(user=user, unit=unit, role=role)
            bureau.posts.setdefault((role, section), []).append(user)
