"""A review of rights that found nothing to look at is closed, not opened."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0005_sealed_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
