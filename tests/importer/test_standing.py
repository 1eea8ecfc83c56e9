"""Which standing duty a task is."""

from __future__ import annotations

import datetime as dt

import pytest

from importer.draft import DeadlineDraft
from importer.standing import Duty, same_duty
from tests.importer import made

REPORT = Duty("编制政府信息公开工作年度报告，报送主管部门并向社会公布", dt.date(2026, 1, 31))
LAW = Duty("报送法治政府建设年度报告", dt.date(2026, 3, 1))
DATA = Duty("更新开放数据集，每年至少1次", dt.date(2026, 12, 30))
DUTIES = [REPORT, LAW, DATA]


@pytest.mark.parametrize(
    ("text", "day", "duty"),
    [
        ("编制并公布上年度政府信息公开年报。", dt.date(2027, 1, 31), REPORT),
        ("3月1日前发布本单位2025年度法治政府建设年度报告。", dt.date(2027, 3, 1), LAW),
        ("每年至少更新一次开放数据集资料。", dt.date(2026, 12, 30), DATA),
        ("新增开放数据集五十个。", None, None),
        ("修剪行道树。", dt.date(2027, 1, 31), None),
    ],
)
def test_by_words_and_day(text: str, day: dt.date | None, duty: Duty | None) -> None:
    deadline = DeadlineDraft(text="某日", kind="date" if day else "none", date=day)
    assert same_duty(made.task(text, deadline=deadline), DUTIES) == duty
