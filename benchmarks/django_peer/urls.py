"""The peer's addresses."""

from django.urls import path

from benchmarks.django_peer.views import PurchaseView, ready

urlpatterns = [
    path("api/sweets/<int:sweet_id>/purchase", PurchaseView.as_view()),
    path("health/ready", ready),
]
