from hypothesis import settings

# A busy machine is slow, not wrong.
settings.register_profile("shop", deadline=None)
settings.load_profile("shop")
