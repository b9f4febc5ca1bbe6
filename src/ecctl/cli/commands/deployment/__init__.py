"""`ecctl deployment`: the deployments, and the groups of what belongs to them."""

from __future__ import annotations

from ecctl.cli.command import Command

HERE = "ecctl.cli.commands.deployment."

COMMANDS = (
    Command("elasticsearch", "Manages what Elasticsearch alone has", children=HERE + "elasticsearch"),
    Command("extension", "Manages extensions", children=HERE + "extension"),
    Command("plan", "Manages pending plans", children=HERE + "plan"),
    Command("resource", "Manages the resources of a deployment", children=HERE + "resource"),
    Command("template", "Manages deployment templates", children=HERE + "template"),
    Command("traffic-filter", "Manages traffic filters", children=HERE + "traffic_filter"),
)
