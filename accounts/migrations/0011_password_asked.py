"""The table of passwords said to be forgotten."""

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ('accounts', '0010_sessions_by_hash'),
    ]

    operations = [
        migrations.CreateModel(
            name='PasswordAsked',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('email_hash', models.CharField(max_length=64)),
                ('origin_hash', models.CharField(db_index=True, max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
