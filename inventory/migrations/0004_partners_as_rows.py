"""Joint controllers and clients leave the sheet's text for rows of their own, one for each line; the way back writes the text again."""

from typing import Any

from django.db import migrations, models

NAME_LIMIT = 200


def named(text: str) -> dict[str, str]:
    """Name -> contact, as inventory.rules.partners read them that day."""
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, contact = (part.strip() for part in line.partition(","))
        if not name or len(name) > NAME_LIMIT:
            name, contact = line[:NAME_LIMIT].strip(), line[NAME_LIMIT:].strip()
        found[name] = found.get(name) or contact
    return found


def to_rows(apps: Any, editor: Any) -> None:
    """The migrator owns the tables: it sees every company, and each row keeps its sheet's."""
    clients, ties, joint = (apps.get_model("inventory", name).objects for name in ("Client", "ProcessingClient", "JointController"))
    for sheet in apps.get_model("inventory", "Processing").objects.exclude(joint_controllers=""):
        same = {"company_id": sheet.company_id, "processing": sheet}
        for place, (name, contact) in enumerate(named(sheet.joint_controllers).items()):
            if sheet.side != "processor":
                joint.get_or_create(**same, name=name, defaults={"position": place, "contact": contact})
                continue
            told = {"contact": contact, "noted_at": sheet.changed_at}
            client, _ = clients.get_or_create(company_id=sheet.company_id, name=name, defaults=told)
            ties.get_or_create(**same, client=client, defaults={"position": place})
    editor.execute("set constraints all immediate")


def to_text(apps: Any, editor: Any) -> None:
    """The same lines; what the rows say besides (agreements, instructions) has no place in the text."""
    ties, joint = (apps.get_model("inventory", name).objects for name in ("ProcessingClient", "JointController"))
    for sheet in apps.get_model("inventory", "Processing").objects.all():
        rows = [(row.name, row.contact) for row in joint.filter(processing=sheet).order_by("position")]
        rows += [(tie.client.name, tie.client.contact) for tie in ties.filter(processing=sheet).order_by("position")]
        sheet.joint_controllers = "\n".join(", ".join(filter(None, (name, *contact.splitlines()))) for name, contact in rows)
        if rows:
            sheet.save(update_fields=["joint_controllers"])
    editor.execute("set constraints all immediate")


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_in_depth")]

    operations = [
        migrations.AlterField("processing", "joint_controllers", models.TextField(blank=True, default="")),
        migrations.RunPython(to_rows, to_text),
        migrations.RemoveField("processing", "joint_controllers"),
    ]
