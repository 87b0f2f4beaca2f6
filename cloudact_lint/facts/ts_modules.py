"""What TypeScript modules give each other: import, export, ``require`` and ``module.exports``.

An export is simply a definition; one under another name is an assignment, and the default
export is a definition named ``default``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloudact_lint.facts.model import Assign, Attr, Dict, Expr, FuncExpr, Import, Name
from cloudact_lint.facts.ts_classes import ClassBuilder
from cloudact_lint.facts.ts_nodes import is_function, plain_text, unwrapped
from cloudact_lint.facts.ts_places import read_piece
from cloudact_lint.findings import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_DECLARATIONS = frozenset({"function_declaration", "generator_function_declaration", "class_declaration",
                           "abstract_class_declaration", "interface_declaration", "enum_declaration"})  # fmt: skip
_NAMED_VALUES = frozenset({"class", "function_expression", "generator_function"})


class ModuleBuilder(ClassBuilder):
    """Adds imports and exports."""

    def _specifier(self, node: Node | None) -> str:
        return read_piece(self.text(node)[1:-1], 1, 1).text if node is not None and node.type == "string" else ""

    def _import(self, local: str, module: str, name: str | None, at: Span, reexport: bool = False) -> None:
        found = Import(local, module, name, 0, reexport, at)
        self.declared.add(local)
        self.imports.append(found)
        self.out.append(found)

    def import_statement(self, node: Node) -> None:
        """``import …``; types too, as an annotation may name them."""
        at = self.span(node)
        module = self._specifier(node.child_by_field_name("source"))
        clauses = [child for child in node.named_children if child.type in ("import_clause", "import_require_clause")]
        if not clauses:
            self._import("", module, None, at)
        for clause in clauses:
            if clause.type == "import_require_clause":
                module = self._specifier(clause.child_by_field_name("source"))
            for child in clause.named_children:
                if child.type == "identifier":
                    name = "default" if clause.type == "import_clause" else "*"
                    self._import(self.text(child), module, name, self.span(child))
                elif child.type == "namespace_import" and child.named_children:
                    self._import(self.text(child.named_children[0]), module, "*", self.span(child))
                elif child.type == "named_imports":
                    for specifier in child.named_children:
                        if specifier.type == "import_specifier":
                            name, local = self._renamed(specifier)
                            self._import(local, module, name, self.span(specifier))

    def _renamed(self, specifier: Node) -> tuple[str, str]:
        name = self.key_name(specifier.child_by_field_name("name"))
        return name, self.key_name(specifier.child_by_field_name("alias")) or name

    def export_statement(self, node: Node) -> None:
        """``export …`` of any kind."""
        at = self.span(node)
        source = node.child_by_field_name("source")
        if source is not None:
            self._reexport(node, self._specifier(source), at)
            return
        words = {child.type for child in node.children}
        declaration = node.child_by_field_name("declaration")
        if declaration is not None:
            if declaration.type in ("class_declaration", "abstract_class_declaration"):
                self.class_declaration(declaration, self.decorators(node))
            else:
                self.statement(declaration)
            name = self.key_name(declaration.child_by_field_name("name")) if declaration.type in _DECLARATIONS else ""
            if "default" in words and name:
                self._define("default", Name(name), at)
            return
        value = node.child_by_field_name("value")
        if value is None and "=" in words:
            value = next((child for child in node.named_children if child.type != "decorator"), None)
        if value is not None:
            self._default(value, at)
        for clause in node.named_children:
            for specifier in clause.named_children if clause.type == "export_clause" else ():
                if specifier.type == "export_specifier":
                    name, exported = self._renamed(specifier)
                    if name != exported:
                        self._define(exported, Name(name), self.span(specifier))

    def _reexport(self, node: Node, module: str, at: Span) -> None:
        for child in node.children:
            if child.type == "*":
                self._import("*", module, "*", at, reexport=True)
            elif child.type == "namespace_export" and child.named_children:
                self._import(self.key_name(child.named_children[0]), module, "*", self.span(child), reexport=True)
            elif child.type == "export_clause":
                for specifier in child.named_children:
                    if specifier.type == "export_specifier":
                        name, exported = self._renamed(specifier)
                        self._import(exported, module, name, self.span(specifier), reexport=True)

    def _define(self, name: str, value: Expr, at: Span) -> None:
        self.declared.add(name)
        self.defines.add(name)
        self.note(value)
        self.out.append(Assign(Name(name), value, None, "=", at))

    def _default(self, value: Node, at: Span) -> None:
        """``export default …``, ``export = …``, ``module.exports = …``."""
        inner = unwrapped(value)
        named = self.key_name(inner.child_by_field_name("name")) if inner.type in _NAMED_VALUES else ""
        if is_function(inner):
            self.define_function(inner, named or "default", at)
        elif inner.type == "class":
            self.class_value(inner, named or "default")
        else:
            self._define("default", self.expr(value), at)
            return
        if named:
            self._define("default", Name(named), at)

    def define_function(self, node: Node, name: str, at: Span) -> None:
        """A function under the name it is bound to."""
        self.declared.add(name)
        self.defines.add(name)
        self.out.append(self.function(node, name, at))

    # CommonJS and import().

    def required(self, value: Node) -> tuple[str, str] | None:
        """The module, and the member of it or ``*``, that ``require(…)`` or ``import(…)`` gives."""
        value, member = unwrapped(value), "*"
        if value.type == "member_expression":
            base, name = value.child_by_field_name("object"), value.child_by_field_name("property")
            if base is None or name is None:
                return None
            value, member = unwrapped(base), self.text(name)
        if value.type != "call_expression":
            return None
        function, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
        if function is None or arguments is None or self.text(function) not in ("require", "import"):
            return None
        given = [child for child in arguments.named_children if child.type != "comment"]
        module = self._specifier(given[0]) if given else ""
        return (module, member) if module else None

    def _call(self, node: Node, func: Expr) -> Expr:
        found = self.required(node) if isinstance(func, Name) and func.id in ("require", "import") else None
        if found is None:
            return super()._call(node, func)
        whole = self.fresh()
        self._import(whole.id, found[0], "*", self.span(node))
        return whole

    def import_value(self, pattern: Node, value: Node) -> bool:
        """Whether ``pattern = value`` is an import; if so it is made one."""
        found = self.required(value)
        if found is None:
            return False
        module, member = found
        if pattern.type == "identifier":
            self._import(self.text(pattern), module, member, self.span(pattern))
            return True
        if pattern.type != "object_pattern" or member not in ("*", "default"):
            return False
        pairs: list[tuple[Node, str, str]] = []
        for child in pattern.named_children:
            if child.type == "shorthand_property_identifier_pattern":
                pairs.append((child, self.text(child), self.text(child)))
            elif child.type == "pair_pattern":
                local = child.child_by_field_name("value")
                if local is None or local.type != "identifier":
                    return False
                pairs.append((child, self.key_name(child.child_by_field_name("key")), self.text(local)))
            elif child.type != "comment":
                return False
        for child, name, local_name in pairs:
            self._import(local_name, module, name, self.span(child))
        return True

    def common_export(self, node: Node) -> bool:
        """Whether an assignment is to ``module.exports`` or ``exports``; if so it is made a definition."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "member_expression":
            return False
        target = self.text(left)
        if target == "module.exports":
            value, at = unwrapped(right), self.span(node)
            if value.type == "object" and isinstance(exported := self.expr(value), Dict):
                self._define("default", self._export_members(exported), at)
            else:
                self._default(value, at)
            return True
        for prefix in ("exports.", "module.exports."):
            name = target[len(prefix) :]
            if target.startswith(prefix) and name.isidentifier():
                value = unwrapped(right)
                if is_function(value):
                    self.define_function(value, name, self.span(node))
                else:
                    bound = self.expr(value)
                    if bound != Name(name):
                        self._define(name, bound, self.span(node))
                return True
        return False

    def _export_members(self, exported: Dict) -> Dict:
        """Define each member of an exported object; its functions stand in the module, once."""
        items: list[tuple[Expr | None, Expr]] = []
        for key, value in exported.items:
            name = plain_text(key) if key is not None else ""
            if name and name not in self.declared:
                if isinstance(value, FuncExpr):
                    self.defines.add(name)
                    self.out.append(value.function)
                    value = Name(name)
                elif isinstance(value, (Name, Attr)) and value != Name(name):
                    self._define(name, value, exported.at)
            items.append((key, value))
        return Dict(tuple(items), exported.at)
