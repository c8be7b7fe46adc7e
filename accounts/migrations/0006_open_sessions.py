"""Sessions whose rows say whose they are. Those of before end: everybody signs in once more."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table, and the end of Django's own."""

    dependencies = [
        ('accounts', '0005_mail_server'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('number', models.UUIDField(null=True, unique=True)),
                ('device', models.CharField(blank=True, max_length=60)),
                ('began_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RunSQL("drop table if exists django_session", migrations.RunSQL.noop),
    ]
