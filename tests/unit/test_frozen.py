"""The hash of a part is that of its bytes, however often they are read and written again."""

import json

from app.queries.frozen import canonical, digest, plain


def test_keys_that_are_numbers_stand_in_one_order_before_and_after_they_are_kept():
    part = plain({9: "ninth", 10: "tenth", 100: {2: "second", 11: "eleventh"}})
    kept = json.loads(canonical(part))
    assert list(kept) == ["10", "100", "9"]
    assert digest(kept) == digest(part)
