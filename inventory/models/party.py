"""Who stands beside the company on a sheet: those who decide with it (art. 26), and the clients it works for (art. 30.2)."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow
from inventory.models.processing import Processing


class ClientQuerySet(CompanyQuerySet["Client"]):
    """Clients of a company."""

    def current(self) -> Self:
        """Those it works for today."""
        return self.filter(ended_at=None)


class Client(CompanyRow):
    """A client on whose behalf the company processes data: the controller, its representative and its delegate (art. 30.2.a)."""

    name = models.CharField(max_length=200)
    contact = models.TextField(blank=True)
    representative = models.CharField(max_length=300, blank=True)
    dpo = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[ClientQuerySet] = ClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "client"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="client_name_once")]

    def __str__(self) -> str:
        return self.name


class ProcessingClient(CompanyRow):
    """This processing is carried out for this client: which operations (art. 30.2.b), under which contract and instructions (art. 28.3)."""

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="clients")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="processings")
    position = models.PositiveSmallIntegerField(default=0)
    operations = models.TextField(blank=True)
    instructions = models.TextField(blank=True)
    contract_on = models.DateField(null=True)

    objects: ClassVar[CompanyQuerySet["ProcessingClient"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["processing", "client"], name="client_of_processing_once")]


class JointController(CompanyRow):
    """Another company that decides with this one (art. 26). `agreement`: where their arrangement is kept."""

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="joint")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=300)
    contact = models.TextField(blank=True)
    agreement = models.CharField(max_length=500, blank=True)
    agreed_on = models.DateField(null=True)

    objects: ClassVar[CompanyQuerySet["JointController"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["position"]
