"""The model workshop: from public code to a model folder that Nanotype's server loads."""
