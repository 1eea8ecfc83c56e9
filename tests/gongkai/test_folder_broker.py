"""Messages of the folder broker appear whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

TRANSPORT = "gongkai.folder_broker:Transport"


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    queue = tmp_path / "queue"
    queue.mkdir()
    folders = {"data_folder_in": queue, "data_folder_out": queue, "control_folder": tmp_path / "control"}
    return {**{name: str(folder) for name, folder in folders.items()}, "store_processed": False}


def test_a_message_is_seen_only_when_it_is_written(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Path(options["data_folder_in"])
    seen: list[tuple[int, Any]] = []
    rename = Path.replace

    def watched(path: Path, target: Path) -> Path:
        seen.append((len(list(queue.glob("*.msg"))), json.loads(path.read_text())["body"]))
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", watched)
    with Connection(transport=TRANSPORT, transport_options=options) as connection:
        box = connection.SimpleQueue("letters")
        for number in range(3):
            box.put({"number": number})
        assert [waiting for waiting, body in seen if body] == [0, 1, 2]
        assert sorted(box.get(timeout=2).payload["number"] for _ in range(3)) == [0, 1, 2]
        box.close()


def test_a_folder_that_is_gone_is_told(options: dict[str, Any]) -> None:
    with Connection(transport=TRANSPORT, transport_options=options) as connection:
        Path(options["data_folder_out"]).rmdir()
        with pytest.raises(ChannelError):
            connection.default_channel._put("letters", {"number": 1})
