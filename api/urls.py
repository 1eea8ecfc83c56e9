"""Addresses of the reading interface, and of the page on which its tokens are kept."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from api import views
from api.v1 import api


def _for_tokens(addresses: tuple[Any, ...]) -> tuple[Any, ...]:
    """The log-in of people is not asked where a token is."""
    for address in addresses[0]:
        address.callback = login_not_required(address.callback)
    return addresses


urlpatterns = [
    path("api/tokens/", views.token_list, name="token-list"),
    path("api/tokens/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("api/v1/", _for_tokens(api.urls)),
]
