"""The purchase as a Django REST shop usually writes it. It has dependencies and a virtual environment of its own."""
