"""What people and Garde-fou did, without wading through what a million actions of agents left."""

from django.db import migrations

SQL = "create index ledger_entry_lately on ledger_entry(company_id, seq) where kind <> 1"


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("ledger", "0005_keeping")]
    operations = [migrations.RunSQL(SQL, "drop index ledger_entry_lately")]
