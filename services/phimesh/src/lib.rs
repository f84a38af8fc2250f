//! phimesh.
