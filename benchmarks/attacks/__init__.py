"""What a hostile or clumsy client can do to the shop, and what a good client gets meanwhile."""
