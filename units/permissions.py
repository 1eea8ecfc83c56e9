"""What a person's roles reach.  Every list starts from such a scope; answers carry their reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from common.decisions import Allowed, Decision, Denied
from units.models import Membership, Unit, User

Role = Membership.Role


# A role and where it is held: the organisation's id for the office, else the unit's.
Post = tuple[str, int]


@dataclass(frozen=True, slots=True)
class StandIn:
    """A post that the person holds for somebody else, who is away."""

    post: Post
    person: User

    def __str__(self) -> str:
        return f"代{self.person}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that a person's current roles reach.

    ``offices``: organisations whose plans the person runs; ``subtrees``: path prefixes that may be read
    whole (a city office and a leader see what lies below); ``heads`` / ``handlers``: units reported for.
    Ids of :class:`units.models.Unit`.
    """

    offices: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    subtrees: tuple[str, ...] = ()
    heads: frozenset[int] = frozenset()
    handlers: frozenset[int] = frozenset()
    administers: bool = False
    audits: bool = False
    # Organisations in which the person holds any role; the name of the first, for the head of every page.
    organisations: frozenset[int] = frozenset()
    organisation_name: str = ""
    # Posts held in the person's own right, and those held for others.
    own: frozenset[Post] = frozenset()
    stands_in: tuple[StandIn, ...] = ()

    def stands_for(self, *posts: Post) -> User | None:
        """Whom the person stands in for where a right rests on these posts; None where one is their own."""
        if self.own.intersection(posts):
            return None
        return next((each.person for each in self.stands_in if each.post in posts), None)

    @property
    def units(self) -> frozenset[int]:
        """Units that the person reports for."""
        return self.heads | self.handlers

    @property
    def is_office(self) -> bool:
        return bool(self.offices)

    @property
    def is_leader(self) -> bool:
        return bool(self.leads)

    def reads(self, unit: Unit) -> bool:
        """Whether the whole of this unit's plans may be read."""
        return any(unit.path.startswith(prefix) for prefix in self.subtrees)


def scope_of(user: User, on: dt.date | None = None) -> Scope:
    """The person's scope on a day (default: today in Shanghai), kept on the user object for one request."""
    day = on or timezone.localdate()
    cached: dict[dt.date, Scope] = user.__dict__.setdefault("_scopes", {})
    if day not in cached:
        cached[day] = _read_scope(user, day)
    return cached[day]


def _read_scope(user: User, day: dt.date) -> Scope:
    held: dict[str, list[Unit]] = {role: [] for role in Role.values}
    homes: dict[int, str] = {}
    own, deputed = set(), []
    found = Membership.objects.current(day).filter(user=user)
    for membership in found.select_related("unit__organisation"):
        held[membership.role].append(membership.unit)
        post = _post(membership)
        if membership.acting_for_id:
            deputed.append((post, membership.acting_for_id))
        else:
            own.add(post)
        if home := membership.unit.organisation:
            homes.setdefault(home.pk, home.name)
    # Every page asks for a scope, few people stand in for another.
    away = User.objects.in_bulk({pk for _, pk in deputed}) if deputed else {}
    offices = [unit.organisation for unit in held[Role.OFFICE] if unit.organisation]
    return Scope(
        offices=frozenset(unit.pk for unit in offices),
        leads=frozenset(unit.pk for unit in held[Role.LEADER]),
        subtrees=tuple(sorted({unit.path for unit in [*offices, *held[Role.LEADER]]})),
        heads=frozenset(unit.pk for unit in held[Role.HEAD]),
        handlers=frozenset(unit.pk for unit in held[Role.HANDLER]),
        administers=bool(held[Role.ADMIN]),
        audits=bool(held[Role.AUDITOR]),
        organisations=frozenset(homes),
        organisation_name=next(iter(homes.values()), ""),
        own=frozenset(own),
        stands_in=tuple(StandIn(post, away[pk]) for post, pk in deputed),
    )


def _post(membership: Membership) -> Post:
    unit = membership.unit
    place = unit.organisation_id if membership.role == Role.OFFICE else unit.pk
    return membership.role, place or unit.pk


def may_read_units(user: User) -> Decision:
    """Open the directory of units."""
    scope = scope_of(user)
    if scope.administers or scope.is_office:
        return Allowed()
    return Denied("单位名录由系统管理员和公开办人员查看、维护。")


def may_keep_units(user: User, organisation: Unit | None) -> Decision:
    """Add, rename, retire units, name aliases and collectives of an organisation (None: a new root)."""
    scope = scope_of(user)
    if scope.administers or (organisation is not None and organisation.pk in scope.offices):
        return Allowed()
    return Denied("只有系统管理员和本机关的公开办人员可以维护单位。")


def may_read_people(user: User) -> Decision:
    """Open the list of people."""
    scope = scope_of(user)
    if scope.administers or scope.is_office or scope.heads:
        return Allowed()
    return Denied("人员名单由系统管理员、公开办人员和部门负责人查看。")


def may_keep_accounts(user: User, person: User | None = None) -> Decision:
    """Add people, stop and restore accounts (``person``: whose)."""
    if not scope_of(user).administers:
        return Denied("只有系统管理员可以维护账号。")
    if person == user:
        return Denied("不能变更自己的账号，请由另一位系统管理员办理。")
    return Allowed()


def may_change_role(user: User, person: User, unit: Unit, role: str) -> Decision:
    """Give or end a role.  A head appoints the handlers of the own unit; nobody changes their own roles,
    since the separation of administrators and auditors rests on it."""
    scope = scope_of(user)
    if person == user:
        return Denied("不能变更自己的任职，请由另一位有权人员办理。")
    if scope.administers or (role == Role.HANDLER and unit.pk in scope.heads):
        return Allowed()
    if scope.heads:
        return Denied("部门负责人只能变更本部门经办人。")
    return Denied("只有系统管理员可以变更任职。")


def may_appoint(user: User, person: User | None = None) -> Decision:
    """Give this person (anybody at all) some role; :func:`may_change_role` decides on the one chosen."""
    scope = scope_of(user)
    if person == user:
        return Denied("不能变更自己的任职，请由另一位有权人员办理。")
    if scope.administers or scope.heads:
        return Allowed()
    return Denied("只有系统管理员和部门负责人可以任职。")


def may_name_deputy(user: User, membership: Membership) -> Decision:
    """Let somebody stand in for the holder of a role: whoever may change the role, and a head for
    themself, who goes on leave and tells nobody's secret by it: the deputy is of the same unit."""
    if membership.acting_for_id:
        return Denied("代理人不能再委托他人代理。")
    scope = scope_of(user)
    own = membership.user_id == user.pk and membership.role == Role.HEAD
    if scope.administers or own or (membership.role == Role.HANDLER and membership.unit_id in scope.heads):
        return Allowed()
    return Denied("只有系统管理员、部门负责人（为本人或本部门经办人）可以安排代理。")


def may_read_audit(user: User) -> Decision:
    """Read and export the audit log."""
    if scope_of(user).audits:
        return Allowed()
    return Denied("只有安全审计员可以查看审计记录。")
