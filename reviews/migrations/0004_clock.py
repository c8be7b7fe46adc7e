"""Since when a rhythm holds, Monday's message, and one query that tells the sweep what stands in every company."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

DROP = "drop function gf_review_clocks();"
BEFORE = r"""
drop function gf_review_clocks(uuid, timestamptz);
create function gf_review_clocks() returns table(company uuid, time_zone varchar, since timestamptz, week_day smallint, week_at time,
  rights_every varchar, last_week timestamptz, last_rights timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, c.time_zone, c.created_at, r.week_day, r.week_at, r.rights_every,
         (select max(w.ends_at) from reviews_review w where w.company_id = c.id and w.kind = 'week' and w.cause = 'clock'),
         (select max(w.ends_at) from reviews_review w where w.company_id = c.id and w.kind = 'rights' and w.cause = 'clock')
    from accounts_company c left join reviews_rhythm r on r.company_id = c.id order by c.id $$;
revoke execute on function gf_review_clocks from public;
grant execute on function gf_review_clocks to gf_app;
"""
# With `moment`: only companies for which something may have come due by then, or within the hour (a change of clock): reviews.rules.calendar
# decides. sight_from: since when an agent that is not retired is there. quiet_from: when the last one was, where none is.
SQL = r"""
create function gf_review_clocks(wanted uuid, moment timestamptz) returns table(company uuid, time_zone varchar, created_at timestamptz,
  week_day smallint, week_at time, rights_every varchar, week_since timestamptz, rights_since timestamptz, digest_off_at timestamptz,
  week_ended timestamptz, week_period date, rights_ended timestamptz, rights_period date, digest_on date,
  sight_from timestamptz, quiet_from timestamptz, week_taken date[], rights_taken date[])
  language sql stable security definer set search_path = public, pg_temp as $$
  with stands as (
    select c.id, c.time_zone, c.created_at, coalesce(r.week_day, 4::smallint) as week_day, coalesce(r.week_at, time '08:00') as week_at,
           coalesce(r.rights_every, 'month') as rights_every, r.week_since, r.rights_since, r.digest_off_at,
           (moment + interval '1 hour') at time zone c.time_zone as here
      from accounts_company c left join reviews_rhythm r on r.company_id = c.id where wanted is null or c.id = wanted),
  days as (
    select s.*, (here - week_at::interval)::date as day, (here - interval '8 hours')::date as digest_day,
           case rights_every when 'month' then 1 when 'quarter' then 3 when 'half' then 6 else 12 end as months from stands s),
  maybe as materialized (
    select d.*, week.ended as week_ended, week.period as week_period, rights.ended as rights_ended, rights.period as rights_period,
           digest.week_on as digest_on
      from days d
      left join lateral (select w.ends_at as ended, w.period from reviews_review w
         where w.company_id = d.id and w.kind = 'week' and w.cause = 'clock' order by w.ends_at desc limit 1) week on true
      left join lateral (select w.ends_at as ended, w.period from reviews_review w
         where w.company_id = d.id and w.kind = 'rights' and w.cause = 'clock' order by w.ends_at desc limit 1) rights on true
      left join lateral (select g.week_on from reviews_digest g where g.company_id = d.id order by g.week_on desc limit 1) digest on true
     where moment is null
        or week.period is null or week.period < d.day - (extract(isodow from d.day)::int + 6 - d.week_day) % 7
        or rights.period is null or rights.period < make_date(extract(year from d.day)::int,
             extract(month from d.day)::int - (extract(month from d.day)::int - 1) % d.months, 1)
        or (d.digest_off_at is null and (digest.week_on is null or digest.week_on < d.digest_day - extract(isodow from d.digest_day)::int + 1)))
  select m.id, m.time_zone, m.created_at, m.week_day, m.week_at, m.rights_every, m.week_since, m.rights_since, m.digest_off_at,
         m.week_ended, m.week_period, m.rights_ended, m.rights_period, m.digest_on, seen.sight_from, seen.quiet_from,
         array(select w.period from reviews_review w
            where w.company_id = m.id and w.kind = 'week' and w.agent_id is null and w.cause <> 'clock'),
         array(select w.period from reviews_review w
            where w.company_id = m.id and w.kind = 'rights' and w.agent_id is null and w.cause <> 'clock')
    from maybe m
    left join lateral (
       select min(a.declared_at) filter (where n.state is distinct from 'retired') as sight_from,
              case when bool_and(n.state = 'retired') then max(n.at) end as quiet_from
         from inventory_agent a
         left join lateral (select t.state, t.at from inventory_agentstate t
            where t.agent_id = a.id order by t.at desc, t.seq desc limit 1) n on true
        where a.company_id = m.id) seen on true $$;
revoke execute on function gf_review_clocks from public;
grant execute on function gf_review_clocks to gf_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_clock_runs'),
        ('reviews', '0003_answers_of_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='rhythm',
            name='digest_off_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rhythm',
            name='rights_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rhythm',
            name='week_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('week_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('people', models.PositiveSmallIntegerField(default=0)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
            ],
            options={
                'verbose_name': 'message du lundi',
                'constraints': [models.UniqueConstraint(fields=('company', 'week_on'), name='one_digest_a_week')],
            },
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('agent', None), models.Q(('cause', 'clock'), _negated=True)), fields=['company', 'kind', 'period'], name='review_asked_for'),
        ),
        migrations.RunSQL(DROP, BEFORE),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
