"""Keeps files by their content: written whole first, then the row; two senders of one content share it."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import logging
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from common.decisions import Refusal
from tasks import filekinds
from tasks.models import StoredFile

logger = logging.getLogger(__name__)
NO_ROOM = "服务器存储空间不足，文件没有保存，已填写的文字不受影响。请联系系统管理员。"


def keep(*, upload: UploadedFile[Any], now: dt.datetime) -> tuple[StoredFile, str]:
    """Keep an uploaded file; its row and the name under which people see it.

    Raises Refusal where the file is too large, of a kind that is not taken, or does not fit on the disk.
    """
    name = filekinds.safe_name(upload.name or "")
    _require_size(upload, name)
    try:
        filekinds.kind_of(cast(BinaryIO, upload.file), name)
    except filekinds.Unfit as unfit:
        raise Refusal(unfit.reason) from unfit
    file = StoredFile(sha256=_digest(upload), size=upload.size or 0, stored_at=now)
    if not StoredFile.objects.filter(sha256=file.sha256).exists():
        _write(file, upload)
    return _row(file, upload), name


def _require_size(upload: UploadedFile[Any], name: str) -> None:
    if not upload.size:
        raise Refusal(f"“{name}”是空文件，没有收下。")
    if upload.size > settings.EVIDENCE_MAX_MB * 2**20:
        raise Refusal(f"“{name}”超过 {settings.EVIDENCE_MAX_MB} MB，请压缩后上传，或改填网址。")


def _digest(upload: UploadedFile[Any]) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    return found.hexdigest()


def _write(file: StoredFile, upload: UploadedFile[Any]) -> None:
    has_room_for = getattr(default_storage, "has_room_for", None)
    try:
        if default_storage.exists(file.path):
            return
        if has_room_for and not has_room_for(file.size):
            raise Refusal(NO_ROOM)
        upload.seek(0)
        default_storage.save(file.path, upload)
    except OSError as error:
        logger.exception("a file of evidence could not be stored")
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal(NO_ROOM) from error
        raise Refusal("文件存储暂时不可用，文件没有保存，请稍后再试。") from error


def _row(file: StoredFile, upload: UploadedFile[Any]) -> StoredFile:
    """The row held until the caller's transaction ends, so that the sweep waits for its first use; the
    sweep may have taken the content away a moment before."""
    with transaction.atomic():
        StoredFile.objects.bulk_create([file], ignore_conflicts=True)
        row = StoredFile.objects.select_for_update().get(sha256=file.sha256)
    _write(row, upload)
    return row
