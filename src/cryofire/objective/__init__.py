"""The question that training asks of a prediction."""
