"""A made-up bureau for the journeys: one person for each role, and nothing else.

Run in the product's environment: ``python -m tests.browser.people``.
"""

from __future__ import annotations

BUREAU = "青禾市水务局"
SECTIONS = ("办公室", "供水科", "节水科")
PASSWORD = "journeys-2026-walk"  # for a database that lives for minutes
# Log-in name → (name shown, role, section or None for the bureau itself)
PEOPLE = {
    "office": ("岳知行", "office", "办公室"),
    "leader": ("陶远山", "leader", None),
    "head": ("秦朗", "head", "供水科"),
    "handler": ("苏禾", "handler", "供水科"),
    "other_head": ("闻溪", "head", "节水科"),
    "admin": ("方正", "admin", None),
    "auditor": ("严明", "auditor", None),
}


def create() -> None:
    from units.models import Membership, Unit, User
    from units.services import create_unit

    bureau = create_unit(name=BUREAU, kind=Unit.Kind.ORGANISATION)
    units = {None: bureau}
    for name in SECTIONS:
        units[name] = create_unit(name=name, kind=Unit.Kind.SECTION, parent=bureau)
    for username, (name, role, section) in PEOPLE.items():
        user = User.objects.create_user(
            username, PASSWORD, name=name, email=f"{username}@qinghe.example", is_staff=role == "admin"
        )
        Membership.objects.create(user=user, unit=units[section], role=role)


if __name__ == "__main__":
    import django

    django.setup()
    create()
