"""A company opened before limits existed gets the three that a new one starts with."""

from django.db import migrations

SQL = """
insert into approvals_limit(id, company_id, type, kind, measure, value, currency, answer, asks_call_back, words, template, set_at)
select gen_random_uuid(), c.id, l.type, '', l.measure, l.value, 'EUR', 'ask', l.measure = 'new_payee', '', '', now()
  from accounts_company c,
       (values ('payment', 'amount', 100000), ('quote', 'amount', 1000000), ('payment', 'new_payee', null)) as l(type, measure, value)
 where not exists (select from approvals_limit o where o.company_id = c.id)
"""


class Migration(migrations.Migration):
    """Rows."""

    dependencies = [("approvals", "0004_limits_and_requests")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
