"""A question may close by itself: its code, also for those that an import has left open already."""

from django.db import migrations, models

SET = "update inventory_followup set code = %s where about_kind = 'processing' and question = %s"
WORDS = {
    "basis": "Qu’est-ce qui autorise ce traitement\u00a0?",
    "agents": "Quels agents participent à ce traitement\u00a0?",
    "sheet": "La fiche de ce traitement n’était pas dans le fichier.",
}


class Migration(migrations.Migration):
    dependencies = [("inventory", "0005_right_said_beside_others")]

    operations = [
        migrations.AddField("followup", "code", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.RunSQL([(SET, [code, words]) for code, words in WORDS.items()], migrations.RunSQL.noop),
    ]
