"""A release to come: the kinds of change that it may bring to tables in use (a column, an index, a table)."""

from django.db import migrations


class Migration(migrations.Migration):
    # CREATE INDEX CONCURRENTLY goes without a transaction.
    atomic = False
    dependencies = [("tasks", "0001_initial")]
    operations = [
        migrations.RunSQL("ALTER TABLE tasks_task ADD COLUMN later varchar(20) NULL"),
        migrations.RunSQL("ALTER TABLE tasks_obligation ADD COLUMN later integer NOT NULL DEFAULT 0"),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY later_by_state ON tasks_obligation (later, state)"),
        migrations.RunSQL(
            "CREATE TABLE later_note (id bigserial PRIMARY KEY, task_id bigint REFERENCES tasks_task (id))"
        ),
    ]
