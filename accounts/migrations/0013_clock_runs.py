"""When each entry of the clock last ran."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_forgetting'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockRun',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('error', models.CharField(blank=True, default='', max_length=120)),
                ('failed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'passage de l’horloge',
                'ordering': ['name'],
            },
        ),
    ]
