"""Which standing duty a task is."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.duties import Duty, likely, same_duty
from tasks.presets import presets

REPORT = Duty(1, "编制政府信息公开工作年度报告，报送主管部门并向社会公布", dt.date(2026, 1, 31))
LAW = Duty(2, "报送法治政府建设年度报告", dt.date(2026, 3, 1))
DATA = Duty(3, "更新开放数据集，每年至少1次", dt.date(2026, 12, 30))
GROUP = Duty(4, "召开政务公开工作领导小组会议", dt.date(2026, 12, 31), ("领导小组 会议",))
DUTIES = [REPORT, LAW, DATA, GROUP]


@pytest.mark.parametrize(
    ("text", "day", "duty"),
    [
        ("编制并公布上年度政府信息公开年报。", dt.date(2027, 1, 31), REPORT),
        ("3月1日前发布本单位2025年度法治政府建设年度报告。", dt.date(2027, 3, 1), LAW),
        ("每年至少更新一次开放数据集资料。", dt.date(2026, 12, 30), DATA),
        ("主要负责人每年主持召开领导小组专题会议，研究公开工作。", None, GROUP),
        ("新增开放数据集五十个。", None, None),
        ("修剪行道树。", dt.date(2027, 1, 31), None),
    ],
)
def test_by_words_and_day(text: str, day: dt.date | None, duty: Duty | None) -> None:
    found = same_duty(text, day, DUTIES)
    assert (found.duty if found else None) == duty


def test_it_says_why() -> None:
    (match,) = likely("召开领导小组会议，听取汇报。", dt.date(2026, 12, 31), [GROUP])
    assert match.reason.endswith("都写到“领导小组”“会议”，期限同为12月31日")


def test_a_preset_is_found_by_its_own_text() -> None:
    duties = [Duty(n, preset.item, None, preset.words) for n, preset in enumerate(presets().values())]
    missed = {
        duty.text
        for duty in duties
        if (found := same_duty(duty.text, None, duties)) is None or found.duty != duty
    }
    assert missed == set()
