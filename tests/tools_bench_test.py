"""The tools around bench/ judge numbers as their comments say: the numbers here are made up."""
import json
import pathlib
import sys
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "bench")]
import bench_compare  # noqa: E402
import bench_graphs  # noqa: E402
import bench_page  # noqa: E402
import check_budgets  # noqa: E402
import check_instructions  # noqa: E402
import end_to_end  # noqa: E402
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

    def test_writes_numbers_with_three_digits_that_count(self):
        written = [check_budgets.significant(value) for value in
                   (0, 0.26312, 15.61, 999, 1543, 131447, 1_970_000)]
        self.assertEqual(written, ["0", "0.263", "15.6", "999", "1,540", "131,000", "1.97 M"])


class Instructions(unittest.TestCase):
    def test_accepts_what_is_within_the_tolerance_or_better(self):
        for before, now in ((1000.0, 1050.0), (1000.0, 10.0), (20.0, 28.0)):
            self.assertEqual(check_instructions.compare({"span": before}, {"span": now}), [])

    def test_refuses_a_call_that_became_dearer(self):
        self.assertEqual(check_instructions.compare({"span": 1000.0}, {"span": 1051.0}),
                         ["span takes 1051 instructions, it took 1000"])

    def test_refuses_a_call_that_is_counted_no_more(self):
        self.assertEqual(check_instructions.compare({"span": 100.0}, {}), ["span was not counted"])


class SystemCalls(unittest.TestCase):
    def test_counts_what_the_marking_thread_does_behind_each_mark(self):
        counts = system_calls.count('''\
7 futex(0x1, FUTEX_WAKE) = 1
7 write(-1, "span", 4) = -1 EBADF
7 futex(0x1, FUTEX_WAKE <unfinished ...>
8 epoll_wait(3) = 1
7 <... futex resumed>) = 1
7 write(-1, "counter", 7 <unfinished ...>
7 <... write resumed>) = -1 EBADF
7 write(-1, "between calls", 13) = -1 EBADF
7 write(1, "x") = 1
'''.splitlines())
        self.assertEqual(counts, {"span": 1, "counter": 0, "between calls": 1})


class Comparison(unittest.TestCase):
    def lines(self, before, now, show_all=False):
        return bench_compare.compare([{"on/span/p50": ns} for ns in before],
                                     [{"on/span/p50": ns} for ns in now], show_all)

    def test_shows_the_medians_of_what_differs(self):
        [line] = self.lines([100, 900, 101], [50, 51, 5])
        self.assertRegex(line, r"on/span/p50 +101\.00 +50\.00 +0\.50 x")

    def test_leaves_out_what_does_not_unless_asked(self):
        self.assertEqual(self.lines([100], [105]), [])
        self.assertEqual(len(self.lines([100], [105], show_all=True)), 1)


class Page(unittest.TestCase):
    def test_draws_charts_that_are_well_formed(self):
        chart = bench_graphs.Chart("a < b", "ns", ["1", "2"],
                                   [bench_graphs.Series("x & y", [(0, 5.0), (1, 5000.0)])])
        names = [node.tag.split("}")[1] for node in xml.etree.ElementTree.fromstring(
            bench_graphs.draw(chart)).iter()]
        self.assertEqual((names.count("polyline"), names.count("circle")), (1, 2))

    def test_scales_are_in_units_that_people_read(self):
        self.assertEqual([bench_graphs.with_unit(value, "ns") for value in (100, 1e4, 1e6)],
                         ["100 ns", "10 us", "1 ms"])
        self.assertEqual(bench_graphs.with_unit(1e6, "/s"), "1 M/s")

    def test_the_reference_has_every_number_that_a_budget_decides_on(self):
        numbers = json.loads(bench_page.REFERENCE.read_text())["numbers"]
        budgets = json.loads((ROOT / "bench/budgets.json").read_text())
        named = {budget[key] for rows in budgets.values() for budget in rows
                 if "ratio" in budget or "most" in budget
                 for key in ("ours", "baseline") if key in budget}
        self.assertEqual(named - numbers.keys(), set())

    def test_shows_the_reference_run(self):
        page = bench_page.PAGE.read_text()
        files = bench_page.render(page, json.loads(bench_page.REFERENCE.read_text()),
                                  json.loads((ROOT / "bench/budgets.json").read_text()))
        for name, content in files.items():
            self.assertEqual((ROOT / "docs" / name).read_text(), content,
                             f"docs/{name}: run tools/bench_page.py bench/history/reference.json")


class BestRates(unittest.TestCase):
    def best_of(self, limit, offered=float("inf")):
        """The best rate of a client that loses nothing up to `limit`, and what was tried."""
        tried = []

        def trial_at(rate):
            tried.append(rate)
            return end_to_end.Trial(min(rate, offered), {}, {}, True) if rate <= limit else None

        found = end_to_end.best(trial_at)
        return found.rate if found else None, tried

    def test_come_near_the_first_rate_with_a_loss(self):
        for limit in (30_000, 700_000, 950_000, 1_400_000, 3_000_000):
            rate, _ = self.best_of(limit)
            self.assertLessEqual(rate, limit)
            self.assertGreater(rate * end_to_end.NEAR, limit)

    def test_are_none_when_every_rate_has_a_loss(self):
        self.assertIsNone(self.best_of(0)[0])

    def test_end_where_producers_offer_no_more(self):
        rate, tried = self.best_of(float("inf"), offered=1_200_000)
        self.assertEqual(rate, 1_200_000)
        self.assertEqual(len(tried), 3)


if __name__ == "__main__":
    unittest.main()
