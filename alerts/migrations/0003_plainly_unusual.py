"""What is plainly unusual raises an alert: when each company was last held against its usual, and which are to be again."""

from django.db import migrations, models


SQL = r"""
create function gf_companies_to_compare(pause_ended timestamptz, silent_since timestamptz) returns table(company uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  select w.company_id from alerts_watched w
   where (w.acted_seq > w.compared_seq and (w.compared_at is null or w.compared_at <= pause_ended))
      or (w.acted_seq >= 0 and w.compared_at <= silent_since)
   order by w.compared_at nulls first, w.company_id $$;
revoke execute on function gf_companies_to_compare from public;
grant execute on function gf_companies_to_compare to gf_app;
"""
UNDO = "drop function gf_companies_to_compare(timestamptz, timestamptz);"


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_actions_behind_alerts'),
    ]

    operations = [
        migrations.AddField(
            model_name='watched',
            name='acted_seq',
            field=models.BigIntegerField(default=-1),
        ),
        migrations.AddField(
            model_name='watched',
            name='compared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='watched',
            name='compared_seq',
            field=models.BigIntegerField(default=-1),
        ),
        migrations.AlterField(
            model_name='alert',
            name='code',
            field=models.CharField(choices=[('bypassed', 'Contrôle contourné'), ('grant-reused', 'Accord utilisé une deuxième fois'), ('grant-misused', 'Accord utilisé pour autre chose'), ('after-stop', 'A agi après l’arrêt'), ('out-of-scope', 'A fait ce qu’il n’a pas le droit de faire'), ('refusals', 'Redemande malgré les refus'), ('flood', 'Trop de demandes en attente'), ('unconfirmed', 'Accordé, pas confirmé'), ('new-address', 'Clé vue d’une nouvelle adresse'), ('odd-command', 'Commande qui peut faire du mal'), ('odd-sensitive', 'Fichier sensible'), ('odd-payee', 'Nouveau compte d’un bénéficiaire'), ('odd-split', 'Montant découpé'), ('odd-double', 'En double'), ('odd-recipient', 'Envois à une nouvelle adresse'), ('odd-burst', 'Beaucoup plus que d’habitude'), ('odd-loop', 'En boucle'), ('odd-tool', 'Nouvel outil'), ('odd-hours', 'Hors de ses heures'), ('odd-silence', 'Silence')], max_length=20),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
