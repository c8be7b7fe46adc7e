"""How every form of the product is drawn: our own templates, found like any other template."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Named by FORM_RENDERER; `{{ form }}` is then components/form.html and each field components/field.html."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
