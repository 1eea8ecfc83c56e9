"""The import contracts of docs/architecture.md, as pyproject.toml writes them, hold."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest

from tests.conftest import ROOT
from tests.house.sources import APPS

LINTER = "from importlinter.cli import lint_imports_command as run; run()"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def check(contract: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINTER, "--no-logo", "--contract", contract]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("contract", ["direction", "pure", "jobs", "importer"])
def test_contract_holds(contract: str) -> None:
    done = check(contract)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_app_is_under_contract() -> None:
    installed = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert installed == set(APPS) == set(SETTINGS["root_packages"])


def test_every_floor_of_the_importer_is_under_contract() -> None:
    """A new module of the importer is on a floor, or it could import anything."""
    (layers,) = (each["layers"] for each in SETTINGS["contracts"] if each["id"] == "importer")
    on_a_floor = {name.strip(" ()") for layer in layers for name in layer.replace(":", "|").split("|")}
    folder = ROOT / "importer"
    modules = {path.stem for path in folder.glob("*.py")} | {
        path.parent.name for path in folder.glob("*/*.py")
    }
    assert modules - {"__init__", "apps", "admin", "importer", "migrations", "management"} <= on_a_floor


def test_services_import_no_jobs_anywhere() -> None:
    """The contract names modules one by one; this finds one that was forgotten."""
    (sources,) = (each["source_modules"] for each in SETTINGS["contracts"] if each["id"] == "jobs")
    found = {
        f"{app}.{name}"
        for app in APPS
        for name in ("services", "models", "planner", "delivery")
        if (ROOT / app / name).is_dir() or (ROOT / app / f"{name}.py").is_file()
    }
    assert found <= set(sources)
