"""When the transaction of an act began: it ties a line to the rows that act changed. For readers; not sealed, empty before this."""

from django.db import migrations

SQL = "alter table ledger_entry add column began_at timestamptz; alter table ledger_entry alter column began_at set default now();"


class Migration(migrations.Migration):
    """One column; the default reaches every month."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL, "alter table ledger_entry drop column began_at")]
