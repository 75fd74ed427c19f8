"""What notifier reads, by noun: orders, posts, deliveries, and the policy in force."""
