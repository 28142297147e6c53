"""The processes behind `nongsan serve` and the deployments they serve."""
