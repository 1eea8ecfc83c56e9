"""Components as markup: what a screen reader is told, what is escaped, what a refusal shows."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from common.dates import SHANGHAI
from common.decisions import Allowed, Denied
from common.pagination import BoundedPaginator, paginate
from common.templatetags import days
from common.templatetags.ui import stack_bar

LIGHT = SimpleNamespace(colour="red", word="逾期", shape="triangle", sentence="已逾期5天")


def render(source: str, request: HttpRequest | None = None, **context: object) -> str:
    return engines["django"].from_string("{% load ui %}" + source).render(context, request)


def test_a_light_has_colour_shape_and_word():
    shown = render("{% light light %}", light=LIGHT)
    assert 'class="light red"' in shown
    assert "<svg" in shown
    assert "逾期" in shown
    assert "已逾期5天" not in shown


def test_a_light_may_say_why_and_in_other_words():
    shown = render('{% light light why=True word="逾期 5 天" %}', light=LIGHT)
    assert "逾期 5 天" in shown
    assert '<span class="why">已逾期5天</span>' in shown


@pytest.mark.parametrize("name", ["triangle", "diamond", "circle", "check", "dash"])
def test_each_shape_is_its_own_and_is_not_read_out(name):
    others = {render("{% icon name %}", name=other) for other in ("triangle", "diamond", "circle", "check")}
    shown = render("{% icon name %}", name=name)
    assert 'aria-hidden="true"' in shown
    assert (shown in others) is (name != "dash")
    assert len(others) == 4


def test_an_allowed_act_is_a_submit_button():
    shown = render('{% act_button yes "提交" name="act" value="submit" kind="pri" %}', yes=Allowed())
    assert '<button type="submit" class="btn pri" name="act" value="submit">提交</button>' in shown


def test_a_denied_act_keeps_its_focus_and_says_why():
    shown = render(
        '{% act_button no "提交" name="act" value="submit" %}', no=Denied("<只有>负责人可以提交。")
    )
    assert 'aria-disabled="true"' in shown
    assert " disabled" not in shown
    assert "submit" not in shown
    assert shown.count("&lt;只有&gt;负责人可以提交。") == 2


class Form(forms.Form):
    name = forms.CharField(label="名称", help_text="照文件")
    word = forms.ChoiceField(label="完成情况", choices=[("a", "已完成")], widget=forms.RadioSelect)


def test_a_field_ties_label_help_and_error_together():
    shown = render("{% field form.name %}", form=Form({}))
    assert '<label for="id_name">名称' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext">照文件' in shown
    assert 'id="id_name_error" role="alert"' in shown
    assert 'aria-invalid="true"' in shown


def test_a_group_of_choices_is_a_fieldset():
    shown = render("{% field form.word %}", form=Form())
    assert "<fieldset" in shown
    assert "<legend>完成情况" in shown


@given(st.lists(st.tuples(st.sampled_from(["green", "red"]), st.integers(0, 500), st.just("词")), max_size=6))
def test_a_bar_is_filled_from_end_to_end(parts):
    shown = stack_bar(parts)
    counted = [count for _, count, _ in parts if count]
    assert len(shown["rects"]) == len(counted)
    if counted:
        last = shown["rects"][-1]
        assert float(last["x"][:-1]) + float(last["width"][:-1]) == pytest.approx(100, abs=0.02)
        assert shown["spoken"].startswith(f"共 {sum(counted)} 项")
    else:
        assert shown["spoken"] == "没有事项"


def test_a_bar_of_a_greater_whole_stays_open():
    assert stack_bar([("green", 1, "已完成")], total=4)["rects"][0]["width"] == "25.00%"


def test_pages_keep_the_other_parameters():
    request = RequestFactory().get("/units/", {"q": "绿", "page": "2"})
    page = paginate(request, list(range(120)))
    shown = render("{% paging page '项' %}", page=page, request=request)
    assert "共 120 项，第 2 / 3 页" in shown
    assert 'href="?q=%E7%BB%BF&amp;page=3"' in shown
    assert 'aria-current="page">2' in shown


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("x", 1), ("0", 3), ("99", 3), ("2", 2)])
def test_a_page_out_of_reach_is_the_nearest(asked, number):
    request = RequestFactory().get("/", {"page": asked})
    assert paginate(request, list(range(120))).number == number


def test_one_page_has_no_links():
    page = BoundedPaginator([1], 5).get_page(1)
    assert "<a " not in render("{% paging page %}", page=page, request=RequestFactory().get("/"))


def test_small_parts():
    assert 'aria-current="step">校对' in render('{% steps 2 "选择" "校对" "入库" %}')
    assert '<a href="/plans/">计划</a>' in render('{% crumbs "计划" "/plans/" %}')
    assert '<a class="fig" href="/x/">' in render('{% figure 4 "逾期" colour="red" href="/x/" %}')
    assert '<b class="c-red">4</b>' in render('{% figure 4 "逾期" colour="red" %}')
    assert "<i>93%</i>" in render('{% figure 57 "已完成" note="93%" %}')
    assert '<a class="btn" href="/import/">导入</a>' in render(
        '{% empty "没有" "先导入" "/import/" "导入" %}'
    )
    assert 'class="f-doing"' in render('{% legend "green" "已完成" "doing" "推进中" %}')
    assert 'class="light amber"' in render('{% mark "amber" "草稿" %}')


NOON = dt.datetime(2026, 12, 28, 12, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON, "今天 12:00"),
        (NOON - dt.timedelta(hours=13), "昨天 23:00"),
        (NOON - dt.timedelta(days=2), "12-26 12:00"),
        (NOON - dt.timedelta(days=400), "2025-11-23 12:00"),
        (None, ""),
    ],
)
def test_moments_in_words(moment, words):
    with time_machine.travel(NOON, tick=False):
        assert days.moment(moment) == words


def test_days_in_words():
    with time_machine.travel(NOON, tick=False):
        assert days.short_day(dt.date(2026, 1, 2)) == "01-02"
        assert days.short_day(dt.date(2025, 1, 2)) == "2025-01-02"
    assert days.long_date(dt.date(2026, 1, 2)) == "2026年1月2日"
    assert days.weekday(dt.date(2026, 1, 2)) == "星期五"
    assert days.stamp(NOON.astimezone(dt.UTC)) == "2026-12-28 12:00"
    assert [days.short_day(None), days.long_date(None), days.weekday(None), days.stamp(None)] == [""] * 4
