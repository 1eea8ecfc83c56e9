"""First reminders stand on the standing items themselves, where people set them."""

from django.db import migrations


def move(apps, schema_editor):
    # A restore migrates a scratch database beside the one in use.
    alias = schema_editor.connection.alias
    items = apps.get_model("tasks", "StandingItem").objects.using(alias)
    for row in apps.get_model("reminders", "FirstReminder").objects.using(alias).all():
        items.filter(task=row.task_id).update(first_days=row.days)


class Migration(migrations.Migration):
    dependencies = [("reminders", "0005_pushes_and_canary"), ("tasks", "0009_standing_items")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
