"""The process that reads: it answers, refuses, or is ended; nothing of it stays behind."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from common.uploads import process
from common.uploads.errors import Refused
from common.uploads.limits import Limits
from importer import reading, wire
from importer.grid import Cell, Document, Note, Paragraph, Place, Table
from tests.importer.readers.building import only_table, paragraph, printed, row, table, word

PLAN = word(
    paragraph("某某局2024年工作要点分工方案")
    + table(
        row("工作任务", "具体要求", "责任单位", "完成时间"),
        row("一、夯实基础", "1.更新主动公开目录。", "办公室牵头，各科室配合", "长期"),
        row("二、强化监督", "2.对上年度任务开展检查。", "法规科", "12月30日"),
    )
)
PASTED = (
    "工作任务\t责任单位\t完成时间\n1.更新主动公开目录。\t办公室\t11月底前\n2.开展业务培训。\t人事科\t长期\n"
)
ROOT = Path(reading.__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Folders of the child are made here; none may be left, and no process of its group."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("reading-")]


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        reading.recognise_in_child(data, "方案.docx", limits=limits)
    return caught.value.code


def test_document_comes_back_whole() -> None:
    document, _ = reading.recognise_in_child(PLAN, "方案.docx")
    assert printed(only_table(document))[1] == [
        "一、夯实基础",
        "1.更新主动公开目录。",
        "办公室牵头，各科室配合",
        "长期",
    ]


def test_plan_comes_back_with_the_document() -> None:
    document, plan = reading.recognise_in_child(PLAN, "方案.docx", issued_on=dt.date(2024, 7, 1))
    assert only_table(document).row_count == 3
    assert [task.number for task in plan.tasks] == ["1", "2"]
    assert plan.tasks[1].deadline.date == dt.date(2024, 12, 30)


def test_plan_alone_is_the_same() -> None:
    """What ``parse_plan`` asks for: no document to carry over."""
    day = dt.date(2024, 7, 1)
    alone = reading.plan_in_child(PLAN, "方案.docx", issued_on=day)
    assert alone == reading.recognise_in_child(PLAN, "方案.docx", issued_on=day)[1]


def test_pasted_text() -> None:
    document, plan = reading.recognise_text_in_child(PASTED)
    assert only_table(document).row_count == 3
    assert len(plan.tasks) == 2


def test_refusals_come_from_the_look_before_and_from_the_child() -> None:
    assert refusal(b"") == "empty"
    assert refusal(word("")) == "no_text"
    for text, code in (("", "empty"), ("今天天气很好。\n我们去散步。", "no_plan")):
        with pytest.raises(Refused) as caught:
            reading.recognise_text_in_child(text)
        assert caught.value.code == code
        assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize(
    "trouble",
    [
        "raise RuntimeError('行')",
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "bytearray(2_000_000_000)",
        "import time; time.sleep(60)",
        "import os, time; os.fork(); time.sleep(60)",
        "while True: pass",
    ],
)
def test_every_end_of_the_child_is_a_sentence(
    trouble: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that misbehaves as a hostile file might make it."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importer.readers.registry as registry\n"
        f"def read(*args, **kwargs):\n    {trouble}\n    return 0\nregistry.read = read\n"
    )
    environment = {**process.environment(str(tmp_path)), "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    monkeypatch.setattr(process, "environment", lambda folder: environment)
    limits = Limits(seconds=3, cpu_seconds=1, memory=600_000_000, written=1_000_000)
    assert refusal(PLAN, limits) == "too_complex"


def child_says(code: str) -> str:
    """What a process in the child's environment prints."""
    environment = process.environment("/nowhere")
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_child_holds_no_secret_and_no_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    said = child_says(
        "import os, sys, importer.child, importer.readers.registry, importer.interpret.plan\n"
        "assert not {'django', 'celery'} & set(sys.modules)\n"
        "print(sorted(os.environ))"
    )
    assert "PYTHONPATH" in said
    assert "SECRET_KEY" not in said


def test_child_has_no_network() -> None:
    said = child_says(
        "import socket\n"
        "from common.uploads.confined import confine\n"
        "from common.uploads.limits import Limits\n"
        "confine(Limits())\n"
        "try:\n    socket.create_connection(('192.0.2.1', 9), 0.2)\n"
        "except OSError as error:\n    print(error.errno, *(name for _, name in socket.if_nameindex()))"
    )
    names = set(said.split()[1:])
    if names - {"lo"}:
        pytest.skip("this system does not let a process leave its network")
    assert said.split()[0] == str(errno.ENETUNREACH)


def test_document_as_json_and_back() -> None:
    cells = (Cell("甲", 0, 0, 2, 1), Cell("乙", 0, 1))
    document = Document(
        (
            Paragraph("题", Place(line=1)),
            Table(cells, (Place(table=1, row=1), Place(table=1, row=2))),
            Table((Cell("丙", 0, 0),), (Place(sheet="表", row=9),)),
        ),
        "docx",
        (Note("hidden_rows", "有隐藏行。"),),
    )
    assert wire.from_json(json.loads(json.dumps(wire.as_json(document)))) == document


def test_bad_files_end_as_expected(corpus: Path) -> None:
    for entry in json.loads((corpus / "bad" / "expect.json").read_text()):
        data = (corpus / "bad" / entry["file"]).read_bytes()
        try:
            _, plan = reading.recognise_in_child(data, entry["file"])
        except Refused:
            ending = "refuse"
        else:
            ending = "survive"
            assert not entry["tasks"] or len(plan.tasks) == entry["tasks"], entry["file"]
            assert not entry["must_not_contain"] or entry["must_not_contain"] not in json.dumps(
                plan.as_json()
            )
        assert entry["expect"] in (ending, "either"), entry["file"]
