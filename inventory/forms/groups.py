"""Which form writes which group of lines."""

from inventory.forms.data import DataForm
from inventory.forms.lines import LineForm, MeasureForm, PeopleForm, PurposeForm
from inventory.forms.parties import ClientLineForm, JointForm
from inventory.forms.recipients import RecipientForm, TransferForm

FORMS: dict[str, type[LineForm]] = {
    "purposes": PurposeForm,
    "data": DataForm,
    "people": PeopleForm,
    "recipients": RecipientForm,
    "transfers": TransferForm,
    "measures": MeasureForm,
    "joint": JointForm,
    "clients": ClientLineForm,
}
