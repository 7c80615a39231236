"""The software one sweet shop runs on."""
