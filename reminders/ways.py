"""By which channels people are reached: what their account says, and what they have chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from reminders.channels.base import Channel
from reminders.models import ChannelChoice
from units.models import Membership, User


@dataclass(frozen=True)
class Ways:
    """Choices of some people on a day, in one query."""

    _chosen: dict[tuple[int, str], ChannelChoice] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[User], on: dt.date) -> Ways:
        """An outlet reaches only who still holds a role in its organisation: nobody's list of duties is to be
        read in the group of a bureau that they have left."""
        here = Membership.objects.current(on).filter(
            user=OuterRef("user"), unit__organisation=OuterRef("outlet__organisation")
        )
        rows = ChannelChoice.objects.filter(
            Q(outlet__isnull=True) | Exists(here), user__in={person.pk for person in people}
        )
        found = rows.select_related("outlet").order_by("pk")
        return cls({(row.user_id, row.channel): row for row in found})

    def address(self, channel: Channel, person: User) -> str:
        """Where this channel reaches the person; empty where it does not, or is not wanted."""
        choice = self._chosen.get((person.pk, channel.name))
        if choice is None:
            return channel.address(person) if channel.personal else ""
        if not choice.is_on:
            return ""
        if choice.outlet is None:
            return channel.address(person)
        return str(choice.outlet.pk) if choice.outlet.is_on else ""
