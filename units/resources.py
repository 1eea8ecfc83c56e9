"""Units and people in and out as spreadsheets, for technical administration (django-import-export)."""

from __future__ import annotations

from typing import Any

from import_export import fields, resources, widgets

from units.models import Unit, User
from units.services import place_unit


class UnitResource(resources.ModelResource):
    """``id`` empty: a new unit below ``parent`` (its number); else name and position of the known one."""

    parent = fields.Field("parent", "parent", widgets.ForeignKeyWidget(Unit))

    class Meta:
        model = Unit
        fields = ("id", "name", "kind", "parent", "position", "retired_on")
        clean_model_instances = True
        skip_unchanged = True

    def do_instance_save(self, instance: Unit, is_create: bool) -> None:
        # Paths are kept by the services; a known unit stays where it stands in the tree.
        if is_create:
            place_unit(unit=instance)
        else:
            instance.save(update_fields=["name", "position", "retired_on"])


class UserResource(resources.ModelResource):
    """People by account; no passwords, neither out nor in: a new account waits for its first one."""

    class Meta:
        model = User
        fields = ("username", "name", "email", "phone", "is_active")
        import_id_fields = ("username",)
        skip_unchanged = True

    def before_save_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        if not instance.pk:
            instance.set_unusable_password()
