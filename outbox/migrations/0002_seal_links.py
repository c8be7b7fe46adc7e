"""Messages that carry a link wait sealed; those that wait already are sealed now."""

from django.db import migrations

from lib.envelope import seal, unseal


def close(apps, _schema_editor) -> None:
    for message in _waiting(apps):
        message.text, message.html = seal(message.text, f'{message.pk}.text'), seal(message.html, f'{message.pk}.html')
        message.save(update_fields=['text', 'html'])


def open_again(apps, _schema_editor) -> None:
    for message in _waiting(apps):
        message.text, message.html = unseal(message.text, f'{message.pk}.text'), unseal(message.html, f'{message.pk}.html')
        message.save(update_fields=['text', 'html'])


def _waiting(apps):
    return apps.get_model('outbox', 'Message').objects.filter(has_link=True).exclude(text='')


class Migration(migrations.Migration):
    """Few rows: a message leaves within minutes."""

    dependencies = [('outbox', '0001_initial')]

    operations = [migrations.RunPython(close, open_again)]
