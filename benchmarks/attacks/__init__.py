"""Attacks by hostile and clumsy clients, and the service that good clients get meanwhile."""
