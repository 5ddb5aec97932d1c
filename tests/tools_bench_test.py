"""The tools around bench/ judge numbers as their comments say: the numbers here are made up."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "bench")]
import check_budgets  # noqa: E402
import check_instructions  # noqa: E402
import system_calls  # noqa: E402


class Budgets(unittest.TestCase):
    def row(self, budget, mode="full", **values):
        run = {"mode": mode, "numbers": {name: {"value": value, "unit": "ns"}
                                         for name, value in values.items()}}
        budgets = {"calls": [{"what": "a call", "ours": "call"} | budget]}
        return check_budgets.compare(budgets, run)["calls"][0]

    RATIO = {"baseline": "add", "ratio": 2.0}

    def test_accepts_what_is_within_its_ratio(self):
        self.assertEqual(self.row(self.RATIO, add=5.0, call=10.0).verdict, "met")

    def test_refuses_what_is_over_its_ratio(self):
        row = self.row(self.RATIO, add=5.0, call=10.1)
        self.assertEqual((row.verdict, row.is_missed), ("MISSED", True))

    def test_refuses_a_ratio_that_was_not_measured(self):
        self.assertTrue(self.row(self.RATIO, add=5.0).is_missed)
        self.assertTrue(self.row(self.RATIO, call=5.0).is_missed)

    def test_lets_quick_runs_and_missing_peers_leave_a_ratio_out(self):
        self.assertFalse(self.row(self.RATIO, mode="quick", call=5.0).is_missed)
        self.assertFalse(self.row(self.RATIO | {"optional": True}, call=5.0).is_missed)

    def test_refuses_a_count_above_its_limit(self):
        self.assertFalse(self.row({"most": 0}, call=0).is_missed)
        self.assertTrue(self.row({"most": 0}, call=1).is_missed)

    def test_shows_times_and_rates_and_never_fails_for_them(self):
        self.assertEqual(self.row({"aim_most": 5}, call=4).verdict, "reached")
        self.assertEqual(self.row({"aim_least": 5}, call=6).verdict, "reached")
        for aim, value in (({"aim_most": 5}, 6), ({"aim_least": 5}, 4)):
            row = self.row(aim, call=value)
            self.assertEqual((row.verdict, row.is_missed), ("not yet", False))

    def test_writes_a_line_for_every_budget(self):
        rows = check_budgets.lines({"calls": [self.row(self.RATIO, add=5.0, call=10.1)]})
        self.assertRegex("\n".join(rows), r"a call +10\.1 ns +5 ns +2\.02 x +2 x +MISSED")


class Instructions(unittest.TestCase):
    def test_accepts_what_is_within_the_tolerance_or_better(self):
        self.assertEqual(check_instructions.compare({"span": 100.0}, {"span": 105.0}), [])
        self.assertEqual(check_instructions.compare({"span": 100.0}, {"span": 10.0}), [])

    def test_refuses_a_call_that_became_dearer(self):
        self.assertEqual(check_instructions.compare({"span": 100.0}, {"span": 106.0}),
                         ["span takes 106 instructions, it took 100"])

    def test_refuses_a_call_that_is_counted_no_more(self):
        self.assertEqual(check_instructions.compare({"span": 100.0}, {}), ["span was not counted"])


class SystemCalls(unittest.TestCase):
    def test_counts_what_the_marking_thread_does_behind_each_mark(self):
        counts = system_calls.count('''\
7 futex(0x1, FUTEX_WAKE) = 1
7 prctl(PR_SET_NAME, "span") = 0
7 futex(0x1, FUTEX_WAKE <unfinished ...>
8 epoll_wait(3) = 1
7 <... futex resumed>) = 1
7 prctl(PR_SET_NAME, "counter" <unfinished ...>
7 <... prctl resumed>) = 0
7 prctl(PR_SET_NAME, "between calls") = 0
7 write(1, "x") = 1
'''.splitlines())
        self.assertEqual(counts, {"span": 1, "counter": 0, "between calls": 1})


if __name__ == "__main__":
    unittest.main()
