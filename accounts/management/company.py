"""Which companies a command speaks of."""

from uuid import UUID

from django.core.management.base import CommandError

from accounts.boundary import all_companies, company_by_slug, scope
from accounts.models import Company


def chosen(slug: str | None) -> list[tuple[UUID, str]]:
    """(id, name) of the one with this short name, or of all. Raises CommandError when nobody bears it."""
    found = [company_by_slug(slug)] if slug else all_companies()
    if found == [None]:
        raise CommandError(f"Aucune entreprise ne porte le nom court «\u00a0{slug}\u00a0».")
    return [(pk, _name(pk)) for pk in found if pk]


def _name(pk: UUID) -> str:
    with scope(pk):
        return Company.objects.get(pk=pk).name
