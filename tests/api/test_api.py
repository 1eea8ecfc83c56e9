"""The reading interface: a token reads nothing of another organisation; paged, rate-limited, documented."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from api import v1
from api.models import ApiToken
from api.services import create_token, revoke_token
from common.decisions import Forbidden
from tasks.models import Obligation, Plan
from tests.conftest import ROOT
from tests.reports.world import NOW, World
from units.audit import TOKEN_CHANGED, By
from units.models import AuditEvent, Unit


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def token_of(world: World, bureau: Unit, name: str, **more: Any) -> str:
    made = create_token(organisation=bureau, name="大屏", by=By(world.user(name)), now=NOW, **more)
    return made[1]


@pytest.fixture
def parks(drawn: World) -> str:
    return token_of(drawn, drawn.parks, "parks office")


def get(client: Client, path: str, token: str) -> Any:
    return client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {token}"})


def everything(client: Client, path: str, token: str, limit: int = 7) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        sign = "&" if "?" in path else "?"
        answer = get(client, f"{path}{sign}limit={limit}&after={after}", token).json()
        found += answer["items"]
        if answer["next"] is None:
            return found
        after = answer["next"]


def test_pages_hold_every_row_once(drawn: World, parks: str, client: Client) -> None:
    plans = everything(client, "/plans", parks, limit=1)
    own = Plan.objects.filter(organisation=drawn.parks)
    assert [each["id"] for each in plans] == list(own.order_by("pk").values_list("pk", flat=True))
    owed = everything(client, "/obligations", parks)
    wanted = Obligation.objects.filter(plan__in=own, task__withdrawn_at=None)
    assert [each["id"] for each in owed] == list(wanted.order_by("pk").values_list("pk", flat=True))
    tasks = everything(client, f"/plans/{plans[0]['id']}/tasks", parks)
    assert len(tasks) == own.get(pk=plans[0]["id"]).tasks.in_force().count()
    assert {each["name"] for each in everything(client, "/units", parks)} >= {"绿化科", "养护科"}


def test_a_token_reads_nothing_of_another_organisation(drawn: World, parks: str, client: Client) -> None:
    sports = token_of(drawn, drawn.sports, "sports office")
    city = token_of(drawn, drawn.city, "city office")
    for plan in Plan.objects.filter(organisation=drawn.parks):
        for stranger in (sports, city):
            assert get(client, f"/plans/{plan.pk}", stranger).status_code == 404
            assert get(client, f"/plans/{plan.pk}/tasks", stranger).status_code == 404
            assert get(client, f"/obligations?plan_id={plan.pk}", stranger).json()["items"] == []
    for path in ("/organisation", "/units?limit=200", "/plans?limit=200", "/obligations?limit=200"):
        words = json.dumps(get(client, path, sports).json(), ensure_ascii=False)
        assert "园林" not in words
        assert "绿化" not in words


def test_a_draft_is_not_read(drawn: World, parks: str, client: Client) -> None:
    plan = Plan.objects.filter(organisation=drawn.parks)[0]
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    assert get(client, f"/plans/{plan.pk}", parks).status_code == 404
    assert plan.pk not in {each["id"] for each in everything(client, "/plans", parks)}


def test_filters(drawn: World, parks: str, client: Client) -> None:
    late = everything(client, "/obligations?state=pending&due_before=2026-10-19", parks)
    assert late
    assert {each["state"] for each in late} == {"pending"}
    assert max(each["due_on"] for each in late) <= "2026-10-19"
    assert {each["year"] for each in everything(client, "/plans?year=2025", parks)} == {2025}


@pytest.mark.parametrize(
    "path", ["/plans?limit=0", "/plans?limit=201", "/plans?year=x", "/obligations?state=x"]
)
def test_what_is_not_understood_is_named(drawn: World, parks: str, client: Client, path: str) -> None:
    answer = get(client, path, parks)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("参数无法识别：")


def test_ended_expired_and_unknown_tokens_read_nothing(drawn: World, parks: str, client: Client) -> None:
    soon = token_of(drawn, drawn.parks, "parks office", expires_at=NOW + dt.timedelta(days=1))
    assert get(client, "/organisation", soon).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        assert get(client, "/organisation", soon).status_code == 401
    row = ApiToken.objects.get(prefix=parks[:9])
    revoke_token(token=row, by=By(drawn.user("parks office")), now=NOW)
    for token in (parks, "gk_nothing", ""):
        answer = get(client, "/organisation", token)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
    assert client.get("/api/v1/organisation").status_code == 401
    # A session is no token.
    client.force_login(drawn.user("parks office"))
    assert client.get("/api/v1/plans").status_code == 401


def test_too_many_requests_wait(drawn: World, parks: str, client: Client) -> None:
    limit = int(v1.RATE.partition("/")[0])
    codes = [get(client, "/organisation", parks).status_code for _ in range(limit + 1)]
    assert codes == [200] * limit + [429]
    other = token_of(drawn, drawn.parks, "parks office")
    assert get(client, "/organisation", other).status_code == 200


def test_a_page_of_many_asks_few_queries(
    drawn: World, parks: str, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    plan = Plan.objects.filter(organisation=drawn.parks)[0]
    get(client, "/organisation", parks)
    for path in ("/obligations?limit=200", f"/plans/{plan.pk}/tasks?limit=200", "/plans"):
        with django_assert_max_num_queries(6):
            get(client, path, parks)


def test_only_a_hash_is_kept_and_the_token_is_shown_once(drawn: World, client: Client) -> None:
    client.force_login(drawn.user("parks office"))
    form = {"organisation": drawn.parks.pk, "name": "数据中心", "days": 90}
    html = client.post("/api/tokens/", form).content.decode()
    (shown,) = re.findall(r"gk_[\w-]{43}", html)
    row = ApiToken.objects.get()
    assert shown not in {str(value) for value in row.__dict__.values()}
    assert row.expires_at == NOW + dt.timedelta(days=90)
    assert shown not in client.get("/api/tokens/").content.decode()
    assert get(client, "/organisation", shown).json() == {"id": drawn.parks.pk, "name": "云溪市园林局"}
    assert ApiToken.objects.get().used_on == NOW.date()
    client.post(f"/api/tokens/{row.pk}/revoke/")
    assert get(client, "/organisation", shown).status_code == 401
    assert AuditEvent.objects.filter(act=TOKEN_CHANGED).count() == 2


def test_only_the_office_keeps_its_tokens(drawn: World, parks: str, client: Client) -> None:
    with pytest.raises(Forbidden):
        token_of(drawn, drawn.parks, "parks leader")
    row = ApiToken.objects.get()
    for name, page, revoke in (("parks head", 403, 403), ("admin", 403, 403), ("sports office", 200, 404)):
        client.force_login(drawn.user(name))
        assert client.get("/api/tokens/").status_code == page
        assert client.post(f"/api/tokens/{row.pk}/revoke/").status_code == revoke
    client.force_login(drawn.user("sports office"))
    form = {"organisation": drawn.parks.pk, "name": "别人的", "days": 0}
    assert client.post("/api/tokens/", form).status_code == 422


def test_the_document_is_read_with_a_token_and_versioned(drawn: World, parks: str, client: Client) -> None:
    document = get(client, "/openapi.json", parks).json()
    assert document["info"]["version"].startswith("1.")
    assert set(document["paths"]) == {
        "/api/v1/organisation", "/api/v1/units", "/api/v1/plans", "/api/v1/plans/{plan_id}",
        "/api/v1/plans/{plan_id}/tasks", "/api/v1/obligations",
    }  # fmt: skip


def test_the_documented_examples_run(drawn: World, parks: str, client: Client) -> None:
    """docs/api.md: every path after GET answers."""
    text = Path(ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    plan = Plan.objects.filter(organisation=drawn.parks)[0]
    examples = re.findall(r"^GET /api/v1(\S+)", text, re.MULTILINE)
    assert len(examples) >= 6
    for path in examples:
        assert get(client, path.replace("/plans/7", f"/plans/{plan.pk}"), parks).status_code == 200, path
