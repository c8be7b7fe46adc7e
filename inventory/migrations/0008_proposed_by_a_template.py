"""What a template proposes on a sheet stays proposed until a person confirms it. Sheets opened from one before this day ask again,
but for a notice whose page a person has certainly saved: no template says whether people were told."""

from django.db import migrations, models

NOTICES = """update inventory_processing set is_notice_proposed = true
  where template <> '' and side = 'controller' and automation <> '' and is_informed is null"""
DATA = """update inventory_processeddata d set is_proposed = true from inventory_processing p
  where d.processing_id = p.id and p.template <> '' and p.side = 'controller' and d.origin <> ''"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0007_agents_by_file")]

    operations = [
        migrations.AddField("processing", "is_notice_proposed", models.BooleanField(default=False)),
        migrations.AddField("processeddata", "is_proposed", models.BooleanField(default=False)),
        migrations.RunSQL(NOTICES, migrations.RunSQL.noop),
        migrations.RunSQL(DATA, migrations.RunSQL.noop),
    ]
