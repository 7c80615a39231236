"""Buying a sweet: lock its row, take the stock, write the sale, in one transaction."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.django_peer.models import Sale, Sweet


class PurchaseSerializer(serializers.Serializer):
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"))


class SaleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sale
        fields = ("id", "buyer", "sweet", "quantity", "unit_price", "total", "created_at")


class PurchaseView(APIView):
    def post(self, request: Request, sweet_id: int) -> Response:
        purchase = PurchaseSerializer(data=request.data)
        purchase.is_valid(raise_exception=True)
        quantity = purchase.validated_data["quantity"]
        with transaction.atomic():
            sweet = get_object_or_404(Sweet.objects.select_for_update(), pk=sweet_id)
            if sweet.on_hand < quantity:
                return Response({"detail": "Not enough stock available."}, status.HTTP_409_CONFLICT)
            sweet.on_hand -= quantity
            sweet.save(update_fields=["on_hand"])
            sale = Sale.objects.create(
                buyer=request.user,
                sweet=sweet,
                quantity=quantity,
                unit_price=sweet.price,
                total=(quantity * sweet.price).quantize(Decimal("0.01"), ROUND_HALF_UP),
            )
        return Response(SaleSerializer(sale).data, status.HTTP_201_CREATED)


def ready(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ready")
