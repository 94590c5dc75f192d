"""What one shopper sees and does. States are thin: rules, SQL and the SDK live elsewhere."""
