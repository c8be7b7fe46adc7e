"""A demand and an answer were tied twice to what they point at, and a demand stood in two indexes that others begin with: the composite
keys say it all, at once and for their company."""

import django.db.models.deletion
from django.db import migrations, models


def tied(to: str, related_name: str = "+", **more: bool) -> models.ForeignKey:
    """By the composite key alone."""
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, **more
    )


class Migration(migrations.Migration):
    """Five constraints and three indexes less."""

    dependencies = [
        ("accounts", "0013_clock_runs"),
        ("approvals", "0009_one_answer_to_the_same_facts"),
        ("inventory", "0009_hours_of_agents"),
    ]
    operations = [
        migrations.AlterField("approvalrequest", "agent", tied("inventory.agent", db_index=False)),
        migrations.AlterField("approvalrequest", "company", tied("accounts.company", db_index=False)),
        migrations.AlterField("decision", "company", tied("accounts.company")),
        migrations.AlterField("decision", "membership", tied("accounts.membership")),
        migrations.AlterField("decision", "request", tied("approvals.approvalrequest", "decisions", db_index=False)),
    ]
