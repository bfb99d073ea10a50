"""What a follow-up leaves unsaid: which papers it means, and the question it stands for."""
