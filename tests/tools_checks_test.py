"""The checks of tools/ find the faults that they are for: each is planted in a small tree."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import check_docs  # noqa: E402
import check_layers  # noqa: E402
import check_privacy_doc  # noqa: E402

RULES = """
[folders]
core = []
telemetry = ["core"]
observability = ["core"]
tests = ["*"]
[third_party]
"boost/" = ["core/http_*"]
[words]
"getenv" = ["core/environment.cpp"]
[length]
max_lines = 20
max_lines_tests = 30
max_lines_readme = 3
"""


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("layers.toml", RULES)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)
        readme = self.root / path.split("/")[0] / "README.md"
        if "/" in path and not readme.exists() and not path.endswith(".md"):
            readme.write_text("What lives here.\n")


class Layers(Tree):
    def findings(self):
        return [what for _, _, what in check_layers.check(self.root)]

    def test_accepts_a_tree_that_keeps_the_rules(self):
        self.write("core/a.cpp", '#include <vector>\n#include <sotto/ids.hpp>\n#include "core/a.hpp"\n')
        self.assertEqual(self.findings(), [])

    def test_refuses_an_include_of_a_sibling_layer(self):
        self.write("observability/a.cpp", '#include "telemetry/series.hpp"\n')
        self.assertEqual(self.findings(), ["observability may not include telemetry"])

    def test_refuses_an_include_of_an_upper_layer(self):
        self.write("core/a.cpp", '#include "telemetry/series.hpp"\n')
        self.assertEqual(self.findings(), ["core may not include telemetry"])

    def test_refuses_a_path_that_does_not_start_at_the_root(self):
        self.write("core/a.cpp", '#include "a.hpp"\n')
        self.assertEqual(self.findings(), ['"a.hpp" is not a path from the root'])

    def test_confines_third_party_headers(self):
        self.write("core/http_client.cpp", "#include <boost/beast.hpp>\n")
        self.assertEqual(self.findings(), [])
        self.write("core/a.cpp", "#include <boost/beast.hpp>\n")
        self.assertEqual(self.findings(), ["<boost/beast.hpp> is not for this file"])

    def test_confines_reserved_words_but_not_in_comments(self):
        self.write("core/a.cpp", "// getenv is elsewhere\n")
        self.assertEqual(self.findings(), [])
        self.write("core/a.cpp", 'auto home = std::getenv("HOME");\n')
        self.assertEqual(self.findings(), ["uses getenv"])

    def test_refuses_a_file_outside_of_every_folder(self):
        self.write("stray/a.cpp", "\n")
        self.assertEqual(self.findings(), ["is in no folder that layers.toml names"])

    def test_refuses_a_long_file_of_any_language(self):
        self.write("core/a.cpp", "\n" * 20)
        self.write("core/a.py", "\n" * 21)
        self.assertEqual(self.findings(), ["has 21 lines, the limit is 20"])

    def test_asks_for_a_short_readme_per_folder(self):
        self.write("core/a.cpp", "\n")
        self.write("core/README.md", "\n" * 4)
        self.assertEqual(self.findings(), ["has 4 lines, the limit is 3"])
        (self.root / "core/README.md").unlink()
        self.assertRegex(self.findings()[0], "^is missing")

    def test_does_not_look_at_what_is_built(self):
        self.write("build/generated/a.cpp", '#include "x"\n')
        self.assertEqual(self.findings(), [])


class Docs(Tree):
    def setUp(self):
        super().setUp()
        self.write("include/sotto/config.hpp", "bool on;  // SOTTO_ON\n")
        self.write("docs/settings.md", "SOTTO_ON\n")
        self.write("examples/a.cpp", "int main() {\n  one();\n  two();\n}\n")

    def findings(self, text):
        self.write("docs/page.md", text)
        return [what for _, _, what in check_docs.check(self.root)]

    def test_accepts_an_excerpt_of_a_compiled_file(self):
        block = "<!-- example: examples/a.cpp -->\n```cpp\none();\ntwo();\n```\n"
        self.assertEqual(self.findings(block), [])

    def test_refuses_a_block_that_the_file_does_not_hold(self):
        block = "<!-- example: examples/a.cpp -->\n```cpp\none();\nthree();\n```\n"
        self.assertEqual(self.findings(block), ["this block is not an excerpt of examples/a.cpp"])

    def test_refuses_a_block_of_unknown_origin(self):
        self.assertEqual(self.findings("```cpp\none();\n```\n"),
                         ["a cpp block without <!-- example: FILE --> above it"])

    def test_refuses_a_link_and_a_path_that_lead_nowhere(self):
        self.assertEqual(self.findings("[a](settings.md) `examples/a.cpp` https://a.example\n"), [])
        self.assertEqual(self.findings("[a](gone.md) `examples/gone.cpp`\n"),
                         ["examples/gone.cpp does not exist", "the link to gone.md leads nowhere"])

    def test_refuses_a_setting_that_the_code_does_not_know(self):
        self.assertEqual(self.findings("`SOTTO_OFF`\n"), ["SOTTO_OFF is not in the code"])

    def test_refuses_a_setting_without_documentation(self):
        self.write("docs/settings.md", "\n")
        self.assertEqual(self.findings(""), ["SOTTO_ON is not in docs/settings.md"])


class PrivacyDoc(unittest.TestCase):
    def findings(self, text):
        return [what for _, what in check_privacy_doc.check(text.splitlines(), {"Gate.Closes"})]

    def test_accepts_claims_that_name_their_tests(self):
        self.assertEqual(self.findings("# Title\n\nA claim\nof two lines. `./dev test Gate.Closes`\n\n"
                                       "| a | b |\n|---|---|\n| c | `./dev test Gate.Closes` |\n"), [])

    def test_refuses_a_paragraph_an_item_and_a_row_without_a_test(self):
        for claim in ("A claim.", "- an item", "1. an item", "| a | row |"):
            self.assertEqual(self.findings(claim), ["has no `./dev test NAME`"], claim)

    def test_looks_at_each_item_alone(self):
        self.assertEqual(self.findings("- one `./dev test Gate.Closes`\n- two\n"), ["has no `./dev test NAME`"])

    def test_refuses_a_test_that_does_not_exist(self):
        self.assertEqual(self.findings("A claim. `./dev test Gate.Opens`"),
                         ["there is no test Gate.Opens"])


if __name__ == "__main__":
    unittest.main()
