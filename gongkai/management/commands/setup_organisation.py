"""From an empty database to real work: the organisation, its administrator, its first clerk.

The first passwords are random, printed once and kept nowhere.  The rest is done in the pages 单位 and 人员.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from units.accounts import add_person, give_role
from units.models import Membership, Unit, User
from units.services import create_unit


class Command(BaseCommand):
    help = "建立机关、系统管理员和第一位公开办人员，随机密码只显示一次"

    def add_arguments(self, parser: CommandParser) -> None:
        person = ("账号", "姓名")
        parser.add_argument("name", metavar="机关名称")
        parser.add_argument("--admin", nargs=2, required=True, metavar=person, help="系统管理员")
        parser.add_argument("--office", nargs=2, required=True, metavar=person, help="公开办人员")
        parser.add_argument("--section", default="办公室", help="公开办所在的内设机构（默认：办公室）")

    def handle(
        self, *args: Any, name: str, admin: list[str], office: list[str], section: str, **options: Any
    ) -> None:
        if Unit.objects.filter(name=name, kind=Unit.Kind.ORGANISATION).exists():
            raise CommandError(f"“{name}”已经建立，请登录后在“单位”“人员”页面维护。")
        with transaction.atomic():
            organisation = create_unit(name=name, kind=Unit.Kind.ORGANISATION)
            unit = create_unit(name=section, kind=Unit.Kind.SECTION, parent=organisation)
            lines = [
                self._add(admin, Membership.Role.ADMIN, organisation),
                self._add(office, Membership.Role.OFFICE, unit),
            ]
        self.stdout.write(f"“{name}”已建立。密码只显示这一次，请首次登录后修改：")
        self.stdout.write("\n".join(lines))
        self.stdout.write("公开办人员登录后，工作台会请其核对并启用常设事项（年报、法治报告、季度自查等）。")

    def _add(self, person: list[str], role: Membership.Role, unit: Unit) -> str:
        username, name = person
        try:
            User(username=username, name=name).full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        user, password = add_person(username=username, name=name)
        give_role(user=user, unit=unit, role=role)
        return f"{role.label}  {name}  账号 {username}  密码 {password}"
