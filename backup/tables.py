"""Which tables and files a backup holds: every model's, but for sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session as FormerSession
from django.db import models

from backup.rows import Kind
from units.models import Session

KINDS: dict[str, Kind] = {
    "BooleanField": Kind.BOOLEAN,
    "DateTimeField": Kind.MOMENT,
    "BinaryField": Kind.BYTES,
    "UUIDField": Kind.UUID,
}
# Whoever is signed in signs in again after a restore.
LEFT_OUT = frozenset({Session._meta.db_table, FormerSession._meta.db_table})


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns in the order in which its rows are written, and the key they are sorted by."""

    name: str
    columns: list[str]
    kinds: list[Kind]
    key: str


def tables() -> list[Table]:
    """All tables, by name."""
    models_ = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    found = {model._meta.db_table: _table(model) for model in models_}
    return [table for name, table in sorted(found.items()) if name not in LEFT_OUT]


def _table(model: type[models.Model]) -> Table:
    fields = model._meta.concrete_fields
    return Table(
        name=model._meta.db_table,
        columns=[column(field) for field in fields],
        kinds=[_kind(field) for field in fields],
        key=column(model._meta.pk),
    )


def _kind(field: models.Field[Any, Any]) -> Kind:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return KINDS.get(target.get_internal_type(), Kind.PLAIN)


def column(field: models.Field[Any, Any] | None) -> str:
    assert field is not None
    assert field.column is not None  # only fields that stand for several columns have none
    return field.column


def file_columns() -> list[tuple[str, str]]:
    """(table, column) of every column that names an uploaded file."""
    return [
        (model._meta.db_table, column(field))
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]
