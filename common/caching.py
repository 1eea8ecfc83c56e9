"""The shared cache: a Redis that is away stops nothing; no objects are made from what it holds."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class JsonSerializer:
    """In the place of pickle: who can write into Redis must not run code here."""

    def dumps(self, value: Any) -> bytes | int:
        # Plain numbers stay such, so that Redis can count them up.
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class CalmRedisCache(RedisCache):
    """Without Redis nothing is found and nothing kept: limits do not count meanwhile, locks still do."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError:
            return _away(default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(*args, **kwargs)
        except RedisError:
            _away(None)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().add(*args, **kwargs)
        except RedisError:
            return _away(True)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        try:
            return super().incr(key, delta, version)
        except RedisError:
            return _away(0)

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except RedisError:
            return _away(False)


def _away(answer: Any) -> Any:
    logger.warning("cache away: going on without it")
    return answer
