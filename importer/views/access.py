"""Fetch and authorise: who may not import is told why, who may sees only their own organisations' batches."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from common.decisions import require
from importer.models import ImportBatch
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
    visible = ImportBatch.objects.visible_to(importing_person(request)).defer("content")
    return get_object_or_404(visible.select_related("organisation", "uploaded_by", "plan"), pk=pk)
