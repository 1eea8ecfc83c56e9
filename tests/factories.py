"""Made-up units and people; units are made by the services, so that paths and organisations are right.

``bureau = organisation("云溪市园林局")``, ``section = UnitFactory(parent=bureau, name="绿化科")``,
``head = person("head", section)``.
"""

from __future__ import annotations

from typing import Any

import factory

from units.models import Membership, Unit, User
from units.services import create_unit

# Good enough for the validators; the hasher of the tests is fast.
PASSWORD = "walk-the-river-2026"


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    """A section of ``parent`` (default: of a new organisation)."""

    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"第{n}科")
    kind = Unit.Kind.SECTION
    parent = factory.LazyFunction(lambda: organisation())

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **kwargs: Any) -> Unit:
        return create_unit(**kwargs)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"甲{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Membership.Role.HANDLER


def organisation(name: str = "", parent: Unit | None = None) -> Unit:
    """An organisation; with ``parent`` one below it."""
    return create_unit(name=name or f"第{Unit.objects.count()}局", kind=Unit.Kind.ORGANISATION, parent=parent)


def person(role: str, unit: Unit, **fields: Any) -> User:
    """A new person who holds ``role`` in ``unit``; ``fields`` are the person's."""
    user = UserFactory(**fields)
    MembershipFactory(user=user, unit=unit, role=role)
    return user
