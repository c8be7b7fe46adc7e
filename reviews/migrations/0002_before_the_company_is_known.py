"""Which companies have a review to open or people to call: asked by the sweep, before a company is chosen."""

from django.db import migrations

SQL = r"""
create function gf_review_clocks() returns table(company uuid, time_zone varchar, since timestamptz, week_day smallint, week_at time,
  rights_every varchar, last_week timestamptz, last_rights timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, c.time_zone, c.created_at, r.week_day, r.week_at, r.rights_every,
         (select max(w.ends_at) from reviews_review w where w.company_id = c.id and w.kind = 'week' and w.cause = 'clock'),
         (select max(w.ends_at) from reviews_review w where w.company_id = c.id and w.kind = 'rights' and w.cause = 'clock')
    from accounts_company c left join reviews_rhythm r on r.company_id = c.id order by c.id $$;
create function gf_reviews_to_nudge(wanted timestamptz) returns table(company uuid, review uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  select company_id, id from reviews_review where next_nudge_at <= wanted order by next_nudge_at, id $$;
revoke execute on function gf_review_clocks, gf_reviews_to_nudge from public;
grant execute on function gf_review_clocks, gf_reviews_to_nudge to gf_app;
"""
UNDO = "drop function gf_review_clocks(); drop function gf_reviews_to_nudge(timestamptz);"


class Migration(migrations.Migration):
    """Definer functions."""

    dependencies = [("reviews", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
