"""Does the agent touch personal data at all; what allows a sensitive category (art. 9.2)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.AddField("agent", "has_personal_data", models.BooleanField(null=True)),
        migrations.AddField("processeddata", "exception", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
    ]
