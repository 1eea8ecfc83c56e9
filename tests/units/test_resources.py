"""Units and people as spreadsheets: paths stay right, passwords stay in."""

from __future__ import annotations

import tablib

from units.models import Unit, User
from units.resources import UnitResource, UserResource


def test_a_row_without_number_is_a_new_unit_in_its_place(city):
    rows = tablib.Dataset(headers=["id", "name", "kind", "parent", "position", "retired_on"])
    rows.append(["", "科技科", "section", city.bureau.pk, 5, ""])
    result = UnitResource().import_data(rows, raise_errors=True)
    made = Unit.objects.get(name="科技科")
    assert result.totals["new"] == 1
    assert (made.path, made.organisation) == (f"{city.bureau.path}{made.pk}/", city.bureau)


def test_a_known_unit_is_renamed_and_stays_in_its_place(city):
    rows = UnitResource().export(Unit.objects.filter(pk=city.green.pk))
    edited = tablib.Dataset(headers=rows.headers)
    edited.append([{"绿化科": "绿化处"}.get(cell, cell) for cell in rows[0]])
    UnitResource().import_data(edited, raise_errors=True)
    after = Unit.objects.get(pk=city.green.pk)
    assert (after.name, after.path) == ("绿化处", city.green.path)


def test_people_travel_without_passwords(city):
    rows = UserResource().export()
    assert "password" not in rows.headers
    rows.append(["linmu", "林木", "", "", 1])
    UserResource().import_data(rows, raise_errors=True)
    assert not User.objects.get(username="linmu").has_usable_password()
    assert User.objects.get(pk=city.head.pk).has_usable_password()


def test_the_technical_site_opens_for_technicians(city, as_):
    technician = User.objects.create_superuser("root", "walk-2026-river", name="工程师")
    client = as_(technician)
    for name in ("unit", "user", "unitgroup", "unitalias", "auditevent"):
        assert client.get(f"/admin/units/{name}/").status_code == 200
    assert client.get(f"/admin/units/unit/{city.green.pk}/change/").status_code == 200
    assert client.get(f"/admin/units/user/{city.head.pk}/change/").status_code == 200
    assert client.get("/admin/units/user/add/").status_code == 200
    assert client.get("/admin/units/unit/import/").status_code == 200
    assert client.get("/admin/units/unit/add/").status_code == 403
