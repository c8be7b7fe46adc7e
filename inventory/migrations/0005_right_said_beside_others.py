"""A right remembers when a person said that it stands beside others on the same resource."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("inventory", "0004_partners_as_rows")]

    operations: ClassVar = [migrations.AddField("permission", "paired_at", models.DateTimeField(null=True))]
