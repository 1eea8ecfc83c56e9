from django.apps import AppConfig

from common.signals import restored


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = "提醒"

    def ready(self) -> None:
        from reminders.holding import begin_after_restore

        restored.connect(begin_after_restore, dispatch_uid="reminders.hold")
