"""Fetch and authorise: who may not import is told why, who may sees only their own organisations' batches."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from common.decisions import require
from importer.models import ImportBatch, ImportBatchQuerySet
from importer.permissions import may_import
from units.models import User
from units.requests import signed_in


def importing_person(request: HttpRequest) -> User:
    """The signed-in person; Forbidden where they run no organisation's plans."""
    user = signed_in(request)
    require(may_import(user))
    return user


def batch_of(request: HttpRequest, pk: int) -> ImportBatch:
    """The batch without its bytes; 404 where it is not one of the person's organisations."""
    return _batch(request, ImportBatch.objects.defer("content"), pk)


def light_batch_of(request: HttpRequest, pk: int) -> ImportBatch:
    """The same without the document either: asked for several times a second while it is read."""
    return _batch(request, ImportBatch.objects.light(), pk)


def _batch(request: HttpRequest, batches: ImportBatchQuerySet, pk: int) -> ImportBatch:
    visible = batches.visible_to(importing_person(request))
    return get_object_or_404(
        visible.select_related("organisation", "uploaded_by", "touched_by", "plan"), pk=pk
    )
