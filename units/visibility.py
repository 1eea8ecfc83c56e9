"""What a person sees of the directory: every list, count and export starts here."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from units.models import AuditEvent, Membership, MembershipQuerySet, Unit, UnitGroup, UnitQuerySet, User
from units.permissions import scope_of


def visible_units(user: User) -> UnitQuerySet:
    """Everything for the administrator; for the office what lies below its organisations."""
    scope = scope_of(user)
    units = Unit.objects.all()
    if scope.administers:
        return units
    reach = Q(organisation__in=scope.offices)
    for prefix in scope.subtrees if scope.is_office else ():
        reach |= Q(path__startswith=prefix)
    return units.filter(reach)


def visible_groups(user: User) -> QuerySet[UnitGroup]:
    """Collectives of organisations whose units are visible."""
    return UnitGroup.objects.filter(organisation__in=visible_units(user))


def visible_memberships(user: User) -> MembershipQuerySet:
    """Everybody's for the administrator, the organisation's for the office, the own unit's for a head."""
    scope = scope_of(user)
    if scope.administers:
        return Membership.objects.all()
    return Membership.objects.filter(Q(unit__organisation__in=scope.offices) | Q(unit__in=scope.heads))


def visible_people(user: User) -> QuerySet[User]:
    """People with a visible role, ended ones included; for the administrator also those without any."""
    if scope_of(user).administers:
        return User.objects.all()
    return User.objects.filter(pk__in=visible_memberships(user).values("user"))


def visible_audit(user: User) -> QuerySet[AuditEvent]:
    """The whole log for the auditor, nothing for anybody else."""
    events = AuditEvent.objects.all()
    return events if scope_of(user).audits else events.none()


def keepable_organisations(user: User) -> UnitQuerySet:
    """Organisations in use whose units and collectives the person keeps."""
    scope = scope_of(user)
    organisations = Unit.objects.in_use().filter(kind=Unit.Kind.ORGANISATION)
    return organisations if scope.administers else organisations.filter(pk__in=scope.offices)


def staffed_units(user: User) -> UnitQuerySet:
    """Units whose people are visible: choices of the list's filter."""
    scope = scope_of(user)
    if scope.administers:
        return Unit.objects.all()
    return Unit.objects.filter(Q(organisation__in=scope.offices) | Q(pk__in=scope.heads))
