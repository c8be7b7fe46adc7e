"""A session's row is called by a hash of its key; those that are open stay open."""

from django.db import migrations

HASH = "update accounts_session set session_key = left(encode(sha256(convert_to(session_key, 'UTF8')), 'hex'), 40)"


class Migration(migrations.Migration):
    """One statement. There is no way back: the keys are not there any more, so everybody signs in again."""

    dependencies = [('accounts', '0009_people_and_rules')]

    operations = [migrations.RunSQL(HASH, 'delete from accounts_session')]
