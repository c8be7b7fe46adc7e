"""What a worker does for accounts: forget what no longer serves, sign and check the record, deliver mail."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts import archiving, departing, mailing, sealing, stamping
from accounts.actions.forgetting import forget_expired
from accounts.actions.forgotten import answer_due


@shared_task(name="accounts.forget")
def forget() -> None:
    """May be lost or run twice."""
    forget_expired(at=timezone.now())


@shared_task(name="accounts.sign_records")
def sign_records() -> None:
    """Checkpoints that are due, and checks whose worker is gone."""
    sealing.sign_due(now=timezone.now)


@shared_task(name="accounts.check_record")
def check_record(company: str, check: str) -> None:
    """May be lost or run twice: a lease says who has it."""
    sealing.check_record(UUID(company), UUID(check), now=timezone.now)


@shared_task(name="accounts.export_record")
def export_record(company: str, archive: str) -> None:
    """May be lost or run twice: a lease says who prepares it."""
    archiving.run(UUID(company), UUID(archive), now=timezone.now)


@shared_task(name="accounts.sweep_archives")
def sweep_archives() -> None:
    """Exports of the record that nobody prepares, and files past their days."""
    archiving.sweep(now=timezone.now)


@shared_task(name="accounts.send_checkpoints")
def send_checkpoints() -> None:
    """May be lost or run twice: one message a day, an address and a company."""
    departing.send_due(now=timezone.now)


@shared_task(name="accounts.stamp_checkpoints")
def stamp_checkpoints() -> None:
    """May be lost or run twice: a lease says who asks."""
    stamping.stamp_due(now=timezone.now)


@shared_task(name="accounts.deliver_mail")
def deliver_mail() -> None:
    """May be lost or run twice: a lease says who has a message."""
    mailing.deliver_alone(now=timezone.now)


@shared_task(name="accounts.answer_forgotten")
def answer_forgotten() -> None:
    """May be lost or run twice: each question is answered once."""
    answer_due(now=timezone.now)
