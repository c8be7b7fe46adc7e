"""Actions that were told long after they were done."""

from datetime import datetime

from accounts.models import Company
from journal.enums import Source
from lib.prepared import rows

# Nine weeks back: what is older is listed in the review of the week (reviews.queries.older).
WEEKS = """select distinct ceil(extract(epoch from (%(before)s - occurred_at)) / 604800)::int from journal_action
 where company_id = %(company)s and seq > %(upto)s and occurred_at < %(before)s and occurred_at >= %(before)s - interval '9 weeks'
   and not is_test and source <> %(file)s order by 1"""


def weeks_told_late(company: Company, upto: int, before: datetime) -> list[int]:
    """How many weeks before `before` lie those that were told since the row `upto`; a file that somebody dropped is history."""
    return [number for (number,) in rows(WEEKS, {"company": company.pk, "upto": upto, "before": before, "file": Source.FILE.value})]
