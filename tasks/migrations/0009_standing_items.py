"""Every task of a standing plan is a standing item; the number of a preset's task is the preset's code."""

import re

from django.db import migrations

CODE = re.compile(r"[A-Z]{2,}(-[A-Z]+)*")


def make_items(apps, schema_editor):
    task, item = apps.get_model("tasks", "Task"), apps.get_model("tasks", "StandingItem")
    known = set()
    for row in task.objects.filter(plan__kind="standing").select_related("plan").order_by("pk"):
        code = row.number if CODE.fullmatch(row.number) else ""
        if (row.plan.organisation_id, code) in known:
            code = ""
        if code:
            known.add((row.plan.organisation_id, code))
        item.objects.create(task=row, organisation_id=row.plan.organisation_id, code=code)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_standing")]

    operations = [migrations.RunPython(make_items, migrations.RunPython.noop)]
