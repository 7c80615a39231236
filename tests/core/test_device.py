"""Names of devices, from the user agents of real clients."""

import pytest

from app.core.device import device_name

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{MOZILLA} (Windows NT 10.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.6 Safari/605.1.15", "Safari on macOS"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X) {WEBKIT} Chrome/140.0 Safari/537.36 OPR/120.0", "Opera on macOS"),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X) {WEBKIT} Version/18.6 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X) {WEBKIT} FxiOS/143.0 Safari/605.1",
            "Firefox on iPhone",
        ),
        (f"{MOZILLA} (iPad; CPU OS 18_6 like Mac OS X) {WEBKIT} CriOS/140.0 Safari/604.1", "Chrome on iPad"),
        (f"{MOZILLA} (Linux; Android 15; Pixel 9) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            f"{MOZILLA} (Linux; Android 15; SM-S931B) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("okhttp/4.12.0", "okhttp/4.12.0"),
        ("  SweetShop/1.4 (Android 15)  ", "SweetShop/1.4 (Android 15)"),
        ("x" * 500, "x" * 60),
        ("", "Unknown device"),
        ("   ", "Unknown device"),
        (None, "Unknown device"),
    ],
)
def test_a_device_is_named_after_its_browser_and_system_or_its_user_agent(user_agent: str | None, name: str) -> None:
    assert device_name(user_agent) == name
