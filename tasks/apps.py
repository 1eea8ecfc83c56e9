from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = "计划与任务"

    def ready(self) -> None:
        from tasks import guards

        post_migrate.connect(guards.lay, sender=self, dispatch_uid="history-guard")
