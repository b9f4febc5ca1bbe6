"""The regions of Elastic Cloud, as far as they are known here: for completion, questions and hints.

A platform may have others: none is refused for not being in this list.
"""

from __future__ import annotations

REGIONS = (
    "gcp-us-central1",
    "gcp-us-east4",
    "gcp-us-west1",
    "gcp-northamerica-northeast1",
    "gcp-australia-southeast1",
    "gcp-europe-west1",
    "gcp-europe-west2",
    "gcp-europe-west3",
    "gcp-asia-northeast1",
    "gcp-asia-south1",
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "aws-eu-central-1",
    "aws-eu-west-2",
    "eu-west-1",
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "sa-east-1",
    "azure-eastus2",
    "azure-westus2",
    "azure-westeurope",
    "azure-japaneast",
    "azure-southeastasia",
)
"""In the order in which the original's `init` offers them."""

OWN = "ece-region"
"""The region of an ECE that was not told otherwise."""
