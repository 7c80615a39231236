"""The dashboard and the alerts ask for figures, operations and problem codes that there are."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import APIRoute
from prometheus_client import REGISTRY

import app.main
from tests.support.shop import TestShop

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability"
OF_PROMETHEUS = {"up"}
WORDS = {"sum", "by", "le", "rate", "topk", "histogram_quantile", "instance", "method", "route", "status", "code"}
WORDS |= {"lane", "sqlstate", "max"}


def expressions() -> list[str]:
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text())
    dashboard = json.loads((FOLDER / "dashboard.json").read_text())
    alerts = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return alerts + [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def series() -> set[str]:
    """The names of all series the shop has, whether they were counted yet or not."""
    assert app.main is not None
    names = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
    return {
        family.name + ending
        for family in REGISTRY.collect()
        for ending in names.get(family.type, ())
        if not family.name.startswith(("python", "process"))
    }


@pytest.mark.parametrize("expression", expressions())
def test_each_expression_asks_for_series_there_are(expression: str) -> None:
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", expression)
    asked = set(re.findall(r"[a-z_]{2,}", bare)) - WORDS
    assert asked
    assert asked <= series() | OF_PROMETHEUS


def test_operations_and_codes_exist(shop: TestShop) -> None:
    text = "\n".join(expressions())
    application: FastAPI = shop.app
    operations = {route.name for route in application.routes if isinstance(route, APIRoute)}
    assert set("|".join(re.findall(r'operation=~"([^"]+)"', text)).split("|")) <= operations
    codes: dict[str, Any] = tomllib.loads((ROOT / "app/api/problems.toml").read_text())
    assert set(re.findall(r'(?<!\w)code="([^"]+)"', text)) <= set(codes)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed here")
def test_prometheus_reads_the_rules() -> None:
    subprocess.run(["promtool", "check", "rules", FOLDER / "alerts.yaml"], check=True, capture_output=True)  # noqa: S603, S607 - a command of our own.
