"""When an agent works, by its sheet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0008_proposed_by_a_template'),
    ]

    operations = [
        migrations.AddField(
            model_name='agent',
            name='works',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
    ]
