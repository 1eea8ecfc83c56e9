"""What rooms tell those that they may not import."""

from django.dispatch import Signal

# A backup is about to take the database's place; ``using`` is the copy, ``name`` the archive's.  What a
# receiver writes there comes in with it, or not at all.
restored = Signal()
