"""The answers to a demand are found by the demand: while the table is young, PostgreSQL took the index of the company, and read all of its
answers for the two of one demand. What an agent asked last, and what ended last, are read from an index each, not from all there is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One index less, one that says the company too, and two more."""

    dependencies = [("accounts", "0013_clock_runs"), ("approvals", "0011_each_index_its_question")]
    operations = [
        migrations.RemoveConstraint("decision", "one_decision_a_person"),
        migrations.AddConstraint(
            "decision",
            models.UniqueConstraint(fields=("request", "company", "membership", "facts_number"), name="one_decision_a_person"),
        ),
        migrations.AlterField(
            "decision",
            "company",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.company",
            ),
        ),
        migrations.AddIndex("approvalrequest", models.Index(fields=["agent", "asked_at"], name="requests_of_an_agent")),
        migrations.AddIndex(
            "approvalrequest",
            models.Index(
                condition=models.Q(models.Q(("reason", "below_limit"), _negated=True), ("decided_at__isnull", False)),
                fields=["company", "decided_at"],
                name="requests_ended",
            ),
        ),
    ]
