"""The judge: what counts as found, left, spoiled and changed, and what it tells of the hold-out."""
import base64
import contextlib
import io
import os
import pathlib
import sys
import tempfile
import unittest

import real_text
import score
from corpus import Case
from templates import Secret

FILTER = """#!{python}
import json, re, sys
for line in sys.stdin:
    row = json.loads(line)
    print(json.dumps({{"id": row["id"], "out": {out}}}))
"""
SECRET = "Zq7TbW2kLx9RmV4s"


def case(text: str) -> Case:
    return Case("1", "kind", "context", text, (Secret.of(SECRET),), frozenset({"before", "after"}))


class Judge(unittest.TestCase):
    def why(self, out: str, klass: str = "shaped") -> str:
        return score.judge(case(f"before {SECRET} after"), klass, out)

    def test_accepts_a_replaced_secret_between_its_words(self):
        self.assertEqual(self.why("before [TOKEN] after"), "")

    def test_refuses_eight_characters_of_the_secret(self):
        self.assertEqual(self.why(f"before [TOKEN]{SECRET[-8:]} after"), "left")
        self.assertEqual(self.why(f"before [TOKEN]{SECRET[-7:]} after"), "")

    def test_refuses_the_secret_in_an_encoded_form(self):
        blob = base64.b64encode(f"x{SECRET}".encode()).decode()
        percent = "".join(f"%{byte:02x}" for byte in SECRET.encode())
        for out in (f"before {blob} after", f"before {percent} after",
                    f"before {SECRET[:6]}\u200b{SECRET[6:]} after",
                    f"before {SECRET[:8]}\n{SECRET[8:]} after"):
            self.assertEqual(self.why(out, "hidden"), "left")

    def test_refuses_the_loss_of_a_word_around_the_secret(self):
        self.assertEqual(self.why("before [TOKEN]"), "spoiled")

    def test_refuses_any_change_of_a_benign_text(self):
        benign = Case("1", "kind", "context", "a text", (), frozenset())
        self.assertEqual(score.judge(benign, "benign", "a text"), "")
        self.assertEqual(score.judge(benign, "benign", "a [TOKEN]"), "changed")


class RealText(unittest.TestCase):
    def test_tells_what_was_replaced_with_the_words_before_it(self):
        self.assertEqual(real_text.replaced("see release 1.2.3.4 for more", "see release [IP] for more"),
                         [("see release 1.2.3.4", "[IP]")])

    def test_counts_no_mail_address_private_address_or_quoted_password(self):
        for piece in ("Author: <someone@example.org>", "host = 192.168.1.7,", "password => 'hello';"):
            self.assertFalse(real_text.is_false_positive(piece), piece)
        for piece in ("release 1.2.3.4", "token = nextToken()", "sha256 of deadbeef"):
            self.assertTrue(real_text.is_false_positive(piece), piece)


class Runs(unittest.TestCase):
    def run_with(self, out: str, *arguments: str):
        """The exit status of a run with a filter that computes `out` of `row`, and what it prints."""
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "filter"
            program.write_text(FILTER.format(python=sys.executable, out=out))
            os.chmod(program, 0o755)
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                status = score.main([str(program), "--cases", "60", "--classes", "shaped,benign",
                                     *arguments])
        return status, printed.getvalue()

    def test_gives_no_credit_for_a_filter_that_leaves_or_takes_everything(self):
        for out in ("row['text']", "''"):
            status, printed = self.run_with(out)
            self.assertEqual(status, 1)
            self.assertIn("0.00%", printed)

    def test_fails_for_gated_classes_only(self):
        self.assertEqual(self.run_with("row['text']", "--gate", "benign")[0], 0)
        self.assertEqual(self.run_with("row['text']", "--gate", "shaped")[0], 1)
        self.assertEqual(self.run_with("row['text']", "--gate", "benign,shaped=0")[0], 0)

    def test_shows_the_misses_of_tuning_and_no_case_of_the_held_out_part(self):
        _, printed = self.run_with("row['text']", "--show-misses")
        self.assertIn("left in free.", printed)
        _, printed = self.run_with("row['text']", "--show-misses", "--part", "held out")
        self.assertNotIn("left in", printed)

    def test_refuses_answers_out_of_order(self):
        with self.assertRaises(SystemExit):
            self.run_with("row['text']})) or print(json.dumps({'id': row['id'], 'out': ''")


if __name__ == "__main__":
    unittest.main()
