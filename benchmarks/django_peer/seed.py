"""Create the tables, a customer, and a sweet; print the sweet's id and the customer's access token."""

import sys
from decimal import Decimal

import django
from django.core.management import call_command


def main() -> None:
    """Fill an empty database."""
    django.setup()
    # Models exist only after the set-up.
    from django.contrib.auth import get_user_model
    from rest_framework_simplejwt.tokens import AccessToken

    from benchmarks.django_peer.models import Sweet

    # The peer has no migrations of its own, and what its tables refer to has to be there first.
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    customer = get_user_model().objects.create_user("customer")
    sweet = Sweet.objects.create(name="Sweet number 0000", price=Decimal("10.50"), on_hand=Decimal(100_000_000))
    sys.stdout.write(f"{sweet.pk} {AccessToken.for_user(customer)}\n")


if __name__ == "__main__":
    main()
