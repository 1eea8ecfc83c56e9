"""Whoever belongs to one bureau never meets a word of the other, wherever links and guesses lead."""

from __future__ import annotations

from collections import defaultdict

import pytest
import time_machine
from django.test import Client, TestCase
from django.urls import reverse

from tests.gongkai.crawler import Crawler
from tests.house.test_urls import ADDRESSES
from tests.house.two_bureaus import NOW, Bureau, World, build
from units.models import User

STARTS = [reverse(name) for name, _, arguments in ADDRESSES if not arguments and name != "logout"]
MEMBERS = ("office", "leader", "head", "handler")
# Words that stand in clauses, reports and reasons, whichever bureau they are of.
CONTENT = ("公布办理情况", "印记进展", "印记问题", "印记佐证", "印记原因", "印记备注")


@pytest.mark.sqlite  # no answer here hangs on the database: once is enough for its minute
class CrawlTest(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        with time_machine.travel(NOW, tick=False):
            cls.world = build()

    def setUp(self) -> None:
        clock = time_machine.travel(NOW, tick=False)
        clock.start()
        self.addCleanup(clock.stop)

    def crawl(self, user: User, words: tuple[str, ...], guessed: Bureau | None = None) -> dict[str, set[str]]:
        """Which of the words stand at which addresses."""
        client, found = Client(), defaultdict(set)
        client.force_login(user)

        def told(address: str, text: str) -> None:
            for word in words:
                if word in text:
                    found[word].add(address)

        crawler = Crawler(client, told, typed=words[0][:2], guessed=ids(guessed) if guessed else {})
        crawler.run(STARTS)
        assert crawler.statuses[200] > 5
        # 503 is what a monitor reads where no schedule runs, as here.
        assert not [status for status in crawler.statuses if status >= 500 and status != 503]
        return found

    def test_no_word_of_the_other_bureau_is_met(self) -> None:
        """Nor by a search for its beginning, nor by the number of a foreign thing."""
        ours, theirs = self.world.ours, self.world.theirs
        for own, other, roles in ((ours, theirs, MEMBERS), (theirs, ours, MEMBERS[:2])):
            for role in roles:
                found = self.crawl(own.people[role], (other.mark, other.login, own.mark, *CONTENT), other)
                assert found.pop(own.mark), f"{role} meets nothing at all: the crawl is blind"
                seen = {word for word in CONTENT if found.pop(word, None)}
                assert role != "office" or seen == set(CONTENT), "nobody meets all that there is to be hidden"
                assert found == {}, f"{role} of {own.mark}"

    def test_the_city_sees_both(self) -> None:
        marks = (self.world.ours.mark, self.world.theirs.mark)
        assert set(self.crawl(self.world.people["city"], marks)) == set(marks)

    def test_no_content_of_plans_for_those_who_run_the_system(self) -> None:
        for role in ("admin", "auditor", "nobody", "aside"):
            assert self.crawl(self.world.people[role], CONTENT) == {}, role


def ids(bureau: Bureau) -> dict[str, int]:
    """Numbers of what the bureau has, to be guessed by others where an address takes them."""
    unit, plan = bureau.first.pk, bureau.issued.pk
    heading = bureau.issued.requirements.first()
    assert heading is not None
    person = bureau.people["head"].pk
    names = {"unit": unit, "organisation": bureau.unit.pk, "parent": unit, "group": bureau.group.pk}
    return {"": plan, "plan": plan, "chapter": heading.pk, "person": person, "user": person, **names}
