"""A demand is found by what its question knows best. The pair that composite keys point at is made again, by accounts.securing, the id first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two indexes in another order, and the pair."""

    dependencies = [("approvals", "0010_tied_once")]
    operations = [
        migrations.RemoveIndex("approvalrequest", "requests_of_a_payee"),
        migrations.AddIndex("approvalrequest", models.Index(fields=["payee_mark", "company", "asked_at"], name="requests_of_a_payee")),
        migrations.RemoveConstraint("approvalrequest", "one_request_a_key"),
        migrations.AddConstraint(
            "approvalrequest", models.UniqueConstraint(fields=["sent_as", "agent", "company"], name="one_request_a_key")
        ),
        migrations.RunSQL(
            "alter table approvals_approvalrequest drop constraint if exists approvals_approvalrequest_in_company cascade",
            migrations.RunSQL.noop,
        ),
    ]
