"""A part of its own: what clients may read of an agent in one processing."""

from typing import ClassVar

from django.db import migrations, models

OF_ONE_PART = (
    models.Q(part="all", processing=None, agent=None)
    | models.Q(part="processing", processing__isnull=False, agent=None)
    | models.Q(part__in=("agent", "mission"), processing=None, agent__isnull=False)
    | models.Q(part="client", processing__isnull=False, agent__isnull=False)
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("register", "0007_impact_assessment")]

    operations: ClassVar = [
        migrations.RemoveConstraint("export", "export_of_one_part"),
        migrations.AddConstraint("export", models.CheckConstraint(condition=OF_ONE_PART, name="export_of_one_part")),
    ]
