"""The models over those tables, and what the company says of its agents' tools."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Models."""

    dependencies = [
        ('accounts', '0009_people_and_rules'),
        ('inventory', '0008_proposed_by_a_template'),
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Action',
            fields=[
                ('pk', models.CompositePrimaryKey('company_id', 'agent_id', 'occurred_at', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                ('company_id', models.UUIDField()),
                ('agent_id', models.UUIDField()),
                ('occurred_at', models.DateTimeField()),
                ('key', models.UUIDField()),
                ('seq', models.BigIntegerField()),
                ('received_at', models.DateTimeField()),
                ('source', models.SmallIntegerField(choices=[(1, 'Appel de l’agent'), (2, 'Traces OpenTelemetry'), (3, 'Journaux OpenTelemetry'), (4, 'Fichier déposé')])),
                ('type', models.CharField(choices=[('payment', 'Paiement'), ('quote', 'Devis'), ('invoice', 'Facture'), ('credit', 'Avoir ou remboursement'), ('message.send', 'Message envoyé'), ('post.publish', 'Publication'), ('record.modify', 'Fiche modifiée'), ('file.modify', 'Fichier modifié'), ('file.delete', 'Fichier supprimé'), ('system.command', 'Commande système'), ('data.export', 'Export de données'), ('decision', 'Décision'), ('data.read', 'Lecture'), ('other', 'Autre')], max_length=20)),
                ('verb', models.CharField(blank=True, choices=[('read', 'Lire'), ('edit', 'Modifier'), ('delete', 'Supprimer'), ('send', 'Envoyer'), ('command', 'Commander le système')], max_length=12)),
                ('tool', models.CharField(blank=True, max_length=120)),
                ('target', models.CharField(blank=True, max_length=300)),
                ('payee', models.CharField(blank=True, max_length=160)),
                ('amount_cents', models.BigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('count', models.IntegerField(default=1)),
                ('outcome', models.CharField(choices=[('done', 'Fait'), ('failed', 'Échoué'), ('blocked', 'Empêché')], max_length=8)),
                ('is_test', models.BooleanField(default=False)),
                ('is_after_stop', models.BooleanField(default=False)),
                ('approval_id', models.UUIDField(null=True)),
                ('number', models.BigIntegerField(null=True)),
                ('payee_mark', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'journal_action',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='ToolWord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tool', models.CharField(max_length=120)),
                ('verb', models.CharField(choices=[('read', 'Lire'), ('edit', 'Modifier'), ('delete', 'Supprimer'), ('send', 'Envoyer'), ('command', 'Commander le système')], max_length=12)),
                ('type', models.CharField(choices=[('payment', 'Paiement'), ('quote', 'Devis'), ('invoice', 'Facture'), ('credit', 'Avoir ou remboursement'), ('message.send', 'Message envoyé'), ('post.publish', 'Publication'), ('record.modify', 'Fiche modifiée'), ('file.modify', 'Fichier modifié'), ('file.delete', 'Fichier supprimé'), ('system.command', 'Commande système'), ('data.export', 'Export de données'), ('decision', 'Décision'), ('data.read', 'Lecture'), ('other', 'Autre')], max_length=20)),
                ('said_at', models.DateTimeField()),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.agent')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'verbose_name': 'sens d’un outil',
                'constraints': [models.UniqueConstraint(fields=('company', 'agent', 'tool'), name='one_word_a_tool', nulls_distinct=False)],
            },
        ),
    ]
