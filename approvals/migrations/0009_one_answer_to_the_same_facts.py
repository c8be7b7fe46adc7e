"""Whoever said yes before the facts changed may answer again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One constraint."""

    dependencies = [("approvals", "0008_what_a_limit_replaces")]
    operations = [
        migrations.RemoveConstraint(model_name="decision", name="one_decision_a_person"),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("request", "membership", "facts_number"), name="one_decision_a_person"),
        ),
    ]
