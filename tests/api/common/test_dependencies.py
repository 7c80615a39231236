"""The dependencies of each route: FastAPI resolves all of them on every request, and charges for each."""

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.main import create_app
from tests.support.shop import settings_for

MOST = 8


def resolved(dependant: Dependant) -> int:
    """Count a route's dependencies with theirs, as often as FastAPI visits them."""
    return sum(1 + resolved(inner) for inner in dependant.dependencies)


def test_a_request_resolves_at_most_eight_dependencies_and_a_purchase_two() -> None:
    routes = [route for route in create_app(settings_for("postgresql://nowhere")).routes if isinstance(route, APIRoute)]
    counts = {route.name: resolved(route.dependant) for route in routes}
    assert len(counts) > 100
    assert {name: count for name, count in counts.items() if count > MOST} == {}
    assert counts["purchase_sweet"] == counts["create_sale"] == 2
    assert counts["list_sweets"] == 2
