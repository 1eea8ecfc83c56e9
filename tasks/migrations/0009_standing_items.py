"""Every task of a standing plan is a standing item; the number of a preset's task is the preset's code."""

import re

from django.db import migrations

CODE = re.compile(r"[A-Z]{2,}(-[A-Z]+)*")


def make_items(apps, schema_editor):
    # A restore migrates a scratch database beside the one in use.
    alias = schema_editor.connection.alias
    task = apps.get_model("tasks", "Task").objects.using(alias)
    item = apps.get_model("tasks", "StandingItem").objects.using(alias)
    known = set()
    for row in task.filter(plan__kind="standing").select_related("plan").order_by("pk"):
        code = row.number if CODE.fullmatch(row.number) else ""
        if (row.plan.organisation_id, code) in known:
            code = ""
        if code:
            known.add((row.plan.organisation_id, code))
        item.create(task=row, organisation_id=row.plan.organisation_id, code=code)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_standing")]

    operations = [migrations.RunPython(make_items, migrations.RunPython.noop)]
