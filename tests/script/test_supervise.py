"""script/supervise.py: whatever ends it, nothing that it started is left."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import psutil
import pytest

from tests.browser.product import Product, running_product

# The journeys' processes are on the same worker: two sets at once would make both slow.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def hang_up_heard() -> Iterator[None]:
    """A run under nohup hands its children an ignored HUP, which the supervisor rightly keeps."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(scope="module")
def made_once(hang_up_heard: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("supervised")) as product:
        yield product


@pytest.fixture
def supervised(made_once: Product) -> Product:
    """A running product, whatever the test before did to it."""
    if made_once.process is None:
        made_once.start()
    return made_once


def family(product: Product) -> list[psutil.Process]:
    """The web server, the worker and beat, and their children."""
    assert product.process
    return psutil.Process(product.process.pid).children(recursive=True)


def is_left(process: psutil.Process) -> bool:
    """Whether it still runs; one that has ended and that nobody has asked after (a zombie) does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_signal_ends_every_process(supervised: Product) -> None:
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        if supervised.process is None:
            supervised.start()
        members = family(supervised)
        assert len(members) >= 2
        supervised.process.send_signal(number)
        assert supervised.process.wait(30) == 0
        assert not [each for each in members if is_left(each)]
        supervised.process = None


def test_a_part_that_dies_takes_the_others_along(supervised: Product) -> None:
    members = family(supervised)
    (worker,) = (each for each in supervised_parts(supervised) if "worker" in each.cmdline())
    worker.kill()
    assert supervised.process
    assert supervised.process.wait(30) == 1
    supervised.process = None
    psutil.wait_procs(members, timeout=5)  # a busy machine takes a moment to end what was killed
    assert not [each for each in members if is_left(each)]
    assert "后台任务意外结束" in supervised.log.read_text()


def supervised_parts(product: Product) -> list[psutil.Process]:
    """The processes that the supervisor itself started."""
    assert product.process
    return psutil.Process(product.process.pid).children()


def test_two_sets_never_share_one_folder(supervised: Product) -> None:
    """Two workers on one folder broker would do each job twice."""
    with pytest.raises(AssertionError, match="已经有一个服务在运行"):
        supervised.python("script/supervise.py")
