"""What an agent asked never changes, and a demand that has ended stays so, whatever the code does."""

from django.db import migrations

SQL = """
create function gf_request_moves() returns trigger language plpgsql as $$ begin
  if new.state <> old.state and (old.state, new.state) not in (
     ('pending', 'approved'), ('pending', 'denied'), ('pending', 'expired'), ('pending', 'cancelled'),
     ('approved', 'consumed'), ('approved', 'expired')) then
    raise exception 'a demand does not go from % to %', old.state, new.state using errcode = 'check_violation'; end if;
  if (new.company_id, new.agent_id, new.key_id, new.sent_as, new.body_hash, new.action, new.digest, new.type, new.kind, new.tool,
      new.amount_cents, new.currency, new.payee, new.payee_mark, new.context, new.callback_url, new.asked_at, new.expires_at)
     is distinct from
     (old.company_id, old.agent_id, old.key_id, old.sent_as, old.body_hash, old.action, old.digest, old.type, old.kind, old.tool,
      old.amount_cents, old.currency, old.payee, old.payee_mark, old.context, old.callback_url, old.asked_at, old.expires_at) then
    raise exception 'what was asked stays as it was asked' using errcode = 'check_violation'; end if;
  return new; end $$;
create trigger as_asked before update on approvals_approvalrequest for each row execute function gf_request_moves();
"""
BACK = "drop trigger as_asked on approvals_approvalrequest; drop function gf_request_moves"


class Migration(migrations.Migration):
    """A trigger."""

    dependencies = [("approvals", "0006_proof_papers_and_callbacks")]
    operations = [migrations.RunSQL(SQL, BACK)]
