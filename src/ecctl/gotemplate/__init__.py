"""Go's text/template language for Python, independent of the rest of ecctl.

    template = Template("{{range .}}{{.}} {{end}}")
    template.execute(["a", "b"])          # "a b "

A template is parsed once (lexer, parser) and compiled to closures for each type of data it is executed on
(compiler, expressions).
"""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError, TemplateError, TemplateExecError, TemplateSyntaxError
from ecctl.gotemplate.template import Template

__all__ = ["CallError", "Template", "TemplateError", "TemplateExecError", "TemplateSyntaxError"]
