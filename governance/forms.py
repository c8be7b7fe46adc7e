"""How every form of the product is drawn: our own templates around Django's bare inputs."""

from typing import Any

from django.forms.renderers import DjangoTemplates, TemplatesSetting

BARE_INPUTS = DjangoTemplates()


class Renderer(TemplatesSetting):
    """Named by FORM_RENDERER; `{{ form }}` is then components/form.html and each field components/field.html."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/"):
            return BARE_INPUTS.get_template(template_name)
        return super().get_template(template_name)
