"""``/api/v1/``: reading only, one organisation a token.

Fields may be added within a version; one is changed or taken away only in the next.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle
from pydantic import Field

from api import reading, schemas, services
from api.models import ApiToken
from api.paging import LARGEST, USUAL, page_of
from tasks.workflow import State
from units.models import Unit

# The largest number that a row's id can be.
MOST = 2**63 - 1
RATE = "120/m"
Id = Annotated[int, Field(ge=1, le=MOST)]


class Part(Schema):
    """Which part of a list."""

    after: int = Field(0, ge=0, le=MOST, description="上一页的 next；第一页不写")
    limit: int = Field(USUAL, ge=1, le=LARGEST, description="每页条数")


class PlanPart(Part):
    """Plans of a year."""

    year: int | None = Field(None, ge=2000, le=2100, description="年度")


class ObligationPart(Part):
    """What is owed in a plan, in a state, by a day (included)."""

    plan_id: int | None = Field(None, ge=1, le=MOST, description="计划编号")
    state: State | None = Field(None, description="状态")
    due_before: dt.date | None = Field(None, description="期限在这一天或之前")


class Token(HttpBearer):
    """``Authorization: Bearer gk_…``"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return services.find_token(token=token, now=timezone.now(), today=timezone.localdate())


class PerToken(AuthRateThrottle):
    """So many requests a minute and token."""

    def get_cache_key(self, request: HttpRequest) -> str:
        token: ApiToken = request.auth  # type: ignore[attr-defined]
        return f"api-rate-{token.pk}"


PROBLEMS: dict[int, Any] = {
    401: schemas.Problem,
    404: schemas.Problem,
    422: schemas.Problem,
    429: schemas.Problem,
}
api = NinjaAPI(
    title="公开台账 读取接口",
    version="1.0.0",
    description="按机关发放令牌，只读本机关已下发和已归档的计划。时间为 UTC，日期为北京时间的日期。",
    urls_namespace="api-v1",
    docs_url=None,
    auth=Token(),
    throttle=[PerToken(RATE)],
)


def _organisation(request: HttpRequest) -> Unit:
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token.organisation


@api.get("/organisation", response={200: schemas.OrganisationOut, **PROBLEMS}, summary="令牌所属机关")
def organisation(request: HttpRequest) -> dict[str, Any]:
    own = _organisation(request)
    return {"id": own.pk, "name": own.name}


@api.get("/units", response={200: schemas.UnitPage, **PROBLEMS}, summary="本机关的单位")
def units(request: HttpRequest, part: Query[Part]) -> dict[str, Any]:
    return page_of(reading.units_of(_organisation(request)), part.after, part.limit, schemas.UnitOut.of)


@api.get("/plans", response={200: schemas.PlanPage, **PROBLEMS}, summary="计划")
def plans(request: HttpRequest, part: Query[PlanPart]) -> dict[str, Any]:
    found = reading.plans_of(_organisation(request))
    found = found.filter(year=part.year) if part.year is not None else found
    return page_of(found, part.after, part.limit, schemas.PlanOut.of)


@api.get("/plans/{plan_id}", response={200: schemas.PlanOut, **PROBLEMS}, summary="一个计划")
def plan(request: HttpRequest, plan_id: Id) -> dict[str, Any]:
    found = reading.plans_of(_organisation(request)).filter(pk=plan_id).first()
    if found is None:
        raise Http404
    return schemas.PlanOut.of(found)


@api.get("/plans/{plan_id}/tasks", response={200: schemas.TaskPage, **PROBLEMS}, summary="一个计划的任务")
def tasks(request: HttpRequest, plan_id: Id, part: Query[Part]) -> dict[str, Any]:
    plan(request, plan_id)
    found = reading.tasks_of(_organisation(request)).filter(plan=plan_id)
    return page_of(found, part.after, part.limit, schemas.TaskOut.of)


@api.get("/obligations", response={200: schemas.ObligationPage, **PROBLEMS}, summary="承办事项")
def obligations(request: HttpRequest, part: Query[ObligationPart]) -> dict[str, Any]:
    """What units owe, period by period."""
    found = reading.obligations_of(_organisation(request))
    found = found.filter(plan=part.plan_id) if part.plan_id is not None else found
    found = found.filter(state=part.state) if part.state is not None else found
    found = found.filter(due_on__lte=part.due_before) if part.due_before is not None else found
    return page_of(found, part.after, part.limit, schemas.ObligationOut.of)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "没有这一项，或不属于本机关。"}, status=404)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = api.create_response(request, {"detail": "令牌无效、已停用或已到期。"}, status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = "、".join(dict.fromkeys(str(each["loc"][-1]) for each in error.errors))
    return api.create_response(request, {"detail": f"参数无法识别：{names}。"}, status=422)
