"""Tests of the sign-in through a provider."""
