//! Files in and out, and the demo company.

pub mod demo;
