"""Go's text/template language, for Python: a package of its own, which needs nothing but the standard library.

    template = Template("{{range .}}{{.}} {{end}}")
    template.execute(["a", "b"])          # "a b "

A template is read once (lexer, parser), compiled to closures for each type of data that it meets
(compiler), and then only called.
"""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError, TemplateError, TemplateExecError, TemplateSyntaxError
from ecctl.gotemplate.template import Template

__all__ = ["CallError", "Template", "TemplateError", "TemplateExecError", "TemplateSyntaxError"]
