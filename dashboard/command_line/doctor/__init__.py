"""What is wrong with this installation: one small check for each thing that can be."""
