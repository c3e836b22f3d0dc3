"""The training ground: an invented maslikhat in the middle of a campaign."""

from app.demo.story import is_told, tell

__all__ = ["is_told", "tell"]
