"""Uploaded files in an object store that speaks S3 (MinIO, Ceph, 华为 OBS, 阿里 OSS …) instead of a folder.

For several hosts that serve one address; needs requirements-s3.txt.  A store takes an object whole or not at
all, so nothing unfinished is ever seen.  Its failures become ``OSError``: what callers know of a disk.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

Method = TypeVar("Method", bound=Callable[..., Any])
# A person waits for the answer.
CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 30, 2


def as_os_error(method: Method) -> Method:
    @wraps(method)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"object storage: {error}") from error

    return cast(Method, guarded)


def client_config(addressing: str) -> Config:
    """``path`` for MinIO and Ceph (host/bucket/name), ``virtual`` for public clouds (bucket.host/name)."""
    return Config(
        s3={"addressing_style": addressing},
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"max_attempts": TRIES, "mode": "standard"},
        # Stores other than Amazon's know no such sums in a trailer; ours is the name of the object.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


class ObjectStorage(S3Storage):
    """Equal names are equal contents here, so writing one again is no harm (``file_overwrite``)."""

    def __init__(self, *, addressing: str, **options: Any) -> None:
        super().__init__(client_config=client_config(addressing), default_acl=None, **options)

    _open = as_os_error(S3Storage._open)
    _save = as_os_error(S3Storage._save)
    delete = as_os_error(S3Storage.delete)
    exists = as_os_error(S3Storage.exists)
    listdir = as_os_error(S3Storage.listdir)
    size = as_os_error(S3Storage.size)
    get_modified_time = as_os_error(S3Storage.get_modified_time)
