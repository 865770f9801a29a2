"""What is handed over. Reports owns the formats that it reads; `fixtures` writes them."""
