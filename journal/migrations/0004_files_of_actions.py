"""Files that tell what an agent did, waiting for a person's word."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Model."""

    dependencies = [
        ('accounts', '0012_forgetting'),
        ('inventory', '0008_proposed_by_a_template'),
        ('journal', '0003_forget_actions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deposit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('size_bytes', models.PositiveIntegerField()),
                ('found', models.JSONField()),
                ('kept', models.PositiveIntegerField(null=True)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by_name', models.CharField(max_length=160)),
                ('applied_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.agent')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'verbose_name': 'fichier d’actions',
            },
        ),
    ]
