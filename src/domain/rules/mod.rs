//! The numbered rules, a file a family, each with its worked check beside it.
//!
//! Everything here is arithmetic on what it is given: no clock, no file, no float at a gate.

pub mod carrier;
pub mod cascade;
pub mod change;
pub mod cohort;
pub mod comparison;
pub mod concentration;
pub mod coverage;
pub mod credit;
pub mod elapsed;
pub mod existing;
pub mod figure;
pub mod goal_steps;
pub mod growth;
pub mod holes;
pub mod inquiries;
pub mod interval;
pub mod limits;
pub mod median;
pub mod new_customers;
pub mod noise;
pub mod order_size;
pub mod ownership;
pub mod pace;
pub mod pareto;
pub mod phase;
pub mod pioneer;
pub mod posts;
pub mod projection;
pub mod ranking;
pub mod repeat;
pub mod specialist;
pub mod tenure;
pub mod timeline;
pub mod weeks;
