"""What a program can call: the functions, methods and fields that the public headers declare.

A small reader of C++ for include/sotto, and no more: it follows braces, and knows namespaces,
classes and their access. Constructors, destructors and operators are not listed, nor is what
stands in a namespace `detail`.
"""
import dataclasses
import pathlib
import re

COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'', re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
MACRO = re.compile(r"^#define (SOTTO_\w+)\(", re.MULTILINE)
SCOPE = re.compile(r"\b(namespace|class|struct|union)\s+(?:SOTTO_API\s+|\[\[\w+\]\]\s+)?([\w:]*)[^()=]*$")
ACCESS = re.compile(r"^\s*(public|protected|private)\s*:(?!:)")
REQUIRES = re.compile(r"\brequires\b\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[\w:]+(?:<[^<>]*(?:<[^<>]*>[^<>]*)*>)?)")
FUNCTION = re.compile(r"(?<!:)(?<!\w)(\w+)\s*\(")
POINTER = re.compile(r"\(\*(\w+)\)\s*\(")  # to a function
FIELD = re.compile(r"(\w+)\s*$")
NOT_A_FIELD = re.compile(r"^\s*(?:using|friend|typedef|static|enum|struct|class|template|return)\b")
MODIFIERS = {"decltype", "noexcept", "static_assert", "alignas", "requires", "sizeof",
             "__attribute__"}


@dataclasses.dataclass(frozen=True)
class Member:
    scope: str      # "Span", "consent", or "" for what stands in sotto itself
    name: str
    is_field: bool
    type: str = ""  # of a field, as it is written
    header: str = ""


def without_templates(text: str) -> str:
    """`text` without the arguments of `template <...>` and other pairs of angle brackets."""
    while True:
        shorter = re.sub(r"<[^<>()]*>", "", text)
        if shorter == text:
            return text
        text = shorter


def read_statement(text: str, scopes: list, header: str):
    """The member that one declaration declares, if any."""
    kind, _, access = scopes[-1] if scopes else ("namespace", "", "public")
    if access != "public" or kind == "body" or any(scope[1] == "detail" for scope in scopes):
        return
    path = "::".join(scope[1] for scope in scopes if scope[1])
    plain = without_templates(REQUIRES.sub(" ", text)).strip()
    before = plain.split("=")[0] if "(" not in plain.split("=")[0] else plain
    if "= delete" in plain or re.search(r"\boperator\b", plain) or re.match(r"friend\b|using\b", plain):
        return
    pointer = POINTER.search(plain)
    if pointer:
        yield Member(path, pointer[1], True, "function", header)
        return
    functions = [found for found in FUNCTION.findall(before) if found not in MODIFIERS]
    if functions:
        if functions[0][0].islower():  # as the house style has it, others are constructors
            yield Member(path, functions[0], False, header=header)
    elif kind in ("class", "struct") and not NOT_A_FIELD.match(plain):
        declared = plain.split("=")[0].strip().removesuffix("{}").strip()
        field = FIELD.search(declared)
        if field and " " in declared:
            yield Member(path, field[1], True, declared[:field.start()].strip(), header)


def read_header(path: pathlib.Path):
    source = path.read_text()
    for macro in MACRO.findall(source):
        yield Member("", macro, False, header=path.name)
    text = COMMENT.sub(lambda found: '""' if found[0][0] in "R\"'" else " ", source)
    text = DIRECTIVE.sub("", text)
    scopes: list = []  # (kind, name, access), innermost last
    start = depth = 0
    for at, character in enumerate(text):
        if character in "()":
            depth += 1 if character == "(" else -1
        if depth or character not in "{};:":
            continue
        statement = text[start:at]
        if character == ":":
            access = ACCESS.match(statement + ":")
            if access and text[at:at + 2] != "::":
                scopes[-1] = (*scopes[-1][:2], access[1])
                start = at + 1
            continue
        if character == "{":
            if re.search(r"=\s*$|\breturn\b", statement) or (scopes and scopes[-1][0] == "value"):
                scopes.append(("value", "", ""))  # an initializer: the statement goes on after it
                continue
            scope = SCOPE.search(without_templates(statement))
            if scope and not statement.lstrip().startswith("enum"):
                access = "private" if scope[1] == "class" else "public"
                hidden = scopes and scopes[-1][2] != "public"
                name = scope[2].removeprefix("sotto").lstrip(":")
                scopes.append((scope[1], name, "private" if hidden else access))
            else:
                yield from read_statement(statement, scopes, path.name)
                scopes.append(("body", "", ""))
        elif character == ";":
            if scopes and scopes[-1][0] == "value":
                continue
            yield from read_statement(statement, scopes, path.name)
        else:
            if scopes.pop()[0] == "value":
                continue
        start = at + 1


def public_members(folder: pathlib.Path) -> list[Member]:
    return [member for header in sorted(folder.glob("*.hpp")) for member in read_header(header)]
