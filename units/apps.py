from django.apps import AppConfig
from django.db.models.signals import post_migrate


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        from units import guards, signals  # noqa: F401

        post_migrate.connect(guards.lay, sender=self, dispatch_uid="audit-guard")
