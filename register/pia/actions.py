"""An impact assessment enters the register, is tied to a processing, is untied. The file's data are kept as they came."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from inventory.entries import actor, of_processing
from inventory.models import Processing
from ledger.actions import record
from ledger.entries import SERVER, Subject
from ledger.enums import Kind
from register.imports import AlreadyDecided
from register.models import ImpactAssessment, Import
from register.pia.reading import fingerprint, name_of, status_of


class AlreadyThere(Exception):
    """The very same assessment is in the register; `args[0]` is it."""


def same_as(company: Company, content: Mapping[str, Any]) -> ImpactAssessment | None:
    """The assessment with exactly these data. One query."""
    return ImpactAssessment.objects.of(company).defer("content").filter(data_sha256=fingerprint(dict(content))).first()


def enter(source: Import, content: dict[str, Any], *, by: Membership | None, at: datetime) -> ImpactAssessment:
    """Keep it, once: the database decides between two clicks. Raises AlreadyThere."""
    company = source.company
    with transaction.atomic():
        made = ImpactAssessment(
            company=company,
            name=name_of(content),
            status=status_of(content),
            content=content,
            file_name=source.file_name,
            sha256=source.sha256,
            data_sha256=fingerprint(content),
            imported_at=at,
            imported_by=by,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyThere(same_as(company, content)) from error
        record(
            Kind.REGISTER,
            "assessment.imported",
            of_assessment(made),
            by=actor(by) if by else SERVER,
            at=at,
            detail={"file": made.file_name},
        )
    return made


def apply(waiting: Import, *, by: Membership | None, at: datetime) -> ImpactAssessment:
    """The assessment of an import that a person accepts. Raises AlreadyDecided, AlreadyThere."""
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(pk=waiting.company_id)
        if not Import.objects.of(waiting.company).open().filter(pk=waiting.pk).update(applied_at=at):
            raise AlreadyDecided
        made = enter(waiting, waiting.preview["pia"], by=by, at=at)
        waiting.preview, waiting.applied_at = {"assessment": str(made.pk)}, at
        waiting.save(update_fields=["preview"])
    return made


def attach(assessment: ImpactAssessment, processing: Processing | None, *, by: Membership, at: datetime) -> bool:
    """It is about this processing, or about none yet; False when it was so already."""
    with transaction.atomic():
        rows = ImpactAssessment.objects.of(assessment.company).filter(pk=assessment.pk)
        was = rows.select_for_update().values_list("processing_id", flat=True).first()
        if was == (processing.pk if processing else None):
            return False
        rows.update(processing=processing)
        about = processing or Processing.objects.of(assessment.company).get(pk=str(was))
        act = "assessment.attached" if processing else "assessment.detached"
        record(Kind.REGISTER, act, of_assessment(assessment), of_processing(about), by=actor(by), at=at)
    return True


def of_assessment(assessment: ImpactAssessment) -> Subject:
    return Subject("impact_assessment", assessment.pk, assessment.name)
