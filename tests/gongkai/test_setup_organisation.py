"""From an empty database to the first log-in of a real office."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from units.models import Unit, User

NEW = "Qing-shan-2026"
PEOPLE = ("--admin", "guanli", "甲某", "--office", "gongkai", "乙某")


@pytest.mark.django_db
def test_the_first_two_people_can_log_in_and_work() -> None:
    output = StringIO()
    call_command("setup_organisation", "某市某局", *PEOPLE, stdout=output)
    passwords = dict(re.findall(r"账号 (\S+)  密码 (\S+)", output.getvalue()))
    assert set(passwords) == {"guanli", "gongkai"}
    assert len(set(passwords.values())) == 2
    for account, page in (("guanli", "/people/"), ("gongkai", "/import/")):
        client = Client()
        assert client.login(username=account, password=passwords[account])
        # A password that somebody else made opens nothing but its own change.
        assert client.get(page)["Location"] == "/accounts/password/"
        words = {"old_password": passwords[account], "new_password1": NEW, "new_password2": NEW}
        assert client.post("/accounts/password/", words).status_code == 302
        assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_an_organisation_is_set_up_once() -> None:
    call_command("setup_organisation", "某市某局", *PEOPLE, stdout=StringIO())
    with pytest.raises(CommandError, match="已经建立"):
        call_command("setup_organisation", "某市某局", *PEOPLE, stdout=StringIO())


@pytest.mark.django_db
def test_a_taken_account_leaves_nothing_behind() -> None:
    User.objects.create_user("gongkai", "x", name="丙某")
    with pytest.raises(CommandError, match="已有人使用"):
        call_command("setup_organisation", "某市某局", *PEOPLE, stdout=StringIO())
    assert not Unit.objects.exists()
    assert User.objects.count() == 1
