"""The compose file read as an IT department reads it: nothing privileged, everything limited and watched."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = {"certificate", "migrate"}
OURS = {"web", "worker", "beat", "migrate", "certificate"}
every = pytest.mark.parametrize("name", sorted(SERVICES))
lasting = pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))


def test_the_services_are_these() -> None:
    assert set(SERVICES) == {"proxy", "db", "redis"} | OURS


@every
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices"} & set(service)
    assert not [each for each in service.get("volumes", []) if "docker.sock" in each]


@every
def test_a_service_has_limits(name: str) -> None:
    assert {"mem_limit", "cpus", "pids_limit"} <= set(SERVICES[name])
    assert SERVICES[name]["logging"]["options"]["max-size"]


@every
def test_a_service_is_no_root(name: str) -> None:
    """Ours say so in the image; the others here."""
    user = re.search(r"^USER (\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert SERVICES[name].get("user") or (name in OURS and user and user.group(1) != "root")


@lasting
def test_a_service_comes_back_and_is_watched(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(ONCE))
def test_what_runs_once_does_not_come_back(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    assert [name for name, service in SERVICES.items() if "front" in service["networks"]] == ["proxy", "web"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["data"]


def test_what_can_be_scaled_has_no_name_or_port_of_its_own() -> None:
    for name in ("web", "worker"):
        assert not {"container_name", "ports", "hostname"} & set(SERVICES[name])


def test_no_secret_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key or "TOKEN" in key:
                assert str(value).startswith("${")


def test_a_service_waits_longer_than_its_processes_take_to_end() -> None:
    conf = (ROOT / "deploy/gunicorn.conf.py").read_text()
    graceful = re.search(r"^graceful_timeout = (\d+)", conf, re.MULTILINE)
    assert graceful
    assert int(SERVICES["web"]["stop_grace_period"].rstrip("s")) > int(graceful.group(1))


def test_every_variable_has_a_default_or_says_what_to_do() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for variable in re.findall(r"(?<!\$)\$\{([^}]+)\}", text):
        assert re.match(r"[A-Z0-9_]+:[-?]", variable), variable
