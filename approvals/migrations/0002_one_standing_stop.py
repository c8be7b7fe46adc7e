"""Stops of one target are numbered, so that only one stands."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='suspension',
            name='number',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.UniqueConstraint(fields=('company', 'agent', 'number'), name='one_standing_stop', nulls_distinct=False),
        ),
    ]
