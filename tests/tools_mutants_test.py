"""The mutants of `./dev mutants` fit the code of today: each changes one place that is there."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import mutants  # noqa: E402


class Mutants(unittest.TestCase):
    def mutant(self, find="one", replace="two", name="a name", file="code.cpp"):
        return mutants.Mutant(name, file, find, replace, ("suite",))

    def problems(self, *listed):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "code.cpp").write_text("one = two + two;\n")
            return mutants.problems(list(listed), root)

    def test_each_changes_one_place_of_the_code(self):
        self.assertEqual(mutants.problems(mutants.read_mutants()), [])

    def test_there_are_at_least_thirty(self):
        self.assertGreaterEqual(len(mutants.read_mutants()), 30)

    def test_one_whose_text_is_gone_or_stands_twice_is_told(self):
        self.assertEqual(self.problems(self.mutant()), [])
        self.assertEqual(self.problems(self.mutant("three")),
                         ["a name: its text stands 0 times in code.cpp"])
        self.assertEqual(self.problems(self.mutant("two", "three")),
                         ["a name: its text stands 2 times in code.cpp"])
        self.assertEqual(self.problems(self.mutant(file="gone.cpp")),
                         ["a name: its text stands 0 times in gone.cpp"])

    def test_one_that_changes_nothing_is_told(self):
        self.assertEqual(self.problems(self.mutant("one", "one")), ["a name: changes nothing"])

    def test_two_of_one_name_are_told(self):
        self.assertEqual(self.problems(self.mutant(), self.mutant()), ["a name: there are two"])


if __name__ == "__main__":
    unittest.main()
