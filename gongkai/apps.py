from django.apps import AppConfig


class GongkaiConfig(AppConfig):
    name = "gongkai"

    def ready(self) -> None:
        # The Celery app must exist before a job is sent from the web process.
        from gongkai import celery  # noqa: F401
