"""What one image says, given volumes: likelihood over poses, z in closed form, local refinement, global search; volumes given that."""
